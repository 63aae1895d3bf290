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

workload_options draw_load(const simulation_options& options, random_source& random) {
  workload_options load;
  load.clients = 1 + random.below(4);
  load.nodes = options.nodes + options.learners;
  load.voters = options.nodes;
  load.think_max =
    one_of<duration>(random, {milliseconds{1000}, milliseconds{2000}, milliseconds{3000}});
  load.patience =
    one_of<duration>(random, {milliseconds{500}, milliseconds{2000}, milliseconds{6000}});
  load.batch_max = one_of<std::size_t>(random, {3, 3, 8});
  load.padding_max = one_of<std::size_t>(random, {0, 32, 32, 900});
  load.state_padding = one_of<std::size_t>(random, {0, 0, 3000, 40'000});
  load.reads = one_of<std::uint32_t>(random, {50, 300, 700});
  // Few groups are busy: what a heavy load shows it shows within few seeds.
  if (random.chance(15)) {
    load.clients = 8;
    load.think_max = milliseconds{100};
    load.batch_max = 16;
  }
  load.repeats_known = options.plant != planted_fault::repeats_unknown;
  load.acknowledges_early = options.plant == planted_fault::answers_early;
  return load;
}

/// A lease that is too long shows only if somebody asks in the moment after the next election.
void favour_stale_leases(climate& drawn) {
  drawn.rate_error_ppm_max = 500'000;
  drawn.weather = network_weather{};
  drawn.disk_max = microseconds{200};
  drawn.strikes.fill(false);
  drawn.strikes[static_cast<std::size_t>(fault_kind::isolate_leader)] = true;
  drawn.load.clients = 8;
  drawn.load.think_max = milliseconds{10};
  drawn.load.patience = milliseconds{100};
  drawn.load.reads = 300;
}

} // namespace

climate draw_climate(const simulation_options& options, random_source& random) {
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
  for (auto& strikes : drawn.strikes) strikes = random.chance(550);
  drawn.encoded = random.chance(60);
  drawn.lease_reads = random.chance(500) || options.plant == planted_fault::clocks_astray;
  drawn.compact_after = one_of<std::uint64_t>(random, {0, 5, 50, 500});
  if (options.plant == planted_fault::snapshots_ahead) drawn.compact_after = 5;
  drawn.trailing_entries = one_of<std::size_t>(random, {0, 3, 100});
  drawn.load = draw_load(options, random);
  if (options.plant == planted_fault::clocks_astray) favour_stale_leases(drawn);
  // Clients must not outrun what the window can feed to a follower: it would never catch up.
  if (drawn.inflight_max * drawn.append_bytes_max < 16 * 1024) {
    drawn.load.padding_max = std::min<std::size_t>(drawn.load.padding_max, 32);
    drawn.load.batch_max = std::min<std::size_t>(drawn.load.batch_max, 3);
  }
  return drawn;
}

} // namespace ringleader::testkit
