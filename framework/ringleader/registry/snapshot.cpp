// SPDX-License-Identifier: BSD-3-Clause
// The state as one file, and its digest.
#include <ringleader/registry/registry.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

#include <algorithm>

namespace ringleader::registry {

namespace {

constexpr std::uint32_t snapshot_format = 1;

/// A state with other sessions, to be encoded like one.
struct state_with {
  const state& other;
  const std::map<session_id, session_record>& sessions;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, state_with& x) {
  auto& o = x.other;
  return f(o.applied, o.now, o.founded, o.settings, o.tokens, o.last_session, o.version, o.members,
           x.sessions, o.types, o.table, o.locks, o.elections);
}

bool consistent(const lock_book& book, const state& s) {
  auto dead = [&](session_id session) { return s.sessions.count(session) == 0; };
  for (const auto& [token, held] : book.holds())
    if (token > s.tokens.last() || (!held.withheld && dead(held.owner.session))) return false;
  for (const auto& [arrival, request] : book.requests())
    if (dead(request.owner.session)) return false;
  return true;
}

bool consistent(const election_table& elections, const state& s) {
  auto dead = [&](session_id session) { return s.sessions.count(session) == 0; };
  for (const auto& [name, held] : elections.all()) {
    if (held.term.value > s.tokens.last().value) return false;
    for (const auto& c : held.candidates)
      if (dead(c.id.session)) return false;
    for (const auto& [voter, choice] : held.votes)
      if (dead(voter)) return false;
  }
  return true;
}

/// What every state keeps and apply() relies on; bytes from elsewhere may not.
bool consistent(const state& s) {
  if (s.table.entries.size() != (s.founded ? s.settings.partition_count : 0)) return false;
  for (const auto& [session, record] : s.sessions) {
    auto at = s.members.find(record.member);
    if (at == s.members.end() || at->second.present.session != session) return false;
    if (session > s.last_session) return false;
  }
  auto alive_members = std::count_if(s.members.begin(), s.members.end(),
                                     [](const auto& item) { return alive(item.second.present); });
  if (static_cast<std::size_t>(alive_members) != s.sessions.size()) return false;
  auto open = [&](session_id session) { return s.sessions.count(session) != 0; };
  for (const auto& e : s.table.entries) {
    if (e.owner && !open(e.owner)) return false;
    if (e.move && (!open(e.move->target) || !e.owner)) return false;
    if (e.epoch.value > s.tokens.last().value) return false;
  }
  return consistent(s.locks.book(), s) && consistent(s.elections, s);
}

} // namespace

shared_bytes registry::snapshot(std::size_t about) const {
  bytes out;
  out.reserve(about + about / 8);
  encoder to{out};
  to.put(snapshot_format);
  to.put(state_);
  return shared_bytes::adopt(std::move(out));
}

result<registry> registry::restore(const shared_bytes& data) {
  decoder from{data};
  std::uint32_t format = 0;
  if (!from.get(format)) return {errc::malformed, "the snapshot of the registry is too short"};
  if (format != snapshot_format)
    return {errc::newer_format, "the snapshot of the registry has format " +
                                  std::to_string(format) + "; install a newer release"};
  registry fresh;
  if (!from.get(fresh.state_) || from.remaining() != 0 || !consistent(fresh.state_))
    return {errc::malformed, "the snapshot of the registry is damaged"};
  if (auto ok = understands(fresh.settings()); !ok) return ok.error();
  fresh.refresh(true, true);
  return fresh;
}

std::uint64_t registry::digest() const {
  // The wording of a refusal may differ between releases that run side by side; it decides nothing.
  auto sessions = state_.sessions;
  for (auto& [session, record] : sessions) record.window.forget_messages();
  return stable_hash(as_view(encode(state_with{state_, sessions})));
}

} // namespace ringleader::registry
