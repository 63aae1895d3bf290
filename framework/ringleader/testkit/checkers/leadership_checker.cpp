// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/leadership_checker.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

template <class Candidates> auto find(Candidates& among, candidate_id who) {
  return std::find_if(among.begin(), among.end(), [&](const auto& c) { return c.id == who; });
}

/// Of equals the first, who is the earliest.
template <class Candidates> auto heaviest(const Candidates& among) {
  return std::max_element(among.begin(), among.end(),
                          [](const auto& a, const auto& b) { return a.weight < b.weight; });
}

} // namespace

void leadership_checker::agreed(const registry::envelope& command, const registry::applied& what,
                                registry_time now) {
  for (auto& [name, in] : elections_) in.favoured.reset();
  take(command, what);
  end_sessions(what.events);
  for (const auto& ev : what.events)
    if (auto* told = std::get_if<election_changed>(&ev)) changed(*told, now);
  look_for_vacancies(now);
}

void leadership_checker::take(const registry::envelope& command, const registry::applied& what) {
  if (auto* join = std::get_if<registry::join>(&command.what)) take_join(*join, what.events);
  if (!command.from || registry::refusal(what.outcome) != nullptr) return;
  auto session = command.from->session;
  if (auto* campaign = std::get_if<registry::campaign>(&command.what)) {
    auto [at, first] = elections_.try_emplace(campaign->election);
    auto& in = at->second;
    if (first) in.rules = campaign->rules;
    candidate_id who{session, campaign->holder};
    if (auto place = find(in.candidates, who); place != in.candidates.end())
      place->weight = campaign->weight;
    else
      in.candidates.push_back({who, campaign->weight});
  } else if (auto* resign = std::get_if<registry::resign>(&command.what)) {
    auto& in = elections_[resign->election];
    candidate_id who{session, resign->holder};
    bool was_winner = in.winner == who;
    withdraw(in, who);
    if (was_winner && resign->successor &&
        find(in.candidates, *resign->successor) != in.candidates.end())
      in.favoured = resign->successor;
  } else if (auto* vote = std::get_if<registry::vote>(&command.what)) {
    auto& in = elections_[vote->election];
    if (vote->choice)
      in.votes[session] = *vote->choice;
    else
      in.votes.erase(session);
  }
}

void leadership_checker::take_join(const registry::join& command,
                                   const std::vector<registry::event>& events) {
  for (const auto& ev : events)
    if (auto* opened = std::get_if<registry::session_opened>(&ev))
      electorate_.emplace(opened->session, command.weight);
}

// Before anybody is elected, wherever in the entry they are told.
void leadership_checker::end_sessions(const std::vector<registry::event>& events) {
  for (const auto& ev : events) {
    auto* end = std::get_if<registry::session_ended>(&ev);
    if (end == nullptr) continue;
    ended_.insert(end->session);
    electorate_.erase(end->session);
    for (auto& [name, in] : elections_) {
      in.votes.erase(end->session);
      std::vector<candidate_id> gone;
      for (const auto& c : in.candidates)
        if (c.id.session == end->session) gone.push_back(c.id);
      for (auto who : gone) withdraw(in, who);
    }
  }
}

void leadership_checker::withdraw(election& from, candidate_id who) {
  if (auto place = find(from.candidates, who); place != from.candidates.end())
    from.candidates.erase(place);
  for (auto vote = from.votes.begin(); vote != from.votes.end();)
    vote = vote->second == who ? from.votes.erase(vote) : std::next(vote);
  if (from.winner == who) from.winner.reset();
}

void leadership_checker::changed(const election_changed& told, registry_time now) {
  auto& in = elections_[told.name];
  if (!told.winner) {
    if (in.winner)
      report_(violation_kind::leadership_misgiven,
              to_string(told) + ", though " + to_string(*in.winner) + " leads");
    return;
  }
  if (in.winner == told.winner && told.term <= newest_) return; // other data
  if (ended_.count(told.winner->session) != 0)
    return report_(violation_kind::granted_to_ended, to_string(told));
  if (told.term <= newest_)
    report_(violation_kind::token_not_rising,
            to_string(told) + " after term " + to_string(newest_));
  if (auto why = misgiven(in, *told.winner, now); !why.empty())
    report_(violation_kind::leadership_misgiven, to_string(told) + ": " + why);
  if (find(in.candidates, *told.winner) == in.candidates.end()) return;
  newest_ = std::max(newest_, told.term);
  in.winner = told.winner;
  in.since = now;
  in.favoured.reset();
}

std::string leadership_checker::misgiven(const election& in, candidate_id to,
                                         registry_time now) const {
  if (find(in.candidates, to) == in.candidates.end()) return "it does not campaign";
  if (in.winner == to) return "it leads";
  if (in.winner) {
    if (!in.rules.take_over) return to_string(*in.winner) + " leads";
    if (now < in.since + *in.rules.take_over) return "the minimum term is not over";
    return is_stronger(in, to) ? "" : "it is not stronger than " + to_string(*in.winner);
  }
  if (in.favoured)
    return in.favoured == to ? "" : "the predecessor named " + to_string(*in.favoured);
  return may_fill(in, to, now) ? "" : "by " + to_string(in.rules) + " it is not its turn";
}

bool leadership_checker::is_stronger(const election& in, candidate_id who) const {
  if (by_votes(in.rules.policy)) return has_majority(in, who);
  return heaviest(in.candidates)->id == who &&
         heaviest(in.candidates)->weight > find(in.candidates, *in.winner)->weight;
}

bool leadership_checker::may_fill(const election& in, candidate_id who, registry_time now) const {
  switch (in.rules.policy) {
  case election_policy::seniority: return in.candidates.front().id == who;
  case election_policy::weight: return heaviest(in.candidates)->id == who;
  default: break;
  }
  if (has_majority(in, who)) return true;
  bool over = in.voting && now >= *in.voting + in.rules.voting;
  if (!over && in.votes.size() < electorate_.size()) return false;
  // The most votes, then weight, then seniority, of those who have any.
  std::optional<std::pair<std::uint64_t, std::uint32_t>> most;
  std::optional<candidate_id> best;
  for (const auto& c : in.candidates) {
    bool has_any = std::any_of(in.votes.begin(), in.votes.end(),
                               [&](const auto& vote) { return vote.second == c.id; });
    auto has = std::make_pair(support(in, c.id), c.weight);
    if (!has_any || (most && has <= *most)) continue;
    most = has;
    best = c.id;
  }
  return best == who;
}

std::uint64_t leadership_checker::power(const election& in, session_id voter) const {
  auto at = electorate_.find(voter);
  if (at == electorate_.end()) return 0;
  return in.rules.policy == election_policy::weighted_votes ? at->second : 1;
}

std::uint64_t leadership_checker::support(const election& in, candidate_id of) const {
  std::uint64_t sum = 0;
  for (const auto& [voter, choice] : in.votes)
    if (choice == of) sum += power(in, voter);
  return sum;
}

bool leadership_checker::has_majority(const election& in, candidate_id who) const {
  std::uint64_t all = 0;
  for (auto [voter, weight] : electorate_) all += power(in, voter);
  return 2 * support(in, who) > all;
}

bool leadership_checker::is_overdue(registry_time now) const {
  return std::any_of(elections_.begin(), elections_.end(), [&](const auto& item) {
    auto& in = item.second;
    if (!in.winner) return in.voting && now >= *in.voting + in.rules.voting;
    return in.rules.take_over && now >= in.since + *in.rules.take_over &&
           std::any_of(in.candidates.begin(), in.candidates.end(), [&](const candidate& c) {
             return in.winner != c.id && is_stronger(in, c.id);
           });
  });
}

void leadership_checker::look_for_vacancies(registry_time now) {
  for (auto at = elections_.begin(); at != elections_.end();) {
    auto& in = at->second;
    if (in.candidates.empty()) {
      at = elections_.erase(at);
      continue;
    }
    bool waits = !in.winner && by_votes(in.rules.policy);
    bool decided = in.favoured || !waits ||
                   (!in.votes.empty() && in.votes.size() >= electorate_.size()) ||
                   std::any_of(in.candidates.begin(), in.candidates.end(),
                               [&](const candidate& c) { return has_majority(in, c.id); });
    if (!in.winner && decided)
      report_(violation_kind::leadership_forgotten,
              at->first + ", by " + to_string(in.rules) + ", is vacant");
    if (!waits || in.votes.empty())
      in.voting.reset();
    else if (!in.voting)
      in.voting = now;
    ++at;
  }
}

} // namespace ringleader::testkit
