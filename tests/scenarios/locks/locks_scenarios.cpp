// SPDX-License-Identifier: BSD-3-Clause
// Transcripts against the bare lock table. Sessions go by names; `advance` lets the control leader
// propose what is due, as it would; `stall` lets time pass while nobody leads.
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/testkit/machines/scenario.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using ringleader::testkit::command;

namespace {

class lock_world {
public:
  std::string run(const command& c) {
    events_.clear();
    auto answer = execute(c);
    for (const auto& ev : events_) answer += "  " + print(ev) + '\n';
    return answer;
  }

private:
  std::string execute(const command& c) {
    if (c.name == "acquire") {
      std::optional<duration> lease;
      if (c.has("lease")) lease = c.time("lease");
      bool wait = c.words.size() < 3 || c.words[2] != "try";
      return print(table_.acquire(c.word(1), owner(c), wait, lease, now_, tokens_, events_));
    }
    if (c.name == "release")
      return print(table_.release(c.word(1), owner(c), token(c), now_, tokens_, events_));
    if (c.name == "cancel") return print(table_.cancel(c.word(1), owner(c)));
    if (c.name == "extend")
      return print(table_.extend(c.word(1), owner(c), token(c), c.time("lease"), now_));
    if (c.name == "expire")
      return print(table_.expire(c.word(0), token(c), now_, tokens_, events_));
    if (c.name == "end") {
      std::set<session_id> ended;
      for (const auto& name : c.words) ended.insert(session(name));
      table_.end_sessions(ended, now_, tokens_, events_);
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

  std::string advance(duration by) {
    now_ += by;
    std::string text;
    for (const auto& due : table_.due(now_, 100))
      text += "expire " + due.name + ": " +
              print(table_.expire(due.name, due.token, now_, tokens_, events_));
    return text;
  }

  std::string show() const {
    std::string text;
    for (const auto& [name, held] : table_.all()) {
      text += name + " of=" + print(held.owner) + " token=" + to_string(held.token) + " waiting:";
      for (const auto& w : held.waiters) text += ' ' + print(w.owner);
      text += '\n';
    }
    return text.empty() ? "nothing is held\n" : text;
  }

  session_id session(const std::string& name) {
    auto at = sessions_.find(name);
    if (at != sessions_.end()) return at->second;
    session_id id{sessions_.size() + 1};
    names_.emplace(id, name);
    return sessions_.emplace(name, id).first->second;
  }

  lock_owner owner(const command& c) {
    return {session(c.word(0)), holder_id{c.number("holder", 1)}};
  }

  static fencing_token token(const command& c) { return fencing_token{c.number("token")}; }

  std::string print(lock_owner who) const {
    auto text = names_.at(who.session);
    return who.holder == holder_id{1} ? text : text + '/' + to_string(who.holder);
  }

  std::string print(const result<lock_standing>& r) const {
    if (!r) return to_string(r.error().code) + '\n';
    if (r->token) {
      auto text = "granted token=" + to_string(r->token);
      if (r->expires) text += " until=" + to_string(r->expires->time_since_epoch());
      return text + '\n';
    }
    return r->position == 0 ? "cancelled\n" : "queued at " + std::to_string(r->position) + '\n';
  }

  std::string print(const result<void>& r) const {
    return r ? "done\n" : to_string(r.error().code) + '\n';
  }

  std::string print(const lock_event& ev) const {
    if (const auto* grant = std::get_if<lock_granted>(&ev))
      return grant->name + " to " + print(grant->owner) + " token=" + to_string(grant->token);
    const auto& end = std::get<lock_ended>(ev);
    return end.name + " from " + print(end.owner) + " token=" + to_string(end.token) + ' ' +
           to_string(end.why);
  }

  lock_table table_{lock_limits{3, 3, 16}};
  token_source tokens_;
  registry_time now_{};
  std::vector<lock_event> events_;
  std::map<std::string, session_id> sessions_;
  std::map<session_id, std::string> names_;
};

} // namespace

TEST_CASE("the lock table keeps every claim of its transcripts") {
  for (const auto& file : testkit::scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/locks")) {
    lock_world world;
    CHECK(testkit::run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
