// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/part_desk.hpp>

namespace ringleader::testkit {

namespace {

constexpr std::uint64_t nodes_max = 64;

} // namespace

open_request part_desk::enter(open_request about, bool is_read) {
  about.cookie = ++mail_.last_cookie;
  about.number = about.cookie * nodes_max + cells.number;
  mail_.unanswered.push_back({part, is_read, about});
  return about;
}

open_request part_desk::propose(registry::command what, duration patience, open_request about) {
  about = enter(about, false);
  // The session is filled in when it leaves.
  mail_.waiting.push_back(part_mail::submission{
    control::submit{about.cookie, session_id{}, std::move(what), patience}, about.cookie});
  return about;
}

open_request part_desk::propose_join(registry::join who) {
  open_request about;
  about.what = open_request::kind::join;
  about = enter(about, false);
  mail_.waiting.push_back(
    part_mail::submission{control::submit_join{about.cookie, std::move(who)}, about.cookie});
  return about;
}

void part_desk::read() {
  open_request about;
  about.what = open_request::kind::read;
  about = enter(about, true);
  mail_.waiting.push_back(part_mail::submission{control::read{about.cookie}, about.cookie});
}

void part_desk::renew(session_id session, renewal_id id) {
  mail_.waiting.push_back(part_mail::submission{control::renew{{}, session, id.value}, 0});
}

void part_desk::send(store_id to, bytes body) {
  mail_.waiting.push_back(part_mail::sending{to, {part, std::move(body)}});
}

} // namespace ringleader::testkit
