// SPDX-License-Identifier: BSD-3-Clause
// One step of a machine in a simulated group: the effects in order, each shown to the checker.
#include <ringleader/base/match.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <ostream>

namespace ringleader::testkit {

void simulated_group::step(std::size_t number, const consensus::event& event) {
  auto& node = nodes_[number];
  checker_.begin_step(now_);
  bool was_halted = node.machine->is_halted();
  auto effects = node.machine->step(event, node.clock.at(now_));
  trace(static_cast<std::uint64_t>(now_.time_since_epoch().count()));
  trace(number << 32 | event.index() << 16 | effects.size());
  if (options_.log) {
    *options_.log << ringleader::to_string(now_.time_since_epoch()) << " node " << number << " "
                  << to_string(event) << "\n";
    for (const auto& fx : effects) *options_.log << "    " << to_string(fx) << "\n";
  }
  if (was_halted && !effects.empty())
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
  plan_clients();
  plan_disk(number);
  if (!node.frozen) plan_wakeup(number);
}

void simulated_group::run(std::size_t number, consensus::persist& fx) {
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
  checker_.took_members(number, nodes_[number].machine->members());
  if (checker_.found()) return; // a disk takes only what is in order
  if (plants(planted_fault::disk_answers_early)) {
    happening told;
    told.at = now_;
    told.what = happening_kind::told_durable;
    told.node = static_cast<std::uint32_t>(number);
    told.number = nodes_[number].life;
    told.id = fx.id;
    agenda_.add(told);
  }
  nodes_[number].disk.write(std::move(batch), now_);
}

void simulated_group::run(std::size_t number, consensus::send& fx) {
  check_sent(number, fx);
  if (options_.plant != planted_fault::none) plant_in(fx);
  trace(fx.what.index() << 32 | fx.to.value);
  auto to = number_of(fx.to);
  auto arrivals = network_.send(number, to, now_);
  if (arrivals.size() == 0) return;
  if (climate_.encoded) {
    auto frame = consensus::encode_message(fx.what);
    auto decoded = consensus::decode_message(frame);
    trace(stable_hash(as_view(frame)));
    if (!decoded || !(*decoded == fx.what))
      return checker_.report(violation_kind::wire_differs,
                             to_string(fx.what) + " of node " + std::to_string(number));
    fx.what = std::move(*decoded);
  }
  happening message;
  message.what = happening_kind::message;
  message.node = static_cast<std::uint32_t>(to);
  message.from = static_cast<std::uint8_t>(number);
  auto left = arrivals.size();
  for (auto at : arrivals) {
    message.at = at;
    message.number = messages_.put(--left == 0 ? std::move(fx.what) : fx.what);
    agenda_.add(message);
  }
}

/// What a node promises on the wire must be true, and durable when it leaves.
void simulated_group::check_sent(std::size_t number, const consensus::send& sent) {
  match(
    sent.what,
    [&](const consensus::vote_request& m) {
      if (!m.pre_vote) checker_.voted(number, m.asked, nodes_[number].machine->self());
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

void simulated_group::plant_in(consensus::send& sent) {
  auto reader = number_of(sent.to);
  if (plants(planted_fault::votes_forged)) {
    auto reply = std::get_if<consensus::vote_reply>(&sent.what);
    if (reply && random_.chance(500)) reply->granted = true;
  }
  if (plants(planted_fault::entries_swapped)) {
    auto request = std::get_if<consensus::append_request>(&sent.what);
    if (request && !request->entries.empty() && random_.chance(20))
      request->entries.back().data.push_back(0);
  }
  if (plants(planted_fault::confirmations_forged)) {
    auto reply = std::get_if<consensus::append_reply>(&sent.what);
    if (reply && nodes_[reader].machine && random_.chance(100)) {
      reply->granted = true;
      reply->match_index = nodes_[reader].machine->last_index();
    }
  }
}

void simulated_group::run(std::size_t number, const consensus::committed& fx) {
  auto& node = nodes_[number];
  for (const auto& entry : fx.entries) {
    auto times = plants(planted_fault::commits_doubled) && random_.chance(20) ? 2 : 1;
    for (int i = 0; i < times; ++i) {
      checker_.committed(number, entry, node.machine->term());
      load_.applied(number, entry, now_);
    }
    trace(entry.index.value << 32 | entry.term.value);
  }
  plan_compaction(number);
}

void simulated_group::run(std::size_t number, const consensus::install& fx) {
  trace(fx.state->index.value);
  checker_.installed(number, fx.state->index);
  load_.restored(number, fx.state->index, fx.state->data, now_);
}

void simulated_group::run(std::size_t number, const consensus::role_changed& fx) {
  trace(static_cast<std::uint64_t>(fx.now) << 32 | fx.term.value);
  if (fx.now != consensus::role::leader) return checker_.stopped_leading(number);
  checker_.became_leader(number, fx.term);
  if (!next_leader_effects_) return;
  crash_amid(number, *next_leader_effects_, next_leader_restart_in_);
  next_leader_effects_.reset();
}

void simulated_group::run(std::size_t number, const consensus::proposed& fx) {
  load_.taken(number, fx.cookie, fx.first, fx.count, fx.term, now_);
}

void simulated_group::run(std::size_t, const consensus::proposal_refused& fx) {
  std::optional<std::size_t> hint;
  if (fx.hint && number_of(fx.hint) < options_.nodes) hint = number_of(fx.hint);
  load_.refused(fx.cookie, hint, now_);
}

void simulated_group::run(std::size_t number, const consensus::read_ready& fx) {
  load_.read_ready(number, fx.cookie, fx.index, now_);
}

void simulated_group::run(std::size_t, const consensus::read_failed& fx) {
  load_.refused(fx.cookie, std::nullopt, now_);
}

void simulated_group::run(std::size_t number, const consensus::transfer_ended& fx) {
  trace(static_cast<std::uint64_t>(fx.why) << 32 | number);
}

/// A supervisor would start the process again after a while.
void simulated_group::run(std::size_t number, const consensus::halted& fx) {
  if (!nodes_[number].disk_failed)
    checker_.report(violation_kind::halted_without_cause,
                    "node " + std::to_string(number) + ": " + fx.why);
  checker_.stopped_leading(number);
  load_.died(number);
  plan(random_.between(std::chrono::milliseconds{1}, std::chrono::milliseconds{500}),
       happening_kind::restart, number, nodes_[number].life);
}

} // namespace ringleader::testkit
