// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <algorithm>
#include <set>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

constexpr cluster_id simulated_cluster{0x51};

/// A founder starts with the first configuration, a spare node with nothing.
stored_state first_disk(const simulation_options& options, std::size_t number) {
  stored_state disk;
  disk.identity.store = store_id{number + 1};
  disk.identity.cluster = simulated_cluster;
  if (number >= options.nodes) return disk;
  consensus::configuration members;
  members.cluster = simulated_cluster;
  for (std::size_t i = 0; i < options.nodes; ++i) members.voters.push_back(store_id{i + 1});
  disk.hard = consensus::founding_state();
  disk.records = {consensus::to_record(consensus::founding_entry(members))};
  return disk;
}

registry::cluster_settings simulated_settings() {
  registry::cluster_settings own;
  own.cluster_name = "simulated";
  own.partition_count = 6;
  own.ttl = simulated_ttl;
  own.margin = simulated_drift_margin;
  own.election_timeout = simulated_election_timeout;
  return own;
}

} // namespace

simulated_group::simulated_group(const simulation_options& options)
  : options_(options), random_(stable_hash(options.seed, options.nodes)),
    forgeries_(stable_hash(options.seed, 0xf0)), climate_(draw_climate(options.nodes, random_)),
    network_(options.nodes + climate_.spares, random_.next()),
    checker_(options.nodes + climate_.spares), registry_(reporter()), histories_(reporter()),
    holders_(reporter(), registry_.state()),
    requests_(simulated_settings().partition_count, reporter()),
    leases_(options.nodes + climate_.spares), sessions_(options.nodes + climate_.spares),
    campaigns_([this](std::size_t node) { return look(node); }, reporter()),
    seen_by_{histories_, holders_, requests_, registry_, campaigns_, reporter()},
    nemesis_(climate_, random_.next()) {
  EXPECTS(options.nodes % 2 == 1 && options.nodes <= 7);
  network_.set_weather(climate_.weather);
  if (options.hostile) choose_hostile();
  for (std::size_t i = 0; i < options.nodes + climate_.spares; ++i) {
    nodes_.emplace_back(simulated_disk{first_disk(options, i), random_.next()},
                        simulated_member{i, simulated_settings(), climate_.load, random_.next()});
    nodes_.back().store = store_id{i + 1};
    auto& disk = nodes_.back().disk;
    disk.set_latency(climate_.disk_min, climate_.disk_max, climate_.disk_grouped);
    checker_.stopped(i, disk.stored());
  }
}

simulation_report simulated_group::run() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) start(i, climate_.founding);
  plan(nemesis_.rest(), happening_kind::strike);
  if (hostile_) plan(hostile_->member.rest(), happening_kind::lie);
  while (!checker_.found() && !agenda_.empty()) {
    auto next = agenda_.take();
    if (!healed_at_ && next.at.time_since_epoch() > options_.faulty_time) {
      heal();
      agenda_.add(next); // what that brought about may come before it
      continue;
    }
    now_ = std::max(now_, next.at);
    if (healed_at_ && now_ > *healed_at_ + bound_) break;
    handle(next);
    send_mail();
    if (!healed_at_ || now_ < look_at_) continue;
    look_at_ = now_ + milliseconds{20};                        // it looks at every node
    auto is_settled = climate_.rush || !has_unclaimed_locks(); // of a rush much is always under way
    if (is_settled && has_converged()) {
      converged_ = !checker_.found();
      break;
    }
  }
  disturb(duration::zero());
  if (!converged_ && !checker_.found())
    if (auto holder = campaigns_.left(registry_.state(), session_of_hostile(), now_ - bound_ / 2))
      checker_.report(violation_kind::campaigns_after_resign, "holder " + to_string(*holder));
  if (!checker_.found()) histories_.check();
  if (!checker_.found() && sessions_.clash())
    checker_.report(violation_kind::lease_of_ended, *sessions_.clash());
  return report();
}

void simulated_group::plan(duration in, happening_kind what, std::size_t node) {
  happening entry;
  entry.at = now_ + in;
  entry.what = what;
  entry.node = static_cast<std::uint32_t>(node);
  entry.number = nodes_[node].life;
  agenda_.add(entry);
}

control::control_config simulated_group::settings(std::size_t number) {
  control::control_config config;
  config.raft.group = group_id{1};
  config.raft.cluster = simulated_cluster;
  config.raft.self = nodes_[number].store;
  config.raft.election_timeout = simulated_election_timeout;
  config.raft.heartbeat = simulated_election_timeout / 3;
  config.raft.drift_margin = simulated_drift_margin;
  config.raft.append_bytes_max = climate_.append_bytes_max;
  config.raft.inflight_max = climate_.inflight_max;
  config.raft.pending_entries_max = climate_.pending_entries_max;
  config.raft.lease_reads = climate_.lease_reads;
  config.raft.trailing_entries = climate_.trailing_entries;
  config.raft.seed = random_.next();
  config.own = simulated_settings();
  config.task_interval = simulated_election_timeout / 2;
  config.compact_after = climate_.compact_after;
  config.voters = options_.nodes;
  config.gone_after = climate_.gone_after;
  config.tells_committed = true;
  return config;
}

void simulated_group::start(std::size_t number, bool founding) {
  if (is_mute(number)) return;
  auto& node = nodes_[number];
  auto rate_error = static_cast<std::int64_t>(random_.below(
                      2 * static_cast<std::uint64_t>(climate_.rate_error_ppm_max) + 1)) -
                    climate_.rate_error_ppm_max;
  node.clock = {now_, random_.between(std::chrono::hours{1}, std::chrono::hours{2}), rate_error};
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
  }
  auto from = control::starting_from(stored.hard, base, std::move(log));
  EXPECTS(from.ok());
  from->founding = founding;
  node.machine.emplace(settings(number), stream_id{1}, std::move(*from), node.clock.at(now_));
  checker_.took_members(number, node.machine->raft().members());
  begin_member(number);
  plan_wakeup(number);
  plan(random_.between(duration{1}, milliseconds{500}), happening_kind::work, number);
  plan(random_.between(duration{1}, milliseconds{1000}), happening_kind::ask, number);
}

void simulated_group::stop(std::size_t number) {
  auto& node = nodes_[number];
  node.machine.reset();
  node.disk.crash();
  node.member.ended();
  look_at_leases(number);
  node.life++;
  node.pause++;
  node.frozen = false;
  node.wrote = false;
  node.wakeup_at = never;
  node.wakeup_due = never;
  node.timer_at = never;
  node.timer_due = never;
  node.disk_at = never;
  drop_arrived(node);
  node.timers_from = {};
  node.disk_failed = false;
  node.effects_left.reset();
  node.ends.clear();
  node.events.clear();
  node.registry_moved = node.is_anew = node.leader_moved = false;
  checker_.stopped(number, node.disk.stored());
}

/// A fault lasts from now on for so long; what went by without one is counted.
void simulated_group::disturb(duration lasting) {
  if (now_ > disturbed_until_) quiet_ += now_ - disturbed_until_;
  disturbed_until_ = std::max({disturbed_until_, now_, now_ + lasting});
}

/// Ends every fault. What they left behind, late messages included, is for the group to digest.
void simulated_group::heal() {
  now_ = std::max(now_, instant{options_.faulty_time});
  healed_at_ = now_;
  next_leader_effects_.reset();
  climate_.weather = network_weather{};
  climate_.disk_min = std::min<duration>(climate_.disk_min, milliseconds{1});
  climate_.disk_max = milliseconds{5};
  climate_.disk_grouped = 1000;
  if (climate_.rush) {
    climate_.weather.delay_min = climate_.weather.delay_max = milliseconds{30};
    histories_.close();
  }
  network_.set_weather(climate_.weather);
  network_.mend_all();
  bool is_lost = false; // a voter's directory
  std::uint64_t least = UINT64_MAX;
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    auto& node = nodes_[i];
    node.disk.stop_failing();
    if (climate_.rush) node.member.rush();
    node.disk.set_latency(climate_.disk_min, climate_.disk_max, climate_.disk_grouped);
    node.effects_left.reset();
    if (node.frozen) thaw(i);
    if (node.machine && (node.machine->is_stopped() || node.member.cells().leaving)) stop(i);
    if (!node.machine) start(i, false);
    if (!node.machine) continue;
    for (auto voter : node.machine->raft().members().voters)
      is_lost |= nodes_[number_of(voter)].store != voter;
    auto last = node.machine->raft().last_index().value;
    least = std::min(least, last);
    most = std::max(most, last);
  }
  // Servers that disagree on ranks hand leadership round for ever.
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].machine) step(i, control::rank{});
  // Over the narrowest link an entry takes a round trip and a sync.
  bound_ += milliseconds{10} * static_cast<std::int64_t>(most - least);
  if (is_lost) bound_ += climate_.gone_after;
  // A leader lets in a server with a greater term once in so long.
  if (hostile_) bound_ += 20 * simulated_election_timeout;
}

/// Something of a node that lives stands in the log, and nobody there waits for it or holds it.
bool simulated_group::has_unclaimed_locks() {
  std::set<session_id> sessions;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (const auto& node = nodes_[i]; !is_hostile(i) && node.machine && node.member.cells().session)
      sessions.insert(node.member.cells().session);
  if (!hostile_) return holders_.unclaimed(sessions, now_);
  return holders_.unclaimed(sessions, now_, bound_); // it may have held one out for longer
}

bool simulated_group::has_converged() const {
  log_index proof;
  const control::control_machine* first = nullptr;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (is_hostile(i)) continue;
    const auto& node = nodes_[i];
    const auto& cells = node.member.cells();
    if (!node.machine || !node.proof) return false;
    if (!cells.holds_lease(cells.session, node.clock.at(now_))) return false;
    proof = std::max(proof, node.proof);
    if (first == nullptr) first = &*node.machine;
  }
  auto applied = first->applied_index();
  const auto& members = first->raft().members();
  if (registry_.is_election_overdue() || campaigns_.left(registry_.state(), session_of_hostile()))
    return false;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (is_hostile(i)) continue;
    const auto& node = nodes_[i];
    const auto& raft = node.machine->raft();
    if (node.machine->applied_index() < proof || !(raft.members() == members)) return false;
    if (!members.has(node.store) ||
        (climate_.rush ? false : node.machine->applied_index() != applied))
      return false;
  }
  return has_right_voters(members);
}

/// As many as are aimed at, all alive. Where there are more, one that is gone stays if all that
/// live vote already: nobody can take its place, and without it the group would survive no more.
/// A hostile member votes or does not; the others, of whom one may be in its place, are a majority.
/// Where it left for good, the voters are as many as an odd number of the others makes.
bool simulated_group::has_right_voters(const consensus::configuration& members) const {
  auto gone = std::count_if(members.voters.begin(), members.voters.end(), [&](store_id voter) {
    auto number = number_of(voter);
    return !is_hostile(number) && nodes_[number].store != voter;
  });
  if (hostile_) {
    auto votes = std::any_of(members.voters.begin(), members.voters.end(),
                             [&](store_id voter) { return is_hostile(number_of(voter)); });
    auto others = options_.nodes - 1;
    auto least = votes ? options_.nodes / 2 + 1 : others - (others % 2 == 0 ? 1 : 0);
    return members.voters.size() - gone >= least;
  }
  if (members.voters.size() == options_.nodes) return gone == 0;
  return members.voters.size() == nodes_.size() + 1 && gone == 1;
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
      if (!machine) {
        result.stuck_at += "down";
        continue;
      }
      const auto& raft = machine->raft();
      result.stuck_at +=
        "store " + to_string(nodes_[i].store) + " " + to_string(raft.role()) + " term " +
        to_string(raft.term()) + " log " + to_string(raft.last_index()) + " commit " +
        to_string(raft.commit_index()) + " " + to_string(raft.members()) + " session " +
        to_string(nodes_[i].member.cells().session) + " proof " + to_string(nodes_[i].proof);
    }
  if (!result.stuck_at.empty() && registry_.is_election_overdue())
    result.stuck_at += "\n  the leadership is overdue";
  result.acknowledged = acknowledged_;
  result.acknowledged_quiet = acknowledged_quiet_;
  result.quiet_time = quiet_;
  result.faulty_time = std::min(now_.time_since_epoch(), options_.faulty_time);
  result.reads = reads_;
  result.elections = checker_.terms_led();
  result.crashes = crashes_;
  result.faults = nemesis_.faults();
  result.lies = hostile_ ? hostile_->lies : 0;
  result.steps = checker_.steps();
  result.lease_checks = leases_.checks();
  result.time = now_.time_since_epoch();
  if (converged_) result.healed_in = now_ - *healed_at_;
  result.trace_hash = trace_;
  return result;
}

} // namespace ringleader::testkit
