// SPDX-License-Identifier: BSD-3-Clause
// One step of a machine in a simulated group: the effects in order, each shown to the checkers.
#include <ringleader/base/match.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <ostream>

namespace ringleader::testkit {

namespace {

// A state's digest costs as much as a snapshot: every so many entries is enough.
constexpr std::uint64_t digest_interval = 48;

} // namespace

void simulated_group::step(std::size_t number, control::event event) {
  auto& node = nodes_[number];
  checker_.begin_step(now_);
  bool was_stopped = node.machine->is_stopped();
  auto kind = event.index();
  if (options_.log)
    *options_.log << ringleader::to_string(now_.time_since_epoch()) << " node " << number << " "
                  << to_string(event) << "\n";
  auto effects = node.machine->step(std::move(event), node.clock.at(now_));
  trace(static_cast<std::uint64_t>(now_.time_since_epoch().count()));
  trace(number << 32 | kind << 16 | effects.size());
  if (options_.log)
    for (const auto& fx : effects) *options_.log << "    " << to_string(fx) << "\n";
  if (was_stopped && !effects.empty())
    checker_.report(violation_kind::act_after_halt, "node " + std::to_string(number));
  for (auto& fx : effects) {
    if (node.effects_left && (*node.effects_left)-- == 0) {
      crash(number, node.restart_in);
      return;
    }
    trace(fx.index());
    std::visit([&](auto& x) { run(number, x); }, fx);
    if (checker_.found()) return;
  }
  close_step(number);
  if (node.machine->is_behind()) step(number, control::catch_up{});
}

/// What must be looked at when the machine and all that it said agree.
void simulated_group::close_step(std::size_t number) {
  auto& node = nodes_[number];
  if (std::exchange(node.wrote, false))
    checker_.took_members(number, node.machine->raft().members());
  for (auto& [request, how] : std::exchange(node.ends, {})) settle(number, request, how);
  auto is_new = node.registry_moved;
  if (is_new || std::exchange(node.leader_moved, false)) tell_member(number);
  if (is_new) {
    auto applied = node.machine->applied_index();
    if (applied.value % digest_interval == 0)
      registry_.has(number, applied, node.machine->state().digest());
  }
  plan_disk(number);
  if (!node.frozen) plan_wakeup(number);
}

void simulated_group::run(std::size_t number, control::persist& fx) {
  store_write batch;
  batch.id = fx.id;
  batch.hard = fx.hard;
  batch.truncate_from = fx.truncate_from;
  batch.append.reserve(fx.append.size());
  for (auto& entry : fx.append)
    batch.append.push_back(
      {entry.index, entry.term, static_cast<std::uint8_t>(entry.kind), std::move(entry.data)});
  if (fx.snapshot) batch.snapshot = consensus::to_stored(*fx.snapshot);
  batch.drop_head_to = fx.drop_head_to;
  trace(fx.id.value << 16 | fx.append.size());
  checker_.wrote(number, batch);
  if (checker_.found()) return; // a disk takes only what is in order
  nodes_[number].wrote = true;
  nodes_[number].disk.write(std::move(batch), now_);
}

void simulated_group::post(std::size_t from, store_id to, letter what, bool forged) {
  trace(what.index() << 32 | to.value);
  if (is_hostile(from) && !forged) hostile_->member.sent(to, what);
  auto node = number_of(to);
  if (node >= nodes_.size()) return;
  auto arrivals = network_.send(from, node, now_);
  happening message;
  message.what = happening_kind::message;
  message.node = static_cast<std::uint32_t>(node);
  message.from = static_cast<std::uint8_t>(from);
  auto left = arrivals.size();
  for (auto at : arrivals) {
    message.at = at;
    message.number =
      messages_.put({nodes_[from].store, to, --left == 0 ? std::move(what) : what, forged});
    agenda_.add(message);
  }
}

void simulated_group::run(std::size_t number, control::send& fx) {
  check_sent(number, fx);
  trace(fx.what.index());
  if (climate_.encoded) {
    auto frame = consensus::encode_message(fx.what);
    auto decoded = consensus::decode_message(frame);
    trace(stable_hash(as_view(frame)));
    if (!decoded || !(*decoded == fx.what))
      return checker_.report(violation_kind::wire_differs,
                             consensus::to_string(fx.what) + " of node " + std::to_string(number));
    fx.what = std::move(*decoded);
  }
  post(number, fx.to, std::move(fx.what));
}

control::sender simulated_group::sender_of(std::size_t number) const {
  return {nodes_[number].store, simulated_name(number)};
}

/// What a node promises on the wire must be true, and durable when it leaves.
void simulated_group::check_sent(std::size_t number, const consensus::send& sent) {
  match(
    sent.what,
    [&](const consensus::vote_request& m) {
      if (!m.pre_vote) checker_.voted(number, m.asked, nodes_[number].store);
    },
    [&](const consensus::vote_reply& m) {
      if (m.granted && !m.pre_vote) checker_.voted(number, m.asked, sent.to);
    },
    [&](const consensus::append_reply& m) {
      if (m.granted) checker_.confirmed_append(number, m.term, m.match_index);
    },
    [](const consensus::append_request&) {}, [](const consensus::timeout_now&) {},
    [](const consensus::install_request&) {}, [](const consensus::install_reply&) {});
}

void simulated_group::run(std::size_t number, const control::committed& fx) {
  for (const auto& entry : fx.entries) {
    if (checker_.committed(number, entry)) {
      auto events = registry_.agreed(entry);
      for (const auto& ev : events)
        if (auto* end = std::get_if<registry::session_ended>(&ev))
          sessions_.ended(end->session, now_);
      holders_.agreed(events, now_);
      histories_.agreed(events, now_);
      campaigns_.agreed(events);
    }
    trace(entry.index.value << 32 | entry.term.value);
  }
}

void simulated_group::run(std::size_t number, const control::install& fx) {
  trace(fx.state->index.value);
  checker_.installed(number, fx.state->index);
}

void simulated_group::run(std::size_t number, const control::role_changed& fx) {
  trace(static_cast<std::uint64_t>(fx.now) << 32 | fx.term.value);
  nodes_[number].leader_moved = true;
  if (fx.now != consensus::role::leader) return checker_.stopped_leading(number);
  checker_.became_leader(number, fx.term);
  if (!next_leader_effects_) return;
  crash_amid(number, *next_leader_effects_, next_leader_restart_in_);
  next_leader_effects_.reset();
}

void simulated_group::run(std::size_t number, control::forward& fx) {
  post(number, fx.to, control::forwarded{sender_of(number), std::move(fx.envelopes)});
}

void simulated_group::run(std::size_t number, const control::pass_renewal& fx) {
  post(number, fx.to, control::renew{sender_of(number), fx.session, fx.id});
}

void simulated_group::run(std::size_t number, const control::renewed& fx) {
  if (fx.to) return post(number, fx.to, renewal_answer{fx.session, fx.id});
  hear(number, renewal_answer{fx.session, fx.id});
}

void simulated_group::run(std::size_t number, control::concluded& fx) {
  auto& node = nodes_[number];
  trace(fx.cookie << 8 | static_cast<std::uint64_t>(fx.error.code));
  // Looked at when the entries of this step, which come behind it, are known.
  if (auto request = node.member.close(fx.cookie)) node.ends.emplace_back(*request, std::move(fx));
}

void simulated_group::run(std::size_t number, control::published& fx) {
  auto& node = nodes_[number];
  node.registry_moved = true;
  node.is_anew |= fx.anew;
  if (fx.anew) node.events.clear();
  node.events.insert(node.events.end(), std::make_move_iterator(fx.events.begin()),
                     std::make_move_iterator(fx.events.end()));
}

void simulated_group::run(std::size_t number, const control::flush_soon&) {
  plan(random_.between(std::chrono::microseconds{1}, std::chrono::microseconds{100}),
       happening_kind::flush, number);
}

/// The store takes its time with the data, but not its turn in the order of the writes.
void simulated_group::run(std::size_t number, const control::stage& fx) {
  happening stored;
  stored.at = now_ + random_.between(duration::zero(), 4 * climate_.disk_max);
  stored.what = happening_kind::staged;
  stored.node = static_cast<std::uint32_t>(number);
  stored.number = nodes_[number].life;
  stored.id = ticket{fx.upto.value};
  agenda_.add(stored);
}

void simulated_group::run(std::size_t number, const control::read_ready& fx) {
  auto& node = nodes_[number];
  auto request = node.member.close(fx.cookie);
  if (!request) return;
  ++reads_;
  registry_.read(request->asked, fx.index, node.machine->applied_index());
  auto* held = node.machine->state().elections().find(client_histories::election_name);
  auto term = held != nullptr && held->winner ? std::optional{held->term} : std::nullopt;
  histories_.watched(term, request->asked.at, now_);
}

void simulated_group::run(std::size_t number, const control::read_failed& fx) {
  nodes_[number].member.close(fx.cookie);
}

void simulated_group::run(std::size_t number, const control::transfer_ended& fx) {
  trace(static_cast<std::uint64_t>(fx.why) << 32 | number);
}

/// A supervisor would start the process again after a while.
void simulated_group::run(std::size_t number, const control::stopped& fx) {
  if (!nodes_[number].disk_failed)
    checker_.report(violation_kind::halted_without_cause,
                    "node " + std::to_string(number) + ": " + to_string(fx.why));
  checker_.stopped_leading(number);
  auto pause = random_.between(std::chrono::milliseconds{1}, std::chrono::milliseconds{500});
  plan(pause, happening_kind::restart, number);
}

} // namespace ringleader::testkit
