// SPDX-License-Identifier: BSD-3-Clause
// What a simulated group does with each happening on its agenda.
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

} // namespace

void simulated_group::handle(happening what) {
  auto& node = nodes_[what.node];
  switch (what.what) {
  case happening_kind::message:
  case happening_kind::told_durable:
  case happening_kind::told_failed: return deliver(std::move(what));
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
void simulated_group::deliver(happening what) {
  auto& node = nodes_[what.node];
  if (!node.machine) return;
  if (what.what != happening_kind::message && what.number != node.life) return;
  if (node.frozen) return node.arrived.push_back(std::move(what));
  if (what.what == happening_kind::told_durable)
    return step(what.node, consensus::persisted{what.id});
  if (what.what == happening_kind::told_failed) {
    node.disk_failed = true;
    return step(what.node, consensus::disk_failed{"simulated: no space left"});
  }
  auto decoded = consensus::decode_message(what.frame);
  if (!decoded || consensus::encode_message(*decoded) != what.frame)
    return checker_.report(violation_kind::wire_differs, "message from node " +
                                                           std::to_string(what.from) + " to node " +
                                                           std::to_string(what.node));
  step(what.node, consensus::received{store_id{what.from + 1}, std::move(*decoded)});
}

/// Takes all writes that are durable by now; the machine may hear of the last one only.
void simulated_group::handle_disk(std::size_t number) {
  auto& node = nodes_[number];
  node.disk_at = never;
  std::vector<simulated_disk::completion> done;
  while (node.disk.next_completion() <= now_) {
    done.push_back(node.disk.complete(now_));
    if (done.back().ok) checker_.became_durable(number, done.back().id);
  }
  bool last_only = random_.chance(500);
  auto life = node.life;
  for (std::size_t i = 0; i < done.size() && node.life == life; ++i) {
    bool is_told = !last_only || i + 1 == done.size() || !done[i + 1].ok;
    if (done[i].ok && (!is_told || plants(planted_fault::disk_answers_early))) continue;
    happening told;
    told.at = now_;
    told.what = done[i].ok ? happening_kind::told_durable : happening_kind::told_failed;
    told.node = number;
    told.number = life;
    told.id = done[i].id;
    deliver(std::move(told));
  }
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
  auto arrived = std::move(node.arrived);
  auto requests = std::move(node.requests);
  node.arrived.clear();
  node.requests.clear();
  auto life = node.life;
  auto at = now_;
  for (auto& waiting : arrived) {
    if (waiting.what != happening_kind::message) {
      if (node.life == life) deliver(std::move(waiting)); // a disk's answers stay in order
      continue;
    }
    waiting.at = at += random_.between(duration::zero(), haste);
    agenda_.add(std::move(waiting));
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
  auto due = node.clock.world_of(node.machine->next_deadline());
  if (due == never) return;
  due = std::max(due, node.timers_from);
  if (node.wakeup_at <= due) return;
  // A timer fires late, never early; the least lateness lets time pass whatever the machine says.
  happening wakeup;
  wakeup.at = std::max(due, now_) + random_.between(microseconds{1}, microseconds{500});
  wakeup.what = happening_kind::wakeup;
  wakeup.node = number;
  wakeup.number = node.life;
  node.wakeup_at = wakeup.at;
  agenda_.add(std::move(wakeup));
}

void simulated_group::plan_disk(std::size_t number) {
  auto& node = nodes_[number];
  auto due = node.disk.next_completion();
  if (due == never || node.disk_at <= due) return;
  node.disk_at = due;
  plan(std::max(due - now_, duration::zero()), happening_kind::disk, number, node.life);
}

void simulated_group::plan_client(std::size_t client) {
  auto due = load_.wake(client);
  if (client_at_[client] <= due) return;
  client_at_[client] = due;
  plan(std::max(due - now_, duration::zero()), happening_kind::client, 0, client);
}

} // namespace ringleader::testkit
