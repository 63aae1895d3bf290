// SPDX-License-Identifier: BSD-3-Clause
// Transcripts of one joiner, on the node `a` (store 1). Members of a view are written as
// name/boot/session or name/boot/session/state, a member that is down as name/boot; they advertise
// name:1. Renewals are printed and answered by their number from the first one on. `advance` lets
// time pass, with a tick at each deadline; its lines begin with the time at which they happened.
#include <ringleader/membership/joiner.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

#include <optional>

using namespace ringleader;
using ringleader::testkit::command;

namespace {

class joining_world {
public:
  std::string run(const command& c) {
    if (c.name == "start") return start(c);
    if (!joiner_) throw testkit::scenario_error("nothing was started");
    if (c.name == "advance") return advance(testkit::parse_time(c.word(0)));
    if (c.name == "deadline") {
      auto due = joiner_->next_deadline();
      return due == never ? "never\n" : to_string(due.time_since_epoch()) + "\n";
    }
    return step(event_of(c));
  }

private:
  std::string start(const command& c) {
    joiner_config config;
    config.sessions = {std::chrono::seconds{2}, std::chrono::milliseconds{100}};
    config.self = store_id{1};
    if (c.has("timeout")) config.join_timeout = c.time("timeout");
    for (const auto& name : c.words) config.configured.push_back({name, 1});
    joiner_.emplace(config);
    return step(joining::started{boot_id{c.number("boot", 0)}});
  }

  std::string advance(duration by) {
    std::string text;
    for (auto end = now_ + by; now_ < end;) {
      now_ = std::max(now_, std::min(end, joiner_->next_deadline()));
      if (joiner_->next_deadline() > now_) continue;
      auto at = to_string(now_.time_since_epoch());
      for (const auto& fx : joiner_->step(joining::tick{in_cluster_}, now_))
        text += at + " " + print(fx) + "\n";
    }
    return text;
  }

  std::string step(const joining::event& what) {
    std::string text;
    for (const auto& fx : joiner_->step(what, now_)) text += print(fx) + "\n";
    return text;
  }

  std::string print(const joining::effect& fx) {
    auto* renewal = std::get_if<joining::renew>(&fx);
    if (renewal == nullptr) return to_string(fx);
    renewals_.push_back(renewal->id);
    return "renew session=" + to_string(renewal->session) + " #" + std::to_string(renewals_.size());
  }

  joining::event event_of(const command& c) {
    using namespace joining;
    if (c.name == "drawn") return boot_drawn{boot(c)};
    if (c.name == "view") return members_seen{view_of(c), c.has("reset"), !c.has("idle")};
    if (c.name == "accepted") return join_accepted{boot(c)};
    if (c.name == "refused") return join_refused{boot(c), why(c), c.has("retry")};
    if (c.name == "failed") return join_failed{boot(c), why(c)};
    if (c.name == "answer") {
      auto number = testkit::parse_number(c.word(1).substr(1));
      auto known = number >= 1 && number <= renewals_.size();
      return renewal_answered{session(c), known ? renewals_[number - 1] : renewal_id{number}};
    }
    if (c.name == "type") return type_known{c.word(0), c.has("hosts")};
    if (c.name == "announce_failed") return announce_failed{session(c), c.word(1)};
    if (c.name == "leave_begun") return leave_begun{};
    if (c.name == "leave") return leave_asked{testkit::parse_number(c.word(0))};
    if (c.name == "left") return leave_ended{testkit::parse_number(c.word(0)), why(c)};
    if (c.name == "depart") return depart_asked{};
    if (c.name == "begin_leave_failed") return begin_leave_failed{};
    if (c.name == "new_transport") return transport_renewed{};
    if (c.name == "in_cluster") {
      in_cluster_ = true;
      return tick{true};
    }
    throw testkit::scenario_error("no such command: " + c.name);
  }

  static boot_id boot(const command& c) { return boot_id{testkit::parse_number(c.word(0))}; }

  static session_id session(const command& c) {
    return session_id{testkit::parse_number(c.word(0))};
  }

  static failure why(const command& c) {
    if (!c.has("why")) return {};
    auto text = c.option("why");
    for (auto code : {errc::refused, errc::unknown_session, errc::no_quorum, errc::outcome_unknown})
      if (to_string(code) == text) return {code, c.words_from(1)};
    throw testkit::scenario_error("no such error: " + text);
  }

  static std::shared_ptr<const view> view_of(const command& c) {
    auto made = std::make_shared<view>();
    made->version = view_version{testkit::parse_number(c.word(0))};
    for (std::size_t i = 1; i < c.words.size(); ++i) {
      std::vector<std::string> parts{{}};
      for (auto letter : c.words[i])
        if (letter == '/')
          parts.emplace_back();
        else
          parts.back() += letter;
      member m;
      m.name = parts.at(0);
      m.advertise = {m.name, 1};
      m.store = store_id{static_cast<std::uint64_t>(m.name.front() - 'a') + 1};
      m.boot = boot_id{testkit::parse_number(parts.at(1))};
      m.state = member_state::down;
      if (parts.size() > 2) {
        m.session = session_id{testkit::parse_number(parts[2])};
        m.state = parts.size() > 3 ? member_state::leaving : member_state::up;
      }
      made->members.push_back(m);
    }
    return made;
  }

  instant now_{};
  std::optional<joiner> joiner_;
  std::vector<renewal_id> renewals_;
  bool in_cluster_ = false;
};

} // namespace

TEST_CASE("joining and renewing keep every claim of their transcripts") {
  for (const auto& file :
       testkit::scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/membership/joining")) {
    joining_world world;
    CHECK(testkit::run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
