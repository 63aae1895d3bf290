// SPDX-License-Identifier: BSD-3-Clause
// Commands and renewals, of this node and of others.
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/mutant.hpp>
#include <ringleader/control/control_machine.hpp>

#include <utility>

namespace ringleader::control {

namespace {

// Well below the largest frame of the system lane.
constexpr std::size_t forward_bytes_max = 32 * 1024;

// What an envelope adds to its command.
constexpr std::size_t envelope_bytes = 64;

} // namespace

void control_machine::on(submit& e) {
  auto refuse = [&](errc code, std::string why) {
    emit(concluded{e.cookie, {}, {code, std::move(why)}});
  };
  if (!e.session) return refuse(errc::no_quorum, "this node has no session with the cluster yet");
  if (encode(e.what).size() > command_bytes_max)
    return refuse(errc::refused, "a command has at most 32 KiB");
  auto is_leave = std::holds_alternative<registry::leave>(e.what);
  if (!proposals_.add(e.cookie, e.session, std::move(e.what), now_, e.patience))
    return refuse(errc::overloaded, "too many commands of this node are not answered yet");
  // Its node goes when the command is answered, and would leave the others without a leader.
  if (is_leave && leads() && raft_.members().voters.size() > 1) {
    leaving_ = true;
    return feed_raft(consensus::transfer{{}, ++last_cookie_});
  }
  want_flush();
}

void control_machine::on(submit_join& e) {
  if (auto before = proposals_.add_join(e.cookie, std::move(e.who), now_))
    emit(concluded{before->cookie, {}, {errc::stopping, "another join of this node took over"}});
  want_flush();
}

void control_machine::on(forwarded& e) {
  if (!leads()) return;
  for (auto& encoded : e.envelopes) {
    auto envelope = decode<registry::envelope>(encoded);
    if (!envelope || encoded.size() > command_bytes_max + envelope_bytes) continue;
    if (!registry::leader_only(envelope->what)) add_to_batch(*envelope);
  }
  want_flush();
}

void control_machine::add_to_batch(const registry::envelope& what) {
  if (!duties_->appending(what, registry_)) return;
  batch_.push_back(registry::encode_entry(duties_->stamp(registry_, now_), what));
}

void control_machine::want_flush() {
  if (flush_wanted_) return;
  flush_wanted_ = true;
  emit(flush_soon{});
}

void control_machine::on(const flush&) {
  flush_wanted_ = false;
  send_proposals();
}

void control_machine::send_proposals() {
  if (!can_send()) return;
  if (leads()) {
    for (auto* envelope : proposals_.due(now_, retry_after())) add_to_batch(*envelope);
    return append_batch();
  }
  forward frame{raft_.leader(), {}};
  std::size_t size = 0;
  auto send_frame = [&] {
    if (frame.envelopes.empty()) return;
    emit(frame);
    frame.envelopes.clear();
    size = 0;
  };
  for (auto* envelope : proposals_.due(now_, retry_after())) {
    auto encoded = encode(*envelope);
    if (size + encoded.size() > forward_bytes_max) send_frame();
    size += encoded.size();
    frame.envelopes.push_back(std::move(encoded));
  }
  send_frame();
}

// An append is taken as a whole or not at all: one that is larger than what the log takes would be
// refused each time that it is tried.
void control_machine::append_batch() {
  auto& limits = config_.raft;
  auto left = std::exchange(batch_, {});
  for (auto next = left.begin(); next != left.end() && leads();) {
    consensus::propose entries;
    entries.cookie = ++last_cookie_;
    for (std::size_t size = 0; next != left.end(); ++next) {
      size += next->size() + envelope_bytes;
      auto is_full = size > limits.pending_bytes_max / 4 ||
                     entries.commands.size() >= limits.pending_entries_max / 4;
      if (is_full && !entries.commands.empty()) break;
      entries.commands.push_back(std::move(*next));
    }
    feed_raft(std::move(entries));
  }
}

void control_machine::give_up_late() {
  for (auto& late : proposals_.give_up(now_)) emit(concluded{late.cookie, {}, std::move(late.why)});
}

void control_machine::on(const renew& e) {
  if (!leads()) {
    // A node that was thought to lead passes nothing on: the asker learns who leads by itself.
    if (!e.from && raft_.leader()) emit(pass_renewal{raft_.leader(), e.session, e.id});
    return;
  }
  auto cookie = ++last_cookie_;
  if (!duties_->ask(cookie, {e.from, e.session, e.id, now_})) return;
  if (mutated(mutant::deposed_leader_renews)) {
    consensus::marked at_once{cookie};
    return run(at_once);
  }
  feed_raft(consensus::mark{cookie, e.session.value});
}

void control_machine::run(consensus::marked& fx) {
  if (!duties_) return;
  if (auto what = duties_->confirmed(fx.cookie)) emit(renewed{what->from, what->session, what->id});
}

void control_machine::run(consensus::mark_failed& fx) {
  if (duties_) duties_->unconfirmed(fx.cookie);
}

} // namespace ringleader::control
