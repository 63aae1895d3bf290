// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/nemesis.hpp>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

} // namespace

duration nemesis::down_time() {
  if (random_.chance(500)) return random_.between(milliseconds{1}, milliseconds{500});
  if (random_.chance(800)) return random_.between(milliseconds{500}, milliseconds{6000});
  return random_.between(milliseconds{8000}, milliseconds{18'000}); // beyond the end of a session
}

void nemesis::strike(nemesis_target& group) {
  auto kind = static_cast<fault_kind>(random_.below(fault_kinds));
  // A kind that does not strike in this climate leaves its turn to the next one.
  for (std::size_t i = 0; i < fault_kinds && !climate_.strikes[static_cast<std::size_t>(kind)]; ++i)
    kind = static_cast<fault_kind>((static_cast<std::size_t>(kind) + 1) % fault_kinds);
  if (strike_nodes(group, kind) || strike_links(group, kind) || strike_surroundings(group, kind))
    ++faults_;
}

bool nemesis::strike_nodes(nemesis_target& group, fault_kind kind) {
  auto node = random_.below(group.nodes());
  switch (kind) {
  case fault_kind::crash: return group.crash(node, down_time());
  case fault_kind::crash_amid: {
    // The leader more often than its share: its steps have the most effects.
    auto victim = random_.chance(500) ? group.leader().value_or(node) : node;
    return group.crash_amid(victim, random_.below(12), down_time());
  }
  case fault_kind::fell_next_leader: return group.fell_next_leader(random_.below(40), down_time());
  case fault_kind::power_loss: {
    if (!random_.chance(300)) return false;
    bool struck = false;
    for (std::size_t i = 0; i < group.nodes(); ++i) struck |= group.crash(i, down_time());
    return struck;
  }
  case fault_kind::pause:
    return group.freeze(node, random_.between(milliseconds{20}, milliseconds{4000}));
  case fault_kind::pause_leader:
    return group.leader() &&
           group.freeze(*group.leader(), random_.between(milliseconds{500}, milliseconds{5000}));
  case fault_kind::pause_long:
    return group.freeze(node, random_.between(milliseconds{10'000}, milliseconds{17'000}));
  case fault_kind::orphan_change: {
    auto leader = group.leader();
    if (!leader) return false;
    group.partition(std::uint64_t{1} << *leader,
                    random_.between(milliseconds{1000}, milliseconds{6000}));
    return group.change_members(node, random_.below(4)) &&
           group.crash_later(*leader, random_.between(milliseconds{5}, milliseconds{900}),
                             random_.between(milliseconds{1}, milliseconds{300}));
  }
  case fault_kind::restart_voter: {
    auto leader = group.leader();
    auto deaf = random_.below(group.nodes());
    if (!leader || deaf == *leader || node == *leader || node == deaf) return false;
    group.cut(*leader, deaf, milliseconds{8000});
    return group.crash_later(node, random_.between(milliseconds{1500}, milliseconds{7000}),
                             random_.between(milliseconds{1}, milliseconds{5}));
  }
  case fault_kind::wipe: return group.wipe(node, down_time());
  case fault_kind::leave: return group.leave(node, down_time());
  case fault_kind::rebuild_actor:
    return group.rebuild_actor(node, random_.next(),
                               random_.between(duration{1}, milliseconds{400}));
  default: return false;
  }
}

bool nemesis::strike_links(nemesis_target& group, fault_kind kind) {
  auto nodes = group.nodes();
  auto mended_in = random_.between(milliseconds{30}, milliseconds{6000});
  switch (kind) {
  case fault_kind::partition:
    group.partition(1 + random_.below((std::uint64_t{1} << nodes) - 1), mended_in);
    return true;
  case fault_kind::one_way_cut: {
    auto from = random_.below(nodes);
    auto to = random_.below(nodes);
    if (from != to) group.cut(from, to, mended_in);
    return from != to;
  }
  case fault_kind::isolate_leader:
    if (!group.leader()) return false;
    group.partition(std::uint64_t{1} << *group.leader(), mended_in);
    return true;
  case fault_kind::isolate_long:
    group.partition(std::uint64_t{1} << random_.below(nodes),
                    random_.between(milliseconds{11'000}, milliseconds{18'000}));
    return true;
  case fault_kind::deafen_leader: {
    auto leader = group.leader();
    if (!leader) return false;
    for (std::size_t i = 0; i < nodes; ++i)
      if (i != *leader) group.cut(i, *leader, mended_in);
    return true;
  }
  default: return false;
  }
}

bool nemesis::strike_surroundings(nemesis_target& group, fault_kind kind) {
  auto node = random_.below(group.nodes());
  auto lasting = random_.between(milliseconds{50}, milliseconds{4000});
  auto weather = climate_.weather;
  switch (kind) {
  case fault_kind::loss_burst:
    weather.lost = static_cast<std::uint32_t>(200 + random_.below(600));
    group.set_weather(weather, lasting);
    return true;
  case fault_kind::delay_burst:
    weather.delay_max = random_.between(milliseconds{50}, milliseconds{1000});
    group.set_weather(weather, lasting);
    return true;
  case fault_kind::slow_disk:
    group.slow_disk(node, random_.between(milliseconds{20}, milliseconds{500}), lasting);
    return true;
  case fault_kind::failed_write: return group.fail_disk(node);
  case fault_kind::change_members: return group.change_members(node, random_.below(4));
  case fault_kind::transfer: return group.transfer_leadership(node);
  case fault_kind::rank: {
    std::vector<std::size_t> order(random_.below(3)); // none: no voter is better than others
    for (auto& ranked : order) ranked = random_.below(group.nodes());
    return group.rank_voters(std::move(order));
  }
  default: return false;
  }
}

} // namespace ringleader::testkit
