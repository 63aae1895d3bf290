// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/climate.hpp>

#include <algorithm>
#include <initializer_list>

namespace ringleader::testkit {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

template <class T> T one_of(random_source& random, std::initializer_list<T> choices) {
  return *(choices.begin() + random.below(choices.size()));
}

network_weather draw_weather(random_source& random) {
  network_weather weather;
  weather.delay_min = microseconds{100};
  weather.delay_max = one_of<duration>(
    random, {microseconds{500}, milliseconds{3}, milliseconds{20}, milliseconds{60}});
  weather.lost = one_of<std::uint32_t>(random, {0, 0, 10, 50, 150});
  weather.doubled = one_of<std::uint32_t>(random, {0, 0, 20, 100});
  weather.spiked = one_of<std::uint32_t>(random, {0, 0, 20, 100});
  weather.spike_max =
    one_of<duration>(random, {milliseconds{40}, milliseconds{300}, milliseconds{1200}});
  weather.ordered = random.chance(500);
  return weather;
}

/// How the leadership of the election is filled; where a stronger one may take over, soon enough to
/// be seen within the run.
election_rules draw_rules(random_source& random) {
  using p = election_policy;
  election_rules rules;
  rules.policy =
    one_of<p>(random, {p::seniority, p::seniority, p::weight, p::votes, p::weighted_votes});
  if (by_votes(rules.policy))
    rules.voting = one_of<duration>(random, {milliseconds{1500}, milliseconds{9000}});
  if (rules.policy != p::seniority && random.chance(600))
    rules.take_over =
      one_of<duration>(random, {milliseconds{1}, milliseconds{2000}, milliseconds{9000}});
  return rules;
}

load_options draw_load(random_source& random) {
  load_options load;
  load.think_max =
    one_of<duration>(random, {milliseconds{3000}, milliseconds{4000}, milliseconds{5000}});
  load.patience = one_of<duration>(random, {milliseconds{1500}, milliseconds{6000}});
  load.window = one_of<std::size_t>(random, {1, 1, 2});
  load.padding_max = one_of<std::size_t>(random, {0, 0, 300, 3000});
  load.reads = one_of<std::uint32_t>(random, {50, 200, 500});
  load.leased = one_of<std::uint32_t>(random, {300, 1000});
  load.election = draw_rules(random);
  // Few groups are busy: what a heavy load shows it shows within few seeds.
  if (random.chance(4)) {
    load.window = 8;
    load.think_max = milliseconds{400};
  }
  return load;
}

void only(climate& drawn, std::initializer_list<fault_kind> kinds) {
  drawn.strikes.fill(false);
  for (auto kind : kinds) drawn.strikes[static_cast<std::size_t>(kind)] = true;
}

/// Kinds of faults that show little alone and much together.
void draw_strikes(climate& drawn, random_source& random) {
  using k = fault_kind;
  for (auto& strikes : drawn.strikes) strikes = random.chance(500);
  switch (random.below(16)) {
  case 0: // sessions end while their nodes live
    return only(drawn, {k::isolate_long, k::pause_long, k::isolate_leader, k::transfer, k::crash});
  case 1: // leadership changes while the others still hear the old leader
    only(drawn, {k::isolate_leader, k::deafen_leader, k::crash, k::one_way_cut, k::pause_leader});
    drawn.lease_reads = true;
    drawn.load.reads = 700;
    return;
  case 2: // the configuration changes and is rolled back
    only(drawn, {k::change_members, k::isolate_leader, k::fell_next_leader, k::crash, k::partition,
                 k::crash_amid, k::orphan_change});
    drawn.compact_after = 2;
    return;
  case 3: // a lease of reads outlives what its voters remember
    only(drawn, {k::restart_voter, k::restart_voter, k::isolate_leader});
    drawn.weather = network_weather{};
    drawn.disk_max = milliseconds{1};
    drawn.lease_reads = true;
    drawn.load.reads = 600;
    drawn.load.window = 1;
    drawn.load.think_max = milliseconds{400};
    return;
  case 4: // candidates get votes that nobody hears of
    only(drawn, {k::loss_burst, k::crash_amid, k::isolate_leader, k::one_way_cut});
    drawn.weather.lost = 400;
    drawn.strike_pause_max = milliseconds{2000};
    return;
  default: return;
  }
}

} // namespace

climate draw_climate(std::size_t nodes, random_source& random) {
  climate drawn;
  drawn.weather = draw_weather(random);
  drawn.disk_max = one_of<duration>(
    random, {microseconds{200}, milliseconds{2}, milliseconds{15}, milliseconds{80}});
  drawn.disk_grouped = one_of<std::uint32_t>(random, {200, 700, 1000});
  drawn.rate_error_ppm_max = one_of<std::int64_t>(random, {0, 200, 10'000});
  drawn.founding = random.chance(700);
  drawn.append_bytes_max = one_of<std::size_t>(random, {1024, 4096, 48 * 1024});
  drawn.inflight_max = one_of<std::size_t>(random, {1, 4, 64});
  drawn.pending_entries_max = one_of<std::size_t>(random, {16, 256, 4096});
  drawn.strike_pause_max =
    one_of<duration>(random, {milliseconds{2000}, milliseconds{5000}, milliseconds{9000}});
  drawn.encoded = random.chance(60);
  drawn.lease_reads = random.chance(500);
  drawn.compact_after = one_of<std::uint64_t>(random, {2, 5, 50, 10'000});
  drawn.trailing_entries = one_of<std::size_t>(random, {0, 3, 100});
  drawn.gone_after = one_of<duration>(random, {milliseconds{13'000}, milliseconds{20'000}});
  drawn.spares = random.chance(250) ? 1 : 0;
  drawn.load = draw_load(random);
  // As much from all of them together, however many they are, in all but a few climates.
  drawn.load.think_max = drawn.load.think_max * static_cast<std::int64_t>(nodes) / 3;
  drawn.rush = random.chance(10);
  if (drawn.rush) {
    drawn.pending_entries_max = 4096;
    drawn.append_bytes_max = 48 * 1024;
    drawn.inflight_max = 64;
  }
  draw_strikes(drawn, random);
  drawn.slow_disks = !drawn.rush && random.chance(30);
  if (drawn.slow_disks) {
    drawn.disk_grouped = 1000;
    drawn.disk_min = simulated_election_timeout;
    drawn.disk_max = simulated_election_timeout * (1 + static_cast<std::int64_t>(random.below(3)));
  }
  // Clients must not outrun what the window can feed to a follower: it would never catch up.
  // Nor may a command be larger than what one message takes: it would never be appended.
  if (drawn.inflight_max * drawn.append_bytes_max < 16 * 1024 || drawn.append_bytes_max < 4096)
    drawn.load.padding_max = std::min<std::size_t>(drawn.load.padding_max, 300);
  return drawn;
}

} // namespace ringleader::testkit
