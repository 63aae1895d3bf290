// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr cluster_id simulated_cluster{0x51};

consensus::configuration first_members(const simulation_options& options) {
  consensus::configuration members;
  members.cluster = simulated_cluster;
  for (std::size_t i = 0; i < options.nodes; ++i) members.voters.push_back(store_id{i + 1});
  for (std::size_t i = 0; i < options.learners; ++i)
    members.learners.push_back(store_id{options.nodes + i + 1});
  return members;
}

/// A voter starts with the first configuration, a learner with nothing.
stored_state first_disk(const simulation_options& options, std::size_t number) {
  stored_state disk;
  disk.identity.store = store_id{number + 1};
  disk.identity.cluster = simulated_cluster;
  if (number >= options.nodes) return disk;
  disk.hard = consensus::founding_state();
  disk.records = {consensus::to_record(consensus::founding_entry(first_members(options)))};
  return disk;
}

} // namespace

simulated_group::simulated_group(const simulation_options& options)
  : options_(options), random_(stable_hash(options.seed, options.nodes * 16 + options.learners)),
    climate_(draw_climate(options, random_)),
    network_(options.nodes + options.learners, random_.next()),
    checker_(options.nodes + options.learners), load_(climate_.load, random_.next(), checker_),
    nemesis_(climate_, random_.next()), client_at_(climate_.load.clients, never) {
  EXPECTS(options.nodes % 2 == 1 && options.nodes <= 7 && options.learners <= 2);
  network_.set_weather(climate_.weather);
  for (std::size_t i = 0; i < options.nodes + options.learners; ++i) {
    nodes_.emplace_back(simulated_disk{first_disk(options, i), random_.next()});
    auto& disk = nodes_.back().disk;
    disk.set_latency(climate_.disk_min, climate_.disk_max, climate_.disk_grouped);
    checker_.stopped(i, disk.stored());
  }
}

simulation_report simulated_group::run() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) start(i, climate_.founding);
  for (std::size_t i = 0; i < load_.clients(); ++i) plan_client(i);
  plan(nemesis_.rest(), happening_kind::strike);
  while (!checker_.found() && !agenda_.empty()) {
    auto next = agenda_.take();
    if (!healed_at_ && next.at.time_since_epoch() > options_.faulty_time) heal();
    now_ = std::max(now_, next.at);
    if (healed_at_ && now_ > *healed_at_ + liveness_bound + catch_up_) break;
    handle(next);
    if (healed_at_ && has_converged()) {
      converged_ = true;
      break;
    }
  }
  if (converged_) load_.check_ledgers();
  return report();
}

void simulated_group::plan(duration in, happening_kind what, std::size_t node,
                           std::uint64_t number) {
  happening entry;
  entry.at = now_ + in;
  entry.what = what;
  entry.node = static_cast<std::uint32_t>(node);
  entry.number = number;
  agenda_.add(entry);
}

void simulated_group::start(std::size_t number, bool founding) {
  auto& node = nodes_[number];
  auto rate_error = static_cast<std::int64_t>(random_.below(
                      2 * static_cast<std::uint64_t>(climate_.rate_error_ppm_max) + 1)) -
                    climate_.rate_error_ppm_max;
  if (plants(planted_fault::clocks_astray))
    rate_error = climate_.rate_error_ppm_max * (random_.chance(500) ? 1 : -1);
  node.clock = {now_, random_.between(std::chrono::hours{1}, std::chrono::hours{2}), rate_error};
  consensus::raft_config config;
  config.group = group_id{1};
  config.cluster = simulated_cluster;
  config.self = store_id{number + 1};
  config.election_timeout = simulated_election_timeout;
  config.heartbeat = simulated_election_timeout / 4;
  config.drift_margin = simulated_drift_margin;
  config.append_bytes_max = climate_.append_bytes_max;
  config.inflight_max = climate_.inflight_max;
  config.pending_entries_max = climate_.pending_entries_max;
  config.lease_reads = climate_.lease_reads;
  if (plants(planted_fault::clocks_astray)) config.drift_margin = duration{1};
  config.trailing_entries = climate_.trailing_entries;
  config.seed = random_.next();
  const auto& stored = node.disk.stored();
  std::vector<consensus::entry> log;
  for (const auto& record : stored.records) {
    auto entry = consensus::to_entry(record);
    EXPECTS(entry.ok());
    log.push_back(std::move(*entry));
  }
  consensus::snapshot_ptr base;
  if (stored.snapshot) {
    auto read = consensus::to_snapshot(*stored.snapshot);
    EXPECTS(read.ok());
    base = std::make_shared<const consensus::snapshot>(std::move(*read));
    load_.restored(number, base->index, base->data, now_);
  }
  node.machine.emplace(config, stored.hard, base, std::move(log), node.clock.at(now_), founding);
  checker_.took_members(number, node.machine->members());
  plan_wakeup(number);
}

void simulated_group::stop(std::size_t number) {
  auto& node = nodes_[number];
  node.machine.reset();
  node.disk.crash();
  if (plants(planted_fault::disk_forgets_records)) node.disk.forget_records(3);
  if (plants(planted_fault::disk_forgets_vote)) node.disk.forget_vote();
  node.life++;
  node.pause++;
  node.frozen = false;
  node.compact_planned = false;
  node.wakeup_at = never;
  node.wakeup_due = never;
  node.disk_at = never;
  drop_arrived(node);
  node.requests.clear();
  node.timers_from = {};
  node.disk_failed = false;
  node.effects_left.reset();
  checker_.stopped(number, node.disk.stored());
  load_.died(number);
}

std::optional<std::size_t> simulated_group::leader() const {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto& machine = nodes_[i].machine;
    if (!machine || machine->is_halted() || machine->role() != consensus::role::leader) continue;
    if (!found || machine->term() > nodes_[*found].machine->term()) found = i;
  }
  return found;
}

bool simulated_group::crash(std::size_t number, duration restart_in) {
  if (!nodes_[number].machine) return false;
  stop(number);
  ++crashes_;
  plan(restart_in, happening_kind::restart, number, nodes_[number].life);
  return true;
}

bool simulated_group::crash_amid(std::size_t number, std::size_t effects, duration restart_in) {
  auto& node = nodes_[number];
  if (!node.machine || node.effects_left) return false;
  node.effects_left = effects;
  node.restart_in = restart_in;
  return true;
}

bool simulated_group::fell_next_leader(std::size_t effects, duration restart_in) {
  if (next_leader_effects_) return false;
  next_leader_effects_ = effects;
  next_leader_restart_in_ = restart_in;
  return true;
}

bool simulated_group::freeze(std::size_t number, duration lasting) {
  auto& node = nodes_[number];
  if (!node.machine || node.frozen) return false;
  node.frozen = true;
  plan(lasting, happening_kind::thaw, number, ++node.pause);
  return true;
}

void simulated_group::cut(std::size_t from, std::size_t to, duration mended_in) {
  network_.cut(from, to);
  plan(mended_in, happening_kind::mend);
}

void simulated_group::partition(std::uint64_t side, duration mended_in) {
  network_.partition(side);
  plan(mended_in, happening_kind::mend);
}

void simulated_group::set_weather(const network_weather& weather, duration lasting) {
  network_.set_weather(weather);
  plan(lasting, happening_kind::calm);
}

void simulated_group::slow_disk(std::size_t number, duration latency_max, duration lasting) {
  nodes_[number].disk.set_latency(climate_.disk_min, latency_max, climate_.disk_grouped);
  plan(lasting, happening_kind::disk_calm, number);
}

bool simulated_group::fail_disk(std::size_t number) {
  if (!nodes_[number].machine) return false;
  nodes_[number].disk.fail_next();
  return true;
}

bool simulated_group::change_learner(bool add) {
  auto at = leader();
  if (options_.learners == 0 || !at || nodes_[*at].frozen) return false;
  store_id learner{options_.nodes + 1 + random_.below(options_.learners)};
  if (add)
    step(*at, consensus::add_learner{learner, 0});
  else
    step(*at, consensus::remove_learner{learner, 0});
  return true;
}

bool simulated_group::transfer_leadership(std::size_t to) {
  auto at = leader();
  if (!at || nodes_[*at].frozen) return false;
  step(*at, consensus::transfer{store_id{to + 1}, 0});
  return true;
}

bool simulated_group::rank_voters(std::vector<std::size_t> best_first) {
  consensus::rank order;
  for (auto node : best_first) order.best_first.push_back(store_id{node + 1});
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].machine && !nodes_[i].frozen) step(i, order);
  return true;
}

/// Ends every fault. What they left behind, late messages included, is for the group to digest.
void simulated_group::heal() {
  now_ = std::max(now_, instant{options_.faulty_time});
  healed_at_ = now_;
  next_leader_effects_.reset();
  climate_.weather = network_weather{};
  climate_.disk_max = milliseconds{5};
  climate_.disk_grouped = 1000;
  network_.set_weather(climate_.weather);
  network_.mend_all();
  if (plants(planted_fault::link_never_mended)) network_.partition(1);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    auto& node = nodes_[i];
    node.disk.stop_failing();
    node.disk.set_latency(climate_.disk_min, climate_.disk_max, climate_.disk_grouped);
    node.effects_left.reset();
    if (node.frozen) thaw(i);
    if (node.machine && node.machine->is_halted()) stop(i);
    if (!node.machine) start(i, false);
  }
  log_index least;
  log_index most;
  for (auto& node : nodes_) {
    auto last = node.machine->last_index();
    if (&node == &nodes_.front() || last < least) least = last;
    most = std::max(most, last);
  }
  // Over the narrowest link an entry takes a round trip and a sync.
  catch_up_ = milliseconds{10} * static_cast<std::int64_t>(most.value - least.value);
  load_.mark_healed();
  plan(milliseconds{1}, happening_kind::tend);
}

bool simulated_group::has_converged() const {
  auto proof = load_.proof_of_progress();
  if (!proof) return false;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (!nodes_[i].machine || load_.applied_index(i) < proof) return false;
  return true;
}

simulation_report simulated_group::report() const {
  simulation_report result;
  result.options = options_;
  result.found = checker_.found();
  result.converged = converged_ && !result.found;
  if (!result.found && !converged_)
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const auto& machine = nodes_[i].machine;
      result.stuck_at += "\n  node " + std::to_string(i) + ": ";
      result.stuck_at +=
        !machine ? "down"
                 : to_string(machine->role()) + " term " + to_string(machine->term()) + " log " +
                     to_string(machine->last_index()) + " commit " +
                     to_string(machine->commit_index()) + " " + to_string(machine->members());
    }
  result.acknowledged = load_.acknowledged();
  result.reads = load_.reads_answered();
  result.elections = checker_.terms_led();
  result.crashes = crashes_;
  result.faults = nemesis_.faults();
  result.steps = checker_.steps();
  result.time = now_.time_since_epoch();
  if (converged_) result.healed_in = now_ - *healed_at_;
  result.trace_hash = trace_;
  return result;
}

} // namespace ringleader::testkit
