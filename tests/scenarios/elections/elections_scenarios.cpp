// SPDX-License-Identifier: BSD-3-Clause
// Transcripts against the bare election table. Sessions go by names.
#include <ringleader/elections/election_table.hpp>
#include <ringleader/testkit/machines/scenario.hpp>

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
    if (c.name == "campaign") {
      auto by_weight = c.option("policy", "seniority") == "weight";
      candidate who{id(c.word(0)), static_cast<std::uint32_t>(c.number("weight", 0)),
                    to_bytes(c.option("data", ""))};
      return print(table_.campaign(c.word(1),
                                   by_weight ? election_policy::weight : election_policy::seniority,
                                   who, tokens_, events_));
    }
    if (c.name == "resign") {
      std::optional<candidate_id> successor;
      if (c.has("successor")) successor = id(c.option("successor"));
      auto r = table_.resign(c.word(1), id(c.word(0)), successor, tokens_, events_);
      return r ? "done\n" : to_string(r.error().code) + '\n';
    }
    if (c.name == "end") {
      std::set<session_id> ended;
      for (const auto& name : c.words) ended.insert(id(name).session);
      table_.end_sessions(ended, tokens_, events_);
      return {};
    }
    if (c.name == "show") return show();
    throw testkit::scenario_error("no such command: " + c.name);
  }

  std::string show() const {
    std::string text;
    for (const auto& [name, held] : table_.all()) {
      text += name + " winner=" + print(held.winner) + " term=" + to_string(held.term) + " stand:";
      for (const auto& x : held.candidates) text += ' ' + print(x.id);
      text += '\n';
    }
    return text.empty() ? "nobody stands\n" : text;
  }

  candidate_id id(const std::string& name) {
    auto at = sessions_.emplace(name, session_id{sessions_.size() + 1}).first;
    names_[at->second] = name;
    return {at->second, holder_id{1}};
  }

  std::string print(candidate_id who) const { return names_.at(who.session); }

  static std::string print(const result<election_standing>& r) {
    if (!r) return to_string(r.error().code) + '\n';
    if (r->winner) return "winner term=" + to_string(r->term) + '\n';
    return "candidate at " + std::to_string(r->position) + " term=" + to_string(r->term) + '\n';
  }

  std::string print(const election_changed& ev) const {
    auto text = ev.name + ": term=" + to_string(ev.term) + " winner=";
    text += ev.winner ? print(*ev.winner) : "none";
    return ev.data.empty() ? text : text + " data=" + to_text(ev.data);
  }

  election_table table_{election_limits{2, 3, 16, 8}};
  token_source tokens_;
  std::vector<election_changed> events_;
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
