// SPDX-License-Identifier: BSD-3-Clause
// What a simulated group does with each happening on its agenda.
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::testkit {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

} // namespace

void simulated_group::handle(const happening& what) {
  auto& node = nodes_[what.node];
  switch (what.what) {
  case happening_kind::message:
  case happening_kind::told_durable:
  case happening_kind::told_failed: return deliver(what);
  case happening_kind::wakeup:
    if (what.number != node.life || what.at != node.wakeup_at) return;
    node.wakeup_at = never;
    if (node.frozen) return; // thaw() plans it anew
    if (node.clock.at(now_) >= node.machine->next_deadline())
      return step(what.node, consensus::tick{});
    return plan_wakeup(what.node);
  case happening_kind::disk:
    if (what.number == node.life) handle_disk(what.node);
    return;
  case happening_kind::compact:
    if (what.number == node.life) compact(what.node);
    return;
  case happening_kind::client: return handle_client(what.number);
  case happening_kind::strike:
    if (healed_at_) return;
    nemesis_.strike(*this);
    return plan(nemesis_.rest(), happening_kind::strike);
  case happening_kind::restart:
    if (what.number != node.life) return;
    if (node.machine) stop(what.node);
    return start(what.node, false);
  case happening_kind::thaw:
    if (node.frozen && what.number == node.pause) thaw(what.node);
    return;
  case happening_kind::mend:
    if (!healed_at_) network_.mend_all();
    return;
  case happening_kind::calm: return network_.set_weather(climate_.weather);
  case happening_kind::disk_calm:
    return node.disk.set_latency(climate_.disk_min, climate_.disk_max, climate_.disk_grouped);
  case happening_kind::tend: return tend_learners();
  }
}

/// Feeds what comes from outside to the machine, or keeps it while the process is paused.
void simulated_group::deliver(const happening& what) {
  auto& node = nodes_[what.node];
  bool is_message = what.what == happening_kind::message;
  if (!node.machine || (!is_message && what.number != node.life)) {
    if (is_message) messages_.take(what.number);
    return;
  }
  if (node.frozen) return node.arrived.push_back(what);
  if (is_message)
    return step(what.node, consensus::received{store_id{std::uint64_t{what.from} + 1},
                                               messages_.take(what.number)});
  if (what.what == happening_kind::told_durable)
    return step(what.node, consensus::persisted{what.id});
  node.disk_failed = true;
  step(what.node, consensus::disk_failed{"simulated: no space left"});
}

/// What waited for a process that died is lost.
void simulated_group::drop_arrived(node_state& node) {
  for (const auto& waiting : node.arrived)
    if (waiting.what == happening_kind::message) messages_.take(waiting.number);
  node.arrived.clear();
}

/// Takes all writes that are durable by now; the machine may hear of the last one only.
void simulated_group::handle_disk(std::size_t number) {
  auto& node = nodes_[number];
  node.disk_at = never;
  auto life = node.life;
  bool last_only = random_.chance(500);
  happening told;
  told.at = now_;
  told.what = happening_kind::told_durable;
  told.node = static_cast<std::uint32_t>(number);
  told.number = life;
  bool untold = false;
  while (node.life == life && node.disk.next_completion() <= now_) {
    auto done = node.disk.complete(now_);
    if (done.ok) {
      checker_.became_durable(number, done.id);
      told.id = done.id;
      untold = !plants(planted_fault::disk_answers_early);
      if (last_only || !untold) continue;
    } else if (untold) {
      deliver(told);
      if (node.life != life) return;
    }
    told.what = done.ok ? happening_kind::told_durable : happening_kind::told_failed;
    told.id = done.id;
    untold = false;
    deliver(told);
  }
  if (untold && node.life == life) deliver(told);
  if (node.life == life) plan_disk(number);
}

void simulated_group::handle_client(std::size_t client) {
  client_at_[client] = never;
  if (load_.wake(client) <= now_)
    if (auto request = load_.act(client, now_)) {
      auto& node = nodes_[request->node];
      if (!node.machine || node.machine->is_halted())
        load_.refused(request->cookie, std::nullopt, now_);
      else if (node.frozen)
        node.requests.push_back(std::move(*request));
      else
        ask(*request);
    }
  plan_client(client);
}

void simulated_group::ask(const client_request& request) {
  auto& node = nodes_[request.node];
  if (!request.read)
    step(request.node, consensus::propose{request.cookie, request.commands});
  else if (plants(planted_fault::reads_unconfirmed))
    load_.read_ready(request.node, request.cookie, node.machine->commit_index(), now_);
  else
    step(request.node, consensus::read{request.cookie});
}

/// A process that runs on works off what waited, for some time not knowing how late it is.
void simulated_group::thaw(std::size_t number) {
  auto& node = nodes_[number];
  node.frozen = false;
  node.pause++;
  node.timers_from = now_ + random_.between(duration::zero(), milliseconds{20});
  auto haste = random_.between(duration{1}, milliseconds{2});
  auto arrived = std::exchange(node.arrived, {});
  auto requests = std::exchange(node.requests, {});
  auto life = node.life;
  auto at = now_;
  for (auto& waiting : arrived) {
    if (waiting.what != happening_kind::message) {
      if (node.life == life) deliver(waiting); // a disk's answers stay in order
      continue;
    }
    waiting.at = at += random_.between(duration::zero(), haste);
    agenda_.add(waiting);
  }
  // A leader that was replaced while it slept is asked before it can know.
  for (std::size_t i = 0; i < requests.size() && node.life == life; ++i) ask(requests[i]);
  if (node.life == life) plan_wakeup(number);
}

void simulated_group::plan_compaction(std::size_t number) {
  auto& node = nodes_[number];
  if (climate_.compact_after == 0 || node.compact_planned || !node.machine) return;
  auto& last = node.machine->last_snapshot();
  auto dropped = last ? last->index.value : 0;
  if (load_.applied_index(number).value < dropped + climate_.compact_after) return;
  node.compact_planned = true;
  plan(random_.between(duration::zero(), milliseconds{10}), happening_kind::compact, number,
       node.life);
}

void simulated_group::compact(std::size_t number) {
  auto& node = nodes_[number];
  node.compact_planned = false;
  auto applied = load_.applied_index(number);
  if (!node.machine || node.frozen || !applied) return;
  if (plants(planted_fault::snapshots_ahead) && applied.value > 1) applied.value -= 1;
  step(number, consensus::compact{applied, load_.state_of(number)});
}

/// Learners that the nemesis removed come back, so that convergence asks it of every node.
void simulated_group::tend_learners() {
  if (auto at = leader())
    for (std::size_t i = 0; i < options_.learners && nodes_[*at].machine; ++i) {
      store_id learner{options_.nodes + 1 + i};
      if (!nodes_[*at].machine->members().is_learner(learner))
        step(*at, consensus::add_learner{learner, 0});
    }
  plan(milliseconds{100}, happening_kind::tend);
}

void simulated_group::plan_wakeup(std::size_t number) {
  auto& node = nodes_[number];
  if (!node.machine) return;
  auto deadline = node.machine->next_deadline();
  if (deadline == never || (node.wakeup_at != never && node.wakeup_due <= deadline)) return;
  node.wakeup_due = deadline;
  auto due = std::max(node.clock.world_of(deadline), node.timers_from);
  // A timer fires late, never early; the least lateness lets time pass whatever the machine says.
  happening wakeup;
  wakeup.at = std::max(due, now_) + random_.between(microseconds{1}, microseconds{500});
  wakeup.what = happening_kind::wakeup;
  wakeup.node = static_cast<std::uint32_t>(number);
  wakeup.number = node.life;
  node.wakeup_at = wakeup.at;
  agenda_.add(wakeup);
}

void simulated_group::plan_disk(std::size_t number) {
  auto& node = nodes_[number];
  auto due = node.disk.next_completion();
  if (due == never || node.disk_at <= due) return;
  node.disk_at = due;
  plan(std::max(due - now_, duration::zero()), happening_kind::disk, number, node.life);
}

/// Of those clients whose plans changed.
void simulated_group::plan_clients() {
  for (auto client : load_.take_moved()) plan_client(client);
}

void simulated_group::plan_client(std::size_t client) {
  auto due = load_.wake(client);
  if (client_at_[client] <= due) return;
  client_at_[client] = due;
  plan(std::max(due - now_, duration::zero()), happening_kind::client, 0, client);
}

} // namespace ringleader::testkit
