// SPDX-License-Identifier: BSD-3-Clause
// What a simulated group does with each happening on its agenda.
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::testkit {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr auto ask_interval = milliseconds{4000};

} // namespace

void simulated_group::handle(const happening& what) {
  auto& node = nodes_[what.node];
  switch (what.what) {
  case happening_kind::message:
  case happening_kind::told_durable:
  case happening_kind::told_failed:
  case happening_kind::flush:
  case happening_kind::staged:
  case happening_kind::refused:
  case happening_kind::revive:
  case happening_kind::work:
  case happening_kind::ask: return deliver(what);
  case happening_kind::wakeup:
    if (what.number != node.life || what.at != node.wakeup_at) return;
    node.wakeup_at = never;
    if (node.frozen) return; // thaw() plans it anew
    if (node.clock.at(now_) >= node.machine->next_deadline())
      return step(what.node, control::tick{});
    return plan_wakeup(what.node);
  case happening_kind::timer:
    if (what.number != node.life || what.at != node.timer_at) return;
    node.timer_at = never;
    if (node.frozen) return;
    return ring(what.node);
  case happening_kind::disk:
    if (what.number == node.life) handle_disk(what.node);
    return;
  case happening_kind::strike:
    if (healed_at_) return;
    nemesis_.strike(*this);
    return plan(nemesis_.rest(), happening_kind::strike);
  case happening_kind::crash:
    if (what.number == node.life && !healed_at_) crash(what.node, node.restart_in);
    return;
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
  case happening_kind::lie: return lie();
  case happening_kind::calm: return network_.set_weather(climate_.weather);
  case happening_kind::disk_calm:
    return node.disk.set_latency(climate_.disk_min, climate_.disk_max, climate_.disk_grouped);
  }
}

/// Hands over what comes to a node, or keeps it while the process is paused.
void simulated_group::deliver(const happening& what) {
  auto& node = nodes_[what.node];
  bool is_message = what.what == happening_kind::message;
  if (!node.machine || (!is_message && what.number != node.life)) {
    if (!is_message) return;
    auto lost = messages_.take(what.number);
    if (is_mute(what.node) && lost.to == node.store) hostile_->member.overhears(lost.what);
    return;
  }
  if (node.frozen) return node.arrived.push_back(what);
  switch (what.what) {
  case happening_kind::message: return receive(what);
  case happening_kind::told_durable: return step(what.node, control::persisted{what.id});
  case happening_kind::told_failed:
    node.disk_failed = true;
    return step(what.node, control::disk_failed{"simulated: no space left"});
  case happening_kind::flush: return step(what.node, control::flush{});
  case happening_kind::staged: return step(what.node, control::staged{log_index{what.id.value}});
  case happening_kind::refused: return refuse(what.node, what.id.value);
  case happening_kind::revive: return revive(what.node, static_cast<node_part>(what.id.value));
  case happening_kind::work: return work(what.node);
  case happening_kind::ask: return ask_to_be_fed(what.node);
  default: return;
  }
}

void simulated_group::receive(const happening& what) {
  auto& node = nodes_[what.node];
  auto arrived = messages_.take(what.number);
  if (arrived.to != node.store) return; // of a directory that is gone
  if (arrived.forged && is_withheld(what.node, arrived)) return;
  auto& said = arrived.what;
  if (is_hostile(what.node)) {
    if (is_bought(said)) return;
    hostile_->member.overhears(said);
  }
  if (auto* raft = std::get_if<consensus::message>(&said))
    return step(what.node, control::received{arrived.from, std::move(*raft)});
  if (auto* envelopes = std::get_if<control::forwarded>(&said))
    return step(what.node, std::move(*envelopes));
  if (auto* renewal = std::get_if<control::renew>(&said)) return step(what.node, *renewal);
  if (auto* feed = std::get_if<control::feed>(&said)) {
    if (feed->learner == arrived.from) step(what.node, *feed); // as forming does
    return;
  }
  if (auto* words = std::get_if<part_letter>(&said)) return hear(what.node, arrived.from, *words);
  if (!node.machine->may_prolong(arrived.from)) return;
  hear(what.node, std::get<renewal_answer>(said));
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
    if (done.ok) checker_.became_durable(number, done.id);
    if (done.ok && last_only) {
      told.id = done.id;
      untold = true;
      continue;
    }
    if (untold) deliver(told);
    untold = false;
    if (node.life != life) return;
    told.what = done.ok ? happening_kind::told_durable : happening_kind::told_failed;
    told.id = done.id;
    deliver(told);
  }
  if (untold && node.life == life) deliver(told);
  if (node.life == life) plan_disk(number);
}

/// A process that runs on works off what waited, for some time not knowing how late it is.
void simulated_group::thaw(std::size_t number) {
  auto& node = nodes_[number];
  node.frozen = false;
  node.pause++;
  node.timers_from = now_ + random_.between(duration::zero(), milliseconds{20});
  auto haste = random_.between(duration{1}, milliseconds{2});
  auto arrived = std::exchange(node.arrived, {});
  auto life = node.life;
  auto at = now_;
  for (auto& waiting : arrived) {
    bool of_disk =
      waiting.what == happening_kind::told_durable || waiting.what == happening_kind::told_failed;
    if (of_disk) {
      if (node.life == life) deliver(waiting); // a disk's answers stay in order
      continue;
    }
    waiting.at = at += random_.between(duration::zero(), haste);
    agenda_.add(waiting);
  }
  if (node.life != life) return;
  plan_wakeup(number);
  plan_timer(number);
}

/// A node that no leader feeds asks all others: it may have been taken out while it was away.
void simulated_group::ask_to_be_fed(std::size_t number) {
  auto& node = nodes_[number];
  if (!node.machine->raft().leader())
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (i != number) post(number, nodes_[i].store, control::feed{node.store});
  plan(ask_interval, happening_kind::ask, number);
  forge(number);
}

/// A node that lies: it tells the leader that another one leaves.
void simulated_group::forge(std::size_t number) {
  auto& machine = *nodes_[number].machine;
  auto victim = forgeries_.below(nodes_.size());
  auto leader = machine.raft().leader();
  auto* m = find(*machine.state().view(), sender_of(victim).name);
  if (!forgeries_.chance(200) || victim == number || m == nullptr || !leader) return;
  registry::envelope forged{
    registry::proposer{m->session, registry_checker::forged_stream, sequence{1}, sequence{1}},
    registry::leave{}};
  post(number, leader, control::forwarded{sender_of(number), {encode(forged)}});
}

void simulated_group::plan_wakeup(std::size_t number) {
  auto& node = nodes_[number];
  if (!node.machine) return;
  plan_timeout(number, happening_kind::wakeup, node.machine->next_deadline(), node.wakeup_due,
               node.wakeup_at);
}

void simulated_group::plan_timer(std::size_t number) {
  auto& node = nodes_[number];
  if (!node.machine || node.frozen) return;
  plan_timeout(number, happening_kind::timer, node.member.next_deadline(), node.timer_due,
               node.timer_at);
}

/// due: what the earliest timeout on the agenda is for, as the node's clock has it, and planned at.
void simulated_group::plan_timeout(std::size_t number, happening_kind what, instant deadline,
                                   instant& due, instant& at) {
  auto& node = nodes_[number];
  if (deadline == never || (at != never && due <= deadline)) return;
  due = deadline;
  auto earliest = std::max({node.clock.world_of(deadline), node.timers_from, now_});
  // A timer fires late, never early; the least lateness lets time pass whatever the machine says.
  happening timeout;
  timeout.at = earliest + random_.between(microseconds{1}, microseconds{500});
  timeout.what = what;
  timeout.node = static_cast<std::uint32_t>(number);
  timeout.number = node.life;
  at = timeout.at;
  agenda_.add(timeout);
}

void simulated_group::plan_disk(std::size_t number) {
  auto& node = nodes_[number];
  auto due = node.disk.next_completion();
  if (due == never || node.disk_at <= due) return;
  node.disk_at = due;
  plan(std::max(due - now_, duration::zero()), happening_kind::disk, number);
}

} // namespace ringleader::testkit
