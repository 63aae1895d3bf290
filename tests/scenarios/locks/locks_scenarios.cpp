// SPDX-License-Identifier: BSD-3-Clause
// Transcripts against the bare lock table. Sessions go by names; `advance` lets the control leader
// propose what is due, as it would; `stall` lets time pass while nobody leads.
//
//   acquire alice payroll ledger:shared pool:2/8 [try] [reentrant] [lease=30s] [delay=15s]
//   release|cancel|extend alice payroll [token=1] [lease=5s] [lost=yes]
//
// holder= is 1 unless said otherwise; claim= is a fresh one for each acquire, and the latest of
// that owner at that name for everything else.
#include <ringleader/base/match.hpp>
#include <ringleader/locks/lock_report.hpp>
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

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
    if (c.name == "acquire") return acquire(c);
    if (c.name == "release")
      return print(table_.release(claim(c), token(c), !c.has("lost"), now_, tokens_, events_));
    if (c.name == "cancel") return print(table_.cancel(claim(c), now_, tokens_, events_));
    if (c.name == "extend") return print(table_.extend(claim(c), token(c), c.time("lease"), now_));
    if (c.name == "expire")
      return print(table_.expire({token(c), registry_time{c.time("at")}}, now_, tokens_, events_));
    if (c.name == "force")
      return print(
        table_.force(c.word(0), token(c), c.option("reason", ""), now_, tokens_, events_));
    if (c.name == "end" || c.name == "leave") {
      std::set<session_id> ended;
      for (const auto& name : c.words) ended.insert(session(name));
      table_.end_sessions(ended, c.name == "leave", now_, tokens_, events_);
      return {};
    }
    if (c.name == "advance") return advance(testkit::parse_time(c.word(0)));
    if (c.name == "stall") {
      now_ += testkit::parse_time(c.word(0));
      return {};
    }
    if (c.name == "show") return show(c);
    throw testkit::scenario_error("no such command: " + c.name);
  }

  std::string acquire(const command& c) {
    lock_request request;
    acquire_options how;
    request.owner = owner(c);
    request.claim = claim_id{c.number("claim", last_claim_ + 1)};
    last_claim_ = std::max(last_claim_, request.claim.value);
    for (std::size_t i = 1; i < c.words.size(); ++i) {
      if (c.words[i] == "try")
        how.wait = false;
      else if (c.words[i] == "reentrant")
        how.reentrant = true;
      else
        request.wants.push_back(want(c.words[i]));
    }
    if (c.has("lease")) request.lease = c.time("lease");
    if (c.has("delay")) request.delay = c.time("delay");
    auto answer = table_.acquire(request, how, now_, tokens_, events_);
    if (std::holds_alternative<lock_standing>(answer))
      for (const auto& w : request.wants) latest_[{request.owner, w.name}] = request.claim;
    return print(answer);
  }

  /// "payroll", "payroll:shared", "pool:2/8".
  static lock_want want(const std::string& word) {
    auto colon = word.find(':');
    lock_want w{word.substr(0, colon), lock_mode::exclusive, 0, 0};
    if (colon == std::string::npos) return w;
    auto how = word.substr(colon + 1);
    if (how == "shared") {
      w.mode = lock_mode::shared;
      return w;
    }
    auto slash = how.find('/');
    if (slash == std::string::npos) throw testkit::scenario_error("no such mode: " + how);
    w.mode = lock_mode::permits;
    w.permits = static_cast<std::uint32_t>(testkit::parse_number(how.substr(0, slash)));
    w.capacity = static_cast<std::uint32_t>(testkit::parse_number(how.substr(slash + 1)));
    return w;
  }

  std::string advance(duration by) {
    now_ += by;
    std::string text;
    for (const auto& due : table_.due(now_, 100))
      text += "expire token=" + to_string(due.token) + ": " +
              print(table_.expire(due, now_, tokens_, events_));
    return text;
  }

  std::string show(const command& c) const {
    std::string text;
    for (const auto& [name, slot] : table_.book().slots())
      if (c.words.empty() || c.word(0) == name) text += to_string(*report(table_.book(), name));
    return text.empty() ? "nobody stands there\n" : text;
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

  lock_claim claim(const command& c) {
    auto who = owner(c);
    if (c.has("claim")) return {who.session, claim_id{c.number("claim")}};
    return {who.session, latest_[{who, c.word(1)}]};
  }

  static fencing_token token(const command& c) { return fencing_token{c.number("token")}; }

  std::string print(lock_owner who) const {
    auto text = names_.at(who.session);
    return who.holder == holder_id{1} ? text : text + '/' + to_string(who.holder);
  }

  std::string print(const lock_answer& a) const {
    return match(
      a, [](const failure& x) { return to_string(x.code) + '\n'; },
      [](const lock_standing& x) { return print(x); },
      [&](const lock_deadlock& x) {
        std::string text = "deadlock\n";
        for (const auto& step : x.cycle)
          text += "  " + print(step.waiter) + " waits for " + step.name +
                  (step.token ? " held by " : " behind ") + print(step.blocker) + '\n';
        return text;
      });
  }

  static std::string print(const lock_standing& x) {
    if (x.token) {
      auto text = "granted token=" + to_string(x.token);
      if (x.expires) text += " until=" + to_string(x.expires->time_since_epoch());
      return text + '\n';
    }
    return x.position == 0 ? "cancelled\n" : "queued at " + std::to_string(x.position) + '\n';
  }

  static std::string print(const result<lock_standing>& r) {
    return r ? print(*r) : to_string(r.error().code) + '\n';
  }

  static std::string print(const result<void>& r) {
    return r ? "done\n" : to_string(r.error().code) + '\n';
  }

  static std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
  }

  std::string print(const lock_event& ev) const {
    return match(
      ev,
      [&](const lock_granted& x) {
        return list(x.names) + " to " + print(x.owner) + " token=" + to_string(x.token);
      },
      [&](const lock_ended& x) {
        auto text = list(x.names) + " from " + print(x.owner) + " token=" + to_string(x.token) +
                    ' ' + to_string(x.why);
        if (!x.reason.empty()) text += " (" + x.reason + ')';
        if (x.withheld_until)
          text += " withheld until " + to_string(x.withheld_until->time_since_epoch());
        return text;
      },
      [](const lock_freed& x) {
        return list(x.names) + " free again" + (x.reason.empty() ? "" : " (" + x.reason + ')');
      });
  }

  lock_table table_{[] {
    lock_limits limits;
    limits.names = 3;
    limits.waiters = 3;
    limits.holders = 6;
    limits.names_per_claim = 3;
    limits.reentries = 3;
    limits.name_bytes = 16;
    limits.capacity = 100;
    return limits;
  }()};
  token_source tokens_;
  registry_time now_{};
  std::uint64_t last_claim_ = 0;
  std::vector<lock_event> events_;
  std::map<std::string, session_id> sessions_;
  std::map<session_id, std::string> names_;
  std::map<std::pair<lock_owner, std::string>, claim_id> latest_;
};

} // namespace

TEST_CASE("the lock table keeps every claim of its transcripts") {
  for (const auto& file : testkit::scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/locks")) {
    lock_world world;
    CHECK(testkit::run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
