// SPDX-License-Identifier: BSD-3-Clause
// Transcripts against the bare election table. Sessions go by names; `members` says who may vote;
// `advance` lets the control leader propose what is due; `stall` lets time pass while nobody leads.
#include <ringleader/elections/election_table.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using ringleader::testkit::command;

namespace {

class election_world {
public:
  std::string run(const command& c) {
    events_.clear();
    auto answer = execute(c);
    for (const auto& ev : events_) answer += "  " + print(ev) + '\n';
    return answer;
  }

private:
  std::string execute(const command& c) {
    election_entry entry{now_, voters_, tokens_, events_};
    if (c.name == "members") return members(c);
    if (c.name == "campaign") {
      candidate who{id(c.word(0)), static_cast<std::uint32_t>(c.number("weight", 0)),
                    to_bytes(c.option("data", ""))};
      return print(table_.campaign(c.word(1), rules(c), who, entry));
    }
    if (c.name == "resign") {
      std::optional<candidate_id> successor;
      if (c.has("successor")) successor = id(c.option("successor"));
      return print(table_.resign(c.word(1), id(c.word(0)), successor, entry));
    }
    if (c.name == "vote") {
      std::optional<candidate_id> choice;
      if (c.has("for")) choice = id(c.option("for"));
      return print(table_.vote(c.word(1), id(c.word(0)).session, choice, entry));
    }
    if (c.name == "settle")
      return print(table_.settle({c.word(0), registry_time{c.time("at")}}, entry));
    if (c.name == "end") {
      std::set<session_id> ended;
      for (const auto& name : c.words) ended.insert(id(name).session);
      for (auto session : ended) voters_.erase(session);
      table_.end_sessions(ended, entry);
      return {};
    }
    if (c.name == "advance") return advance(testkit::parse_time(c.word(0)));
    if (c.name == "stall") {
      now_ += testkit::parse_time(c.word(0));
      return {};
    }
    if (c.name == "show") return show();
    throw testkit::scenario_error("no such command: " + c.name);
  }

  /// "members alice=3 bob=1": who may vote, with which weight.
  std::string members(const command& c) {
    for (const auto& name : c.words) voters_[id(name).session] = 1;
    for (const auto& [name, weight] : c.options)
      voters_[id(name).session] = static_cast<std::uint32_t>(testkit::parse_number(weight));
    return {};
  }

  static election_rules rules(const command& c) {
    auto policy = c.option("policy", "seniority");
    election_rules r;
    for (auto p : {election_policy::seniority, election_policy::weight, election_policy::votes,
                   election_policy::weighted_votes})
      if (to_string(p) == policy) r.policy = p;
    if (to_string(r.policy) != policy) throw testkit::scenario_error("no such policy: " + policy);
    if (by_votes(r.policy)) r.voting = std::chrono::seconds{10};
    if (c.has("voting")) r.voting = c.time("voting");
    if (c.has("take_over")) r.take_over = c.time("take_over");
    return r;
  }

  std::string advance(duration by) {
    now_ += by;
    std::string text;
    for (const auto& due : table_.due(now_, 100)) {
      election_entry entry{now_, voters_, tokens_, events_};
      text += "settle " + due.name + ": " + print(table_.settle(due, entry));
    }
    return text;
  }

  std::string show() const {
    std::string text;
    for (const auto& [name, held] : table_.all()) {
      text += name + " winner=" + (held.winner ? print(*held.winner) : "none") +
              " term=" + to_string(held.term) + " candidates:";
      for (const auto& x : held.candidates) text += ' ' + print(x.id);
      if (!held.votes.empty()) text += " votes:";
      for (const auto& [voter, choice] : held.votes)
        text += ' ' + names_.at(voter) + "->" + print(choice);
      if (held.due) text += " due=" + to_string(held.due->time_since_epoch());
      text += '\n';
    }
    return text.empty() ? "nobody campaigns\n" : text;
  }

  candidate_id id(const std::string& name) {
    auto at = sessions_.emplace(name, session_id{sessions_.size() + 1}).first;
    names_[at->second] = name;
    return {at->second, holder_id{1}};
  }

  std::string print(candidate_id who) const { return names_.at(who.session); }

  static std::string print(const result<void>& r) {
    return r ? "done\n" : to_string(r.error().code) + '\n';
  }

  static std::string print(const result<election_place>& r) {
    if (!r) return to_string(r.error().code) + '\n';
    if (r->winner) return "winner term=" + to_string(r->term) + '\n';
    return "candidate at " + std::to_string(r->position) + " term=" + to_string(r->term) + '\n';
  }

  std::string print(const election_event& ev) const {
    if (const auto* change = std::get_if<candidacy_changed>(&ev)) {
      auto text = change->name + ": " + print(change->who);
      if (!change->campaigns) return text + " gone";
      text += " campaigns weight=" + std::to_string(change->weight);
      return change->support == 0 ? text : text + " votes=" + std::to_string(change->support);
    }
    const auto& change = std::get<election_changed>(ev);
    auto text = change.name + ": term=" + to_string(change.term) + " winner=";
    text += change.winner ? print(*change.winner) : "none";
    return change.data.empty() ? text : text + " data=" + to_text(change.data);
  }

  election_table table_{[] {
    election_limits limits;
    limits.elections = 2;
    limits.candidates = 3;
    limits.name_bytes = 16;
    limits.data_bytes = 8;
    return limits;
  }()};
  token_source tokens_;
  registry_time now_{};
  electorate voters_;
  std::vector<election_event> events_;
  std::map<std::string, session_id> sessions_;
  std::map<session_id, std::string> names_;
};

} // namespace

TEST_CASE("the election table keeps every claim of its transcripts") {
  for (const auto& file :
       testkit::scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/elections")) {
    election_world world;
    CHECK(testkit::run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
