// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/hash.hpp>
#include <ringleader/testkit/cluster/cluster_history.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

constexpr std::size_t breaches_max = 100; // the first are those that tell

std::string text(process_id p) {
  return "n" + std::to_string(p.node + 1) + " (start " + std::to_string(p.start) + ")";
}

std::string text(const activation& who) {
  return who.key + " of partition " + to_string(who.partition) + " epoch " + to_string(who.epoch) +
         " number " + to_string(who.number);
}

} // namespace

void cluster_history::breach(std::string what) {
  if (breaches_.size() < breaches_max) breaches_.push_back(std::move(what));
}

void cluster_history::mix(std::uint64_t a, std::uint64_t b) {
  digest_ = stable_hash(digest_, stable_hash(a, b));
}

std::string cluster_history::report() const {
  std::string all;
  for (auto& line : breaches_) all += line + "\n";
  return all;
}

void cluster_history::asked(std::uint64_t id, process_id by) { asks_[id].by = by; }

void cluster_history::activated(process_id at, const activation& who) {
  mix(stable_hash(who.key), who.epoch.value);
  if (!activations_.emplace(who.key, who.epoch, who.number).second)
    breach("two activations with one token: " + text(who) + " at " + text(at));
}

void cluster_history::delivered(std::uint64_t id, process_id at, const activation& who) {
  mix(id, who.epoch.value);
  auto& newest = newest_epoch_[who.partition];
  if (who.epoch < newest)
    breach("delivery in an older epoch: " + text(who) + " at " + text(at) + ", after epoch " +
           to_string(newest));
  newest = std::max(newest, who.epoch);
  auto owner = owners_.emplace(std::make_pair(who.partition, who.epoch), at).first->second;
  if (!(owner == at))
    breach("one epoch, two owners: " + text(who) + " at " + text(at) + " and " + text(owner));
  auto& asked = asks_[id];
  if (asked.delivered_to)
    breach("request " + std::to_string(id) + " delivered twice: " + text(who) + " at " + text(at) +
           ", before at " + text(*asked.delivered_to));
  if (asked.end == ask_end::nothing_happened)
    breach("request " + std::to_string(id) + " delivered although its answer said that nothing " +
           "happened: " + text(who) + " at " + text(at));
  asked.delivered_to = at;
}

void cluster_history::answered(std::uint64_t id, ask_end how, const std::string& why) {
  mix(id, static_cast<std::uint64_t>(how));
  auto& asked = asks_[id];
  if (asked.end) breach("request " + std::to_string(id) + " answered twice: " + why);
  if (how == ask_end::ok && !asked.delivered_to)
    breach("request " + std::to_string(id) + " answered but never delivered");
  if (how == ask_end::nothing_happened && asked.delivered_to)
    breach("request " + std::to_string(id) + " delivered, but answered with: " + why);
  asked.end = how;
  ++ends_[static_cast<std::size_t>(how)];
  if (how == ask_end::ok)
    ++ok_[asked.by.node];
  else
    ++errors_[why];
}

void cluster_history::granted(std::uint64_t id, process_id by, const lock_grant& grant) {
  mix(id, grant.token.value);
  if (!tokens_.insert(grant.token).second)
    breach("token " + to_string(grant.token) + " of " + grant.names.front() + " granted twice");
  // A grant that reaches its holder after the lease of its node is no right to act.
  auto valid = acting_(by);
  for (auto& [other, held] : holders_)
    if (valid && held.holds && held.lock == grant.names.front() && acting_(held.by))
      breach("lock " + grant.names.front() + " granted with token " + to_string(grant.token) +
             " to " + text(by) + " while holder " + std::to_string(other) + " of " + text(held.by) +
             " has it");
  last_token_ = std::max(last_token_, grant.token);
  ++grants_[by.node];
  holders_[id] = {by, grant.names.front(), valid};
}

void cluster_history::released(std::uint64_t id) { holders_.erase(id); }

void cluster_history::gained_leadership(process_id at, const leadership& won) {
  mix(at.node, won.term.value);
  for (auto& [other, active] : leaderships_)
    if (active && acting_(other.first))
      breach("singleton starts at " + text(at) + " in term " + to_string(won.term) +
             " while it runs at " + text(other.first) + " in term " + std::to_string(other.second));
  if (won.term < last_term_)
    breach("singleton starts in term " + to_string(won.term) + " after term " +
           to_string(last_term_));
  last_term_ = std::max(last_term_, won.term);
  leaderships_[{at, won.term.value}] = true;
}

void cluster_history::lost_leadership(process_id at, const leadership& won) {
  leaderships_.erase({at, won.term.value});
}

std::size_t cluster_history::leading() const {
  return static_cast<std::size_t>(
    std::count_if(leaderships_.begin(), leaderships_.end(),
                  [&](auto& entry) { return entry.second && acting_(entry.first.first); }));
}

} // namespace ringleader::testkit
