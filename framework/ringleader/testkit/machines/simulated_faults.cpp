// SPDX-License-Identifier: BSD-3-Clause
// What the nemesis does to a simulated group.
#include <ringleader/base/mutant.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>

namespace ringleader::testkit {

namespace {

// After it a node stops, whether it heard that its session is over or not.
constexpr auto leave_time_max = std::chrono::seconds{5};

} // namespace

std::optional<std::size_t> simulated_group::leader() const {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto& machine = nodes_[i].machine;
    if (!machine || machine->is_stopped() || !machine->leads()) continue;
    if (!found || machine->raft().term() > nodes_[*found].machine->raft().term()) found = i;
  }
  return found;
}

bool simulated_group::crash(std::size_t number, duration restart_in) {
  if (!nodes_[number].machine) return false;
  stop(number);
  ++crashes_;
  plan(restart_in, happening_kind::restart, number);
  disturb(restart_in);
  return true;
}

bool simulated_group::crash_amid(std::size_t number, std::size_t effects, duration restart_in) {
  auto& node = nodes_[number];
  if (!node.machine || node.effects_left) return false;
  node.effects_left = effects;
  node.restart_in = restart_in;
  return true;
}

bool simulated_group::crash_later(std::size_t number, duration in, duration restart_in) {
  if (!nodes_[number].machine) return false;
  nodes_[number].restart_in = restart_in;
  plan(in, happening_kind::crash, number);
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
  ++node.pause;
  happening entry;
  entry.at = now_ + lasting;
  entry.what = happening_kind::thaw;
  entry.node = static_cast<std::uint32_t>(number);
  entry.number = node.pause;
  agenda_.add(entry);
  disturb(lasting);
  return true;
}

void simulated_group::cut(std::size_t from, std::size_t to, duration mended_in) {
  network_.cut(from, to);
  plan(mended_in, happening_kind::mend);
  disturb(mended_in);
}

void simulated_group::partition(std::uint64_t side, duration mended_in) {
  network_.partition(side);
  plan(mended_in, happening_kind::mend);
  disturb(mended_in);
}

void simulated_group::set_weather(const network_weather& weather, duration lasting) {
  network_.set_weather(weather);
  plan(lasting, happening_kind::calm);
  disturb(lasting);
}

void simulated_group::slow_disk(std::size_t number, duration latency_max, duration lasting) {
  latency_max = std::max(latency_max, climate_.disk_max);
  nodes_[number].disk.set_latency(climate_.disk_min, latency_max, climate_.disk_grouped);
  plan(lasting, happening_kind::disk_calm, number);
  disturb(lasting);
}

bool simulated_group::fail_disk(std::size_t number) {
  if (!nodes_[number].machine) return false;
  nodes_[number].disk.fail_next();
  return true;
}

/// A majority of each configuration that may be in force must keep its directories; of a learner it
/// counts that the leader may be about to promote it. A hostile member is lost: its votes are its
/// own affair.
bool simulated_group::can_lose(std::size_t number) const {
  auto store = nodes_[number].store;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    for (const auto& members : checker_.members_of(i)) {
      auto voters = members.voters.size() + (members.is_voter(store) ? 0 : 1);
      std::size_t lost = 1;
      for (auto voter : members.voters)
        if (nodes_[number_of(voter)].store != voter || is_hostile(number_of(voter))) ++lost;
      if (2 * lost >= voters) return false;
    }
  return true;
}

bool simulated_group::wipe(std::size_t number, duration restart_in) {
  if (!can_lose(number)) return false;
  auto& node = nodes_[number];
  if (node.machine) stop(number);
  ++crashes_;
  // The same store would be taken for the voter that knew what this one forgot.
  if (!mutated(mutant::wiped_founder_votes)) node.store = store_id{node.store.value + stores_apart};
  stored_state empty;
  empty.identity = node.disk.stored().identity;
  empty.identity.store = node.store;
  node.disk = simulated_disk{std::move(empty), random_.next()};
  node.disk.set_latency(climate_.disk_min, climate_.disk_max, climate_.disk_grouped);
  ++node.life; // nothing that was planned for the former directory holds
  checker_.wiped(number, node.store, node.disk.stored());
  if (is_hostile(number)) hostile_->member.forget();
  plan(restart_in, happening_kind::restart, number);
  disturb(restart_in);
  return true;
}

bool simulated_group::change_members(std::size_t number, std::uint64_t how) {
  auto at = leader();
  if (!at || nodes_[*at].frozen) return false;
  auto store = nodes_[number].store;
  // Without this voter those whose directories are gone could be too many.
  if (how == 3 && (hostile_ || !can_lose(number))) return false;
  switch (how) {
  case 0: step(*at, control::add_learner{store, 0}); break;
  case 1: step(*at, control::remove_learner{store, 0}); break;
  case 2: step(*at, control::promote{store, 0}); break;
  default: step(*at, control::demote{store, 0}); break;
  }
  return true;
}

bool simulated_group::transfer_leadership(std::size_t to) {
  auto at = leader();
  if (!at || nodes_[*at].frozen) return false;
  step(*at, control::transfer{nodes_[to].store, 0});
  return true;
}

bool simulated_group::leave(std::size_t number, duration restart_in) {
  auto& node = nodes_[number];
  if (!node.machine || node.frozen || node.member.cells().leaving) return false;
  node.restart_in = restart_in;
  retire(number);
  plan(leave_time_max, happening_kind::crash, number); // with or without an answer
  disturb(restart_in);
  return true;
}

bool simulated_group::rebuild_actor(std::size_t number, std::uint64_t which, duration back_in) {
  auto& node = nodes_[number];
  auto part = which % node_parts;
  if (!node.machine || node.frozen || !node.member.end_part(static_cast<node_part>(part)))
    return false;
  look_at_leases(number);
  happening entry;
  entry.at = now_ + back_in;
  entry.what = happening_kind::revive;
  entry.node = static_cast<std::uint32_t>(number);
  entry.number = node.life;
  entry.id = ticket{part};
  agenda_.add(entry);
  disturb(back_in);
  return true;
}

bool simulated_group::rank_voters(std::vector<std::size_t> best_first) {
  consensus::rank order;
  for (auto node : best_first) order.best_first.push_back(nodes_[node].store);
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].machine && !nodes_[i].frozen) step(i, order);
  return true;
}

} // namespace ringleader::testkit
