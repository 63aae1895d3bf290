// SPDX-License-Identifier: BSD-3-Clause
// Commands and renewals, of this node and of others.
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/mutant.hpp>
#include <ringleader/control/control_machine.hpp>
#include <ringleader/registry/command_check.hpp>

#include <utility>

namespace ringleader::control {

namespace {

// Well below the largest frame of the system lane.
constexpr std::size_t forward_bytes_max = 32 * 1024;

// What an envelope adds to its command.
constexpr std::size_t envelope_bytes = 64;

/// What another node forwarded, if it is worth to be looked at.
std::optional<registry::envelope> read_forwarded(const bytes& encoded) {
  if (encoded.size() > control_machine::command_bytes_max + envelope_bytes) return std::nullopt;
  auto read = decode<registry::envelope>(encoded);
  if (!read) return std::nullopt;
  auto ok = registry::check_command(read->what);
  if (ok && read->from) ok = registry::check_proposer(*read->from);
  if (!ok && !mutated(mutant::apply_not_total)) return std::nullopt;
  return std::move(*read);
}

} // namespace

void control_machine::on(submit& e) {
  auto refuse = [&](errc code, std::string why) {
    emit(concluded{e.cookie, {}, {code, std::move(why)}});
  };
  if (!e.session) return refuse(errc::no_quorum, "this node has no session with the cluster yet");
  auto encoded = encode(e.what);
  if (encoded.size() > command_bytes_max)
    return refuse(errc::refused, "a command has at most 32 KiB");
  if (auto ok = registry::check_command(e.what); !ok)
    return refuse(ok.error().code, ok.error().message);
  auto is_leave = std::holds_alternative<registry::leave>(e.what);
  proposals::command what{std::move(e.what), std::move(encoded)};
  if (!proposals_.add(e.cookie, e.session, std::move(what), now_, e.patience))
    return refuse(errc::overloaded, "too many commands of this node are not answered yet");
  // Its node goes when the command is answered, and would leave the others without a leader.
  if (is_leave && leads() && raft_.members().voters.size() > 1) {
    leaving_ = true;
    return feed_raft(consensus::transfer{{}, ++last_cookie_});
  }
  want_flush();
}

void control_machine::on(submit_join& e) {
  if (auto ok = registry::check_command(e.who); !ok)
    return emit(concluded{e.cookie, {}, ok.error()});
  proposals::command who{std::move(e.who), {}};
  who.encoded = encode(who.what);
  if (auto before = proposals_.add_join(e.cookie, std::move(who), now_))
    emit(concluded{before->cookie, {}, {errc::stopping, "another join of this node took over"}});
  want_flush();
}

void control_machine::on(forwarded& e) {
  if (!leads()) return;
  for (auto& encoded : e.envelopes) {
    auto envelope = read_forwarded(encoded);
    if (!envelope) {
      ++dropped_.malformed;
      continue;
    }
    switch (claim_of(e.from, *envelope)) {
    case claim::foreign: ++dropped_.foreign; break;
    case claim::unknown:
      if (!tasks_->is_open() && early_.size() < early_max)
        early_.push_back({e.from, {std::move(encoded)}});
      break;
    case claim::own:
    case claim::ended: add_to_batch(*envelope, encoded);
    }
  }
  want_flush();
}

/// A session that the log has not opened here yet may be anybody's.
control_machine::claim control_machine::claim_of(const sender& who, session_id session) const {
  auto* m = registry_.member_of(session);
  if (m == nullptr) return session <= registry_.last_session() ? claim::ended : claim::unknown;
  auto is_own = m->store == who.store && m->name == who.name;
  return is_own || mutated(mutant::foreign_session_taken) ? claim::own : claim::foreign;
}

/// Another node could otherwise end sessions and take locks that are not its own. A session that
/// ended is nobody's any more: the registry refuses its commands wherever they stand in the log,
/// and a proposer that lags behind learns it from there.
control_machine::claim control_machine::claim_of(const sender& who,
                                                 const registry::envelope& what) const {
  if (!registry::is_forwarded(what)) return claim::foreign;
  if (mutated(mutant::foreign_session_ended) && std::holds_alternative<registry::leave>(what.what))
    return claim::own;
  if (what.from) return claim_of(who, what.from->session);
  auto& joining = std::get<registry::join>(what.what);
  return joining.store == who.store && joining.name == who.name ? claim::own : claim::foreign;
}

void control_machine::add_to_batch(const registry::envelope& what, const bytes& encoded) {
  if (!tasks_->appending(what, registry_)) return;
  batch_.push_back(registry::encode_entry(tasks_->stamp(registry_, now_), encoded));
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
    for (auto* p : proposals_.due(now_, retry_after()))
      add_to_batch(p->what, registry::encode_envelope(p->what.from, p->encoded));
    return append_batch();
  }
  forward frame{raft_.leader(), {}};
  std::size_t size = 0;
  auto send_frame = [&] {
    if (frame.envelopes.empty()) return;
    emit(forward{frame.to, std::exchange(frame.envelopes, {})});
    size = 0;
  };
  for (auto* p : proposals_.due(now_, retry_after())) {
    auto encoded = registry::encode_envelope(p->what.from, p->encoded);
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
    if (!e.from.store && raft_.leader()) emit(pass_renewal{raft_.leader(), e.session, e.id});
    return;
  }
  if (e.from.store) {
    auto whose = claim_of(e.from, e.session);
    if (whose == claim::foreign) ++dropped_.foreign;
    if (whose != claim::own) return; // or not opened here yet: asked again soon
  }
  auto cookie = ++last_cookie_;
  if (!tasks_->ask(cookie, {e.from.store, e.session, e.id, now_})) return;
  if (mutated(mutant::deposed_leader_renews)) {
    consensus::marked at_once{cookie};
    return run(at_once);
  }
  feed_raft(consensus::mark{cookie, e.session.value});
}

void control_machine::run(consensus::marked& fx) {
  if (!tasks_) return;
  if (auto what = tasks_->confirmed(fx.cookie)) emit(renewed{what->from, what->session, what->id});
}

void control_machine::run(consensus::mark_failed& fx) {
  if (tasks_) tasks_->unconfirmed(fx.cookie);
}

} // namespace ringleader::control
