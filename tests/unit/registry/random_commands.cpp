// SPDX-License-Identifier: BSD-3-Clause
#include "random_commands.hpp"

namespace ringleader::registry {

namespace {

constexpr std::uint32_t partitions = 12;

cluster_settings small_cluster(ringleader::placement placement) {
  cluster_settings s;
  s.placement = placement;
  s.cluster_name = "bank";
  s.partition_count = partitions;
  return s;
}

} // namespace

bytes random_commands::next(const registry& seen) {
  if (random_.chance(5)) return bytes(random_.below(40), 0xA5);
  clock_ += random_.between(duration{0}, std::chrono::seconds{1});
  auto stamp = random_.chance(20) ? clock_ - std::chrono::seconds{1} : clock_;
  if (stamp < registry_time{}) stamp = registry_time{};
  // Now and then something comes again that was proposed before, however long ago.
  auto body =
    !past_.empty() && random_.chance(150) ? past_[random_.below(past_.size())] : fresh(seen);
  past_.push_back(body);
  return encode_entry(stamp, body);
}

envelope random_commands::fresh(const registry& seen) {
  if (!seen.founded()) return {std::nullopt, found{small_cluster(placement_)}};
  auto dice = random_.below(100);
  if (dice < 8) return {std::nullopt, newcomer()};
  if (dice < 20) return {std::nullopt, leader(seen)};
  proposer from;
  from.session = any_session(seen);
  from.stream = stream_id{1 + random_.below(1 + last_sequence_ / 2000)};
  from.sequence = sequence{++last_sequence_};
  auto window = random_.below(60);
  from.acked_below = sequence{last_sequence_ > window ? last_sequence_ - window : 0};
  return {from, random_.chance(250) ? member(seen, from.session) : grant(seen)};
}

command random_commands::newcomer() {
  join x;
  auto member = random_.below(5);
  x.name = "member" + std::to_string(member);
  x.boot = boot_id{1 + random_.below(100'000)};
  x.store = store_id{100 + member};
  x.weight = static_cast<std::uint32_t>(500 * random_.below(5)); // some own nothing
  // Half of the restarts can prove that the old process is dead.
  x.host_boot = "host";
  x.lock_file = {1, 1 + random_.below(2)};
  x.own = small_cluster(placement_);
  return x;
}

command random_commands::leader(const registry& seen) {
  switch (random_.below(8)) {
  case 0: {
    expire_sessions x;
    for (auto n = 1 + random_.below(3); n > 0; --n) x.sessions.push_back(any_session(seen));
    return x;
  }
  case 1: return cancel_moves{moves(seen, any_session(seen))};
  case 2: {
    auto lock = any("lock", 6);
    return expire_lock{lock, any_token(seen, lock)};
  }
  case 3:
    return forget_member{"member" + std::to_string(random_.below(5)),
                         incarnation{1 + random_.below(20)}};
  default: {
    auto version = seen.table()->version;
    if (random_.chance(100)) version = version.next();
    return rebalance{version, static_cast<std::uint32_t>(random_.below(4))};
  }
  }
}

command random_commands::member(const registry& seen, session_id who) {
  auto dice = random_.below(100);
  if (dice < 3) return leave{};
  if (dice < 8) return begin_leave{};
  if (dice < 20) return announce_type{any("type", 3), 1 + random_.below(2), random_.chance(500)};
  return drained{moves(seen, who)};
}

command random_commands::grant(const registry& seen) {
  auto lock = any("lock", 6);
  auto election = any("election", 3);
  holder_id holder{1 + random_.below(2)};
  std::optional<duration> lease;
  if (random_.chance(300)) lease = random_.between(duration{0}, std::chrono::seconds{20});
  switch (random_.below(10)) {
  case 0:
  case 1:
  case 2: return acquire_lock{lock, holder, random_.chance(800), lease};
  case 3:
  case 4: return release_lock{lock, holder, any_token(seen, lock)};
  case 5: return cancel_lock{lock, holder};
  case 6: return extend_lock{lock, holder, any_token(seen, lock), lease.value_or(duration{5})};
  case 7: return resign{election, holder, candidate_id{any_session(seen), holder}};
  default:
    return campaign{election, holder,
                    election == "election0" ? election_policy::weight : election_policy::seniority,
                    static_cast<std::uint32_t>(random_.below(5)), bytes(random_.below(4), 7)};
  }
}

std::vector<move_ref> random_commands::moves(const registry& seen, session_id owner) {
  std::vector<move_ref> refs;
  auto table = seen.table();
  for (std::uint32_t p = 0; p < table->entries.size(); ++p) {
    const auto& e = table->entries[p];
    if (!e.move || (e.owner != owner && random_.chance(900))) continue;
    refs.push_back({partition_id{p}, e.epoch, e.move->id});
    if (random_.chance(50)) refs.back().move = refs.back().move.next();
  }
  return refs;
}

session_id random_commands::any_session(const registry& seen) {
  if (seen.sessions().empty() || random_.chance(30)) return session_id{1 + random_.below(50)};
  auto at = seen.sessions().begin();
  std::advance(at, static_cast<long>(random_.below(seen.sessions().size())));
  return at->first;
}

std::string random_commands::any(const char* prefix, std::uint64_t count) {
  return prefix + std::to_string(random_.below(count));
}

fencing_token random_commands::any_token(const registry& seen, const std::string& lock) {
  const auto* held = seen.locks().find(lock);
  if (held == nullptr || random_.chance(100)) return fencing_token{random_.below(100)};
  return held->token;
}

} // namespace ringleader::registry
