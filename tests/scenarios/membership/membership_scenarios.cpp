// SPDX-License-Identifier: BSD-3-Clause
// Transcripts of holders and one control leader on one clock. A renewal takes three lines, so that
// a transcript may delay or lose each: send (holder), arrive (leader; answers if it may), answer
// (holder). `renew` is all three at once. `check` proposes what the leader finds overdue.
#include <ringleader/membership/lease.hpp>
#include <ringleader/membership/session_tracker.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

#include <optional>

using namespace ringleader;
using ringleader::testkit::command;

namespace {

class session_world {
public:
  std::string run(const command& c) {
    if (c.name == "advance") {
      now_ += testkit::parse_time(c.word(0));
      return {};
    }
    if (c.name == "lead") return lead(c);
    if (c.name == "check") return check();
    if (c.name == "open") {
      for (const auto& name : c.words) leader().opened(id(name), now_);
      return {};
    }
    if (c.name == "renew") {
      for (const auto& name : c.words) {
        send(name);
        if (arrive(name)) holder(name).renewal_answered(last_[name], now_);
      }
      return {};
    }
    const auto& name = c.word(0);
    if (c.name == "send") return send(name), std::string{};
    if (c.name == "arrive") return arrive(name) ? "answered\n" : "not answered\n";
    if (c.name == "answer") return holder(name).renewal_answered(last_[name], now_), std::string{};
    if (c.name == "lease") return lease(name);
    if (c.name == "end") return leader().ended(id(name)), std::string{};
    throw testkit::scenario_error("no such command: " + c.name);
  }

private:
  std::string lead(const command& c) {
    tracker_.emplace(config_, now_);
    for (const auto& word : c.words) {
      auto is = word.find(':'); // beta:500ms: the voters heard of it so long ago
      auto age = is == std::string::npos ? duration{0} : testkit::parse_time(word.substr(is + 1));
      tracker_->known(id(word.substr(0, is)), now_ - age);
    }
    return {};
  }

  std::string check() {
    std::string text = "overdue:";
    for (auto session : leader().overdue(now_)) {
      text += ' ' + names_.at(session);
      leader().expiry_proposed(session);
    }
    return text + '\n';
  }

  void send(const std::string& name) {
    last_[name] = last_[name].next();
    holder(name).renewal_sent(last_[name], now_);
  }

  bool arrive(const std::string& name) {
    if (!leader().renewal_allowed(id(name))) return false;
    leader().renewed(id(name), now_);
    return true;
  }

  std::string lease(const std::string& name) {
    if (holder(name).valid(now_))
      return "valid until " + to_string(holder(name).valid_until().time_since_epoch()) + '\n';
    return "frozen\n";
  }

  session_id id(const std::string& name) {
    auto at = sessions_.emplace(name, session_id{sessions_.size() + 1}).first;
    names_[at->second] = name;
    return at->second;
  }

  session_tracker& leader() {
    if (!tracker_) throw testkit::scenario_error("nobody leads");
    return *tracker_;
  }

  lease_holder& holder(const std::string& name) {
    return holders_.emplace(name, lease_holder{config_}).first->second;
  }

  session_config config_{std::chrono::seconds{2}, std::chrono::milliseconds{100}};
  instant now_{};
  std::optional<session_tracker> tracker_;
  std::map<std::string, lease_holder> holders_;
  std::map<std::string, renewal_id> last_;
  std::map<std::string, session_id> sessions_;
  std::map<session_id, std::string> names_;
};

} // namespace

TEST_CASE("leases and expiry keep every claim of their transcripts") {
  for (const auto& file :
       testkit::scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/membership")) {
    session_world world;
    CHECK(testkit::run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
