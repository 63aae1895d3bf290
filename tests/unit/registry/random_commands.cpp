// SPDX-License-Identifier: BSD-3-Clause
#include "random_commands.hpp"

#include <ringleader/registry/message_list.hpp>

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

shared_bytes random_commands::next(const registry& seen) {
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
  if (dice < 8) return {std::nullopt, newcomer(seen)};
  if (dice < 20) return {std::nullopt, leader(seen)};
  proposer from;
  from.session = any_session(seen);
  from.stream = stream_id{1 + random_.below(1 + last_sequence_ / 2000)};
  from.sequence = sequence{++last_sequence_};
  auto window = random_.below(60);
  from.acked_below = sequence{last_sequence_ > window ? last_sequence_ - window : 0};
  return {from, random_.chance(250) ? member(seen, from.session) : grant(seen, from.session)};
}

command random_commands::newcomer(const registry& seen) {
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
  const auto* present = find(*seen.view(), x.name);
  auto comes_late = x.boot.value % 8 == 0; // and does not know the present session
  if (present != nullptr && !comes_late) x.replaces = present->session;
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
    auto token = any_token(seen);
    const auto* held = seen.locks().book().hold(token);
    return expire_lock{token, held != nullptr && held->expires ? *held->expires : clock_};
  }
  case 4: {
    auto election = any("election", 4);
    const auto* held = seen.elections().find(election);
    return settle_election{election, held != nullptr && held->due ? *held->due : clock_};
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
  if (dice < 20)
    return announce_type{any("type", 3), message_line("m", random_.chance(500) ? "u8" : "u16"),
                         random_.chance(500)};
  return drained{moves(seen, who)};
}

command random_commands::grant(const registry& seen, session_id who) {
  if (random_.chance(250)) return election(seen);
  // Half of the time about something that this session has.
  auto theirs = seen.locks().book().claims_of(who);
  claim_id claim{1 + random_.below(40)};
  fencing_token token = any_token(seen);
  if (!theirs.empty() && random_.chance(600)) {
    const auto& [known, at] = theirs[random_.below(theirs.size())];
    claim = known;
    if (!random_.chance(100)) token = at.token;
  }
  std::optional<duration> lease;
  if (random_.chance(300)) lease = random_.between(duration{0}, std::chrono::seconds{20});
  switch (random_.below(10)) {
  case 0:
  case 1:
  case 2: return release_lock{claim, token, random_.chance(300)};
  case 3: return cancel_lock{claim};
  case 4: return extend_lock{claim, token, lease.value_or(duration{5})};
  case 5: return force_lock{any("lock", 6), token, random_.chance(900) ? "stuck" : ""};
  default: break;
  }
  acquire_lock x{holder_id{1 + random_.below(3)},
                 claim,
                 wants(),
                 random_.chance(800),
                 random_.chance(200),
                 random_.chance(700),
                 lease,
                 {}};
  if (random_.chance(200)) x.delay = random_.between(duration{0}, std::chrono::seconds{9});
  return x;
}

command random_commands::election(const registry& seen) {
  auto election = any("election", 4);
  holder_id holder{1 + random_.below(2)};
  switch (random_.below(4)) {
  case 0: return resign{election, holder, candidate_id{any_session(seen), holder}};
  case 1: {
    std::optional<candidate_id> choice;
    if (random_.chance(900)) choice = candidate_id{any_session(seen), holder};
    return vote{election, choice};
  }
  default: break;
  }
  election_rules rules;
  if (election == "election0") rules = {election_policy::weight, {}, std::chrono::seconds{9}};
  if (election == "election1") rules = {election_policy::votes, std::chrono::seconds{3}, {}};
  if (election == "election2")
    rules = {election_policy::weighted_votes, std::chrono::seconds{3}, std::chrono::seconds{5}};
  return campaign{election, holder, rules, static_cast<std::uint32_t>(random_.below(5)),
                  bytes(random_.below(4), 7)};
}

std::vector<lock_want> random_commands::wants() {
  std::vector<lock_want> all;
  for (auto n = random_.chance(700) ? 1 : 1 + random_.below(3); n > 0; --n) {
    lock_want want{any("lock", 6), lock_mode::exclusive, 0, 0};
    if (random_.chance(400)) want.mode = lock_mode::shared;
    // Most of the time all agree on which of them are semaphores.
    if ((want.name > "lock3") != random_.chance(30))
      want = {want.name, lock_mode::permits, static_cast<std::uint32_t>(1 + random_.below(3)), 3};
    all.push_back(want);
  }
  return all;
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

fencing_token random_commands::any_token(const registry& seen) {
  const auto& holds = seen.locks().book().holds();
  if (holds.empty() || random_.chance(100)) return fencing_token{random_.below(100)};
  auto at = holds.begin();
  std::advance(at, static_cast<long>(random_.below(holds.size())));
  return at->first;
}

} // namespace ringleader::registry
