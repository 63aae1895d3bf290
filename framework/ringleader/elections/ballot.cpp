// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/ballot.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>
#include <iterator>

namespace ringleader {

namespace {

/// What one voter counts.
std::uint64_t power(const election& of, std::uint32_t weight) {
  return of.rules.policy == election_policy::weighted_votes ? weight : 1;
}

std::uint64_t all_power(const election& of, const electorate& voters) {
  std::uint64_t sum = 0;
  for (auto [session, weight] : voters) {
    if (mutated(mutant::majority_of_cast) && of.votes.count(session) == 0) continue;
    sum += power(of, weight);
  }
  return sum;
}

const candidate* heaviest(const std::vector<candidate>& candidates) {
  // max_element answers the first of equals, who is the earliest.
  auto at =
    std::max_element(candidates.begin(), candidates.end(),
                     [](const candidate& a, const candidate& b) { return a.weight < b.weight; });
  return at == candidates.end() ? nullptr : &*at;
}

} // namespace

std::map<candidate_id, std::uint64_t> count_votes(const election& of, const electorate& voters) {
  std::map<candidate_id, std::uint64_t> sums;
  for (const auto& [voter, choice] : of.votes) {
    auto at = voters.find(voter);
    if (at != voters.end()) sums[choice] += power(of, at->second);
  }
  return sums;
}

const candidate* by_majority(const election& of, const electorate& voters) {
  auto all = all_power(of, voters);
  auto sums = count_votes(of, voters);
  for (const auto& c : of.candidates)
    if (auto has = sums.find(c.id); has != sums.end() && 2 * has->second > all) return &c;
  return nullptr;
}

const candidate* by_plurality(const election& of, const electorate& voters) {
  const candidate* best = nullptr;
  std::pair<std::uint64_t, std::uint32_t> most{};
  auto sums = count_votes(of, voters);
  for (const auto& c : of.candidates) {
    auto voted_for = sums.find(c.id);
    if (voted_for == sums.end()) continue;
    auto has = std::make_pair(voted_for->second, c.weight);
    if (best != nullptr && has <= most) continue;
    best = &c;
    most = has;
  }
  return best;
}

bool all_voted(const election& of, const electorate& voters) {
  return std::all_of(voters.begin(), voters.end(),
                     [&](const auto& voter) { return of.votes.count(voter.first) != 0; });
}

const candidate* chosen(const election& of, const electorate& voters, bool voting_over) {
  if (of.candidates.empty()) return nullptr;
  switch (of.rules.policy) {
  case election_policy::seniority: return &of.candidates.front();
  case election_policy::weight: return heaviest(of.candidates);
  case election_policy::votes:
  case election_policy::weighted_votes: break;
  }
  if (const auto* winner = by_majority(of, voters)) return winner;
  return voting_over || all_voted(of, voters) ? by_plurality(of, voters) : nullptr;
}

const candidate* challenger(const election& of, const electorate& voters) {
  if (!of.rules.take_over || !of.winner) return nullptr;
  if (by_votes(of.rules.policy)) {
    const auto* most = by_majority(of, voters);
    return most != nullptr && most->id != *of.winner ? most : nullptr;
  }
  const auto* best = heaviest(of.candidates);
  auto winner = std::find_if(of.candidates.begin(), of.candidates.end(),
                             [&](const candidate& c) { return c.id == *of.winner; });
  return best->weight > winner->weight ? best : nullptr;
}

} // namespace ringleader
