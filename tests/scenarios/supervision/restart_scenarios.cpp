// SPDX-License-Identifier: BSD-3-Clause
// Runs the transcripts of this folder against a restart_policy.
//
//   supervise STRATEGY NAME[:KIND]... [intensity=5] [period=30s] [pause=0s] [pause_max=5s]
//   [jitter=0] start | stop                            start_children | stop_children up NAME...
//   child_started, of the newest generation down NAME [cause=TEXT] [who=NAME] [generation=N]    an
//   abnormal end end NAME                                a normal end gone NAME... [generation=N]
//   child_stopped advance TIME                            time passes, a tick at each deadline
#include <ringleader/supervision/restart_policy.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <optional>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

class supervision_world {
public:
  std::string run(const command& c) {
    if (c.name == "supervise") return supervise(c);
    if (!policy_) throw scenario_error("supervise comes first");
    if (c.name == "start") return step(start_children{});
    if (c.name == "stop") return step(stop_children{});
    if (c.name == "advance") return advance(parse_time(c.word(0)));
    if (c.name == "down" || c.name == "end") return down(c);
    if (c.name == "up") {
      std::string text;
      for (const auto& name : c.words) text += step(child_started{name, newest_[name]});
      return text;
    }
    if (c.name == "gone") {
      std::string text;
      for (const auto& name : c.words) text += step(child_stopped{name, number(c, name)});
      return text;
    }
    throw scenario_error("unknown command " + c.name);
  }

private:
  static restart_strategy strategy_of(const std::string& text) {
    for (auto s : {restart_strategy::one_for_one, restart_strategy::one_for_all,
                   restart_strategy::rest_for_one})
      if (to_string(s) == text) return s;
    throw scenario_error("unknown strategy " + text);
  }

  static child_spec spec_of(const std::string& text) {
    auto colon = text.find(':');
    child_spec spec{text.substr(0, colon), restart_kind::permanent};
    if (colon == std::string::npos) return spec;
    for (auto k : {restart_kind::permanent, restart_kind::transient, restart_kind::temporary})
      if (to_string(k) == text.substr(colon + 1)) return {spec.name, k};
    throw scenario_error("unknown kind " + text);
  }

  std::string supervise(const command& c) {
    restart_options options;
    options.strategy = strategy_of(c.word(0));
    options.intensity = static_cast<std::uint32_t>(c.number("intensity", 5));
    options.period = parse_time(c.option("period", "30s"));
    options.pause = parse_time(c.option("pause", "0s"));
    options.pause_max = parse_time(c.option("pause_max", "5s"));
    options.jitter = static_cast<std::uint32_t>(c.number("jitter", 0));
    std::vector<child_spec> children;
    for (std::size_t i = 1; i < c.words.size(); ++i) children.push_back(spec_of(c.words[i]));
    policy_.emplace("top", options, children, random_source{1});
    newest_.clear();
    return "ok\n";
  }

  std::string down(const command& c) {
    auto name = c.word(0);
    cause_chain causes;
    if (c.has("cause")) causes = {{c.option("who", name), c.option("cause")}};
    return step(child_down{name, number(c, name), c.name == "down", causes});
  }

  generation number(const command& c, const std::string& name) {
    return c.has("generation") ? generation{c.number("generation")} : newest_[name];
  }

  std::string advance(duration d) {
    std::string text;
    auto end = now_ + d;
    while (policy_->next_deadline() <= end) {
      now_ = policy_->next_deadline();
      text += step(restart_tick{});
    }
    now_ = end;
    return text + step(restart_tick{});
  }

  std::string step(const restart_event& event) {
    std::string text;
    for (const auto& effect : policy_->step(event, now_)) {
      if (auto* start = std::get_if<start_child>(&effect)) newest_[start->name] = start->number;
      text += to_string(duration{now_.time_since_epoch()}) + " " + to_string(effect) + "\n";
    }
    return text;
  }

  std::optional<restart_policy> policy_;
  std::map<std::string, generation> newest_;
  instant now_{};
};

} // namespace

TEST_CASE("supervision behaves as its transcripts say") {
  for (const auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/supervision")) {
    supervision_world world;
    CHECK(run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
