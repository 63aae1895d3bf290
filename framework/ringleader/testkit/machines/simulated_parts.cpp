// SPDX-License-Identifier: BSD-3-Clause
// Between the control machine of a simulated node and the parts that run above it.
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::testkit {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

} // namespace

/// Lets the member see or do something, and then looks at what it made of it.
template <class F> void simulated_group::at_desk(std::size_t number, F&& use) {
  auto& node = nodes_[number];
  if (!node.machine) return;
  part_desk desk{*node.machine,       node.clock,         now_,
                 node.member.cells(), node.member.mail(), seen_by_};
  use(desk);
  if (node.member.cells().left) plan(duration{1}, happening_kind::crash, number);
  if (!node.member.mail().waiting.empty()) with_mail_ |= std::uint64_t{1} << number;
  look_at_leases(number);
  plan_timer(number);
}

void simulated_group::look_at_leases(std::size_t number) {
  const auto& node = nodes_[number];
  auto local = node.member.cells().lease_until;
  auto until = local == instant::min() ? instant{} : node.clock.world_of(local);
  sessions_.holds(number, node.member.cells().session, until, now_);
  if (auto clash = leases_.holds(number, node.member.roles(), until, now_))
    checker_.report(violation_kind::two_owners, *clash);
}

campaign_checker::sight simulated_group::look(std::size_t number) const {
  const auto& node = nodes_[number];
  const auto& cells = node.member.cells();
  auto is_awake = node.machine && !node.frozen && now_ > node.timers_from + milliseconds{1};
  if (cells.lease_until == instant::min()) return {is_awake, cells.session, instant{}};
  return {is_awake, cells.session, node.clock.world_of(cells.lease_until)};
}

void simulated_group::begin_member(std::size_t number) {
  at_desk(number,
          [&](part_desk& desk) { nodes_[number].member.began(desk, nodes_[number].store); });
}

void simulated_group::retire(std::size_t number) {
  at_desk(number, [&](part_desk& desk) { nodes_[number].member.leave(desk); });
}

void simulated_group::revive(std::size_t number, node_part which) {
  at_desk(number, [&](part_desk& desk) { nodes_[number].member.begin_part(desk, which); });
}

void simulated_group::ring(std::size_t number) {
  at_desk(number, [&](part_desk& desk) { nodes_[number].member.tick(desk); });
}

void simulated_group::hear(std::size_t number, const renewal_answer& answer) {
  trace(answer.id);
  at_desk(number, [&](part_desk& desk) {
    nodes_[number].member.renewed(desk, answer.session, renewal_id{answer.id});
  });
}

void simulated_group::hear(std::size_t number, store_id from, const part_letter& words) {
  at_desk(number, [&](part_desk& desk) { nodes_[number].member.received(desk, from, words); });
}

/// The events of a whole step.
void simulated_group::tell_member(std::size_t number) {
  auto& node = nodes_[number];
  auto events = std::exchange(node.events, {});
  auto is_anew = std::exchange(node.is_anew, false);
  node.registry_moved = false;
  at_desk(number, [&](part_desk& desk) { node.member.saw(desk, events, is_anew); });
}

/// What the parts asked for leaves as soon as the happening is over in which they did. Of a node
/// that is paused it waits like everything else.
void simulated_group::send_mail() {
  for (std::size_t i = 0; with_mail_ >> i != 0; ++i)
    if ((with_mail_ >> i & 1) != 0 && !nodes_[i].frozen) {
      with_mail_ &= ~(std::uint64_t{1} << i);
      send_mail(i);
    }
}

void simulated_group::send_mail(std::size_t number) {
  auto& node = nodes_[number];
  auto life = node.life;
  auto& waiting = node.member.mail().waiting;
  while (!waiting.empty() && node.life == life && !checker_.found()) {
    auto next = std::move(waiting.front());
    waiting.pop_front();
    if (auto* words = std::get_if<part_mail::sending>(&next))
      post(number, words->to, std::move(words->what));
    else
      submit(number, std::move(std::get<part_mail::submission>(next)));
  }
}

void simulated_group::submit(std::size_t number, part_mail::submission what) {
  auto& node = nodes_[number];
  if (node.machine->is_stopped()) return;
  for (auto& open : node.member.mail().unanswered)
    if (open.asked.cookie == what.cookie && what.cookie != 0) {
      open.asked.floor = registry_.floor();
      open.asked.fresh = healed_at_.has_value();
      open.asked.at = now_;
    }
  auto* command = std::get_if<control::submit>(&what.what);
  if (command != nullptr) command->session = node.member.cells().session;
  if (command == nullptr || command->session) return step(number, std::move(what.what));
  happening told;
  told.at = now_ + random_.between(microseconds{1}, microseconds{200});
  told.what = happening_kind::refused;
  told.node = static_cast<std::uint32_t>(number);
  told.number = node.life;
  told.id = ticket{what.cookie};
  agenda_.add(told);
}

void simulated_group::refuse(std::size_t number, std::uint64_t cookie) {
  auto request = nodes_[number].member.close(cookie);
  if (!request) return;
  control::concluded how{cookie, {}, {errc::no_quorum, "no session"}};
  at_desk(number, [&](part_desk& desk) { nodes_[number].member.concluded(desk, *request, how); });
}

void simulated_group::settle(std::size_t number, const part_mail::open& request,
                             const control::concluded& how) {
  auto& node = nodes_[number];
  const auto& asked = request.asked;
  at_desk(number, [&](part_desk& desk) { node.member.concluded(desk, request, how); });
  if (how.error.code != errc::none) return;
  if (asked.what == open_request::kind::join) return; // of no client
  log_index index;
  if (asked.what == open_request::kind::acquire || asked.what == open_request::kind::release)
    index = registry_.answered(asked, how.what, node.machine->applied_index());
  acknowledged(number, asked, index);
}

void simulated_group::acknowledged(std::size_t number, const open_request& asked, log_index index) {
  ++acknowledged_;
  if (now_ >= disturbed_until_ && !healed_at_) ++acknowledged_quiet_;
  if (asked.fresh && index && !nodes_[number].proof) nodes_[number].proof = index;
}

/// The applications above the node ask for some things, and rest.
void simulated_group::work(std::size_t number) {
  auto& node = nodes_[number];
  if (!node.machine->is_stopped())
    at_desk(number, [&](part_desk& desk) { node.member.work(desk); });
  auto rest = node.member.rest();
  // Who has no session, or is to show progress, does not wait long.
  if ((healed_at_ && !node.proof) || !node.member.cells().session)
    rest = std::min<duration>(rest, milliseconds{700});
  if (healed_at_ && climate_.rush) rest = milliseconds{30};
  plan(rest, happening_kind::work, number);
}

} // namespace ringleader::testkit
