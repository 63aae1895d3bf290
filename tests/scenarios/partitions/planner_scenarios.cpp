// SPDX-License-Identifier: BSD-3-Clause
// Runs the transcripts of this folder: plans over members named a, b, c, ... with sessions 1, 2, 3,
// ...
//
//   partitions N                        nobody owns any
//   plan | failover NAME[=WEIGHT]...    [--strategy=balanced]; prints what each pair moves, and the
//                                       counts after it, which the next plan starts from
#include <ringleader/partitions/planner.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

class planner_world {
public:
  std::string run(const command& c) {
    if (c.name == "partitions") {
      owners_.assign(parse_number(c.word(0)), session_id{});
      return "ok\n";
    }
    if (c.name != "plan" && c.name != "failover") throw scenario_error("unknown command " + c.name);
    auto strategy = strategy_of(c.option("--strategy", "balanced"));
    std::vector<plan_member> members;
    for (const auto& name : c.words) members.push_back(member(name, 1000));
    for (const auto& [name, weight] : c.options)
      if (name != "--strategy")
        members.push_back(member(name, static_cast<std::uint32_t>(parse_number(weight))));
    auto plan = c.name == "plan" ? plan_partitions(owners_, members, strategy)
                                 : plan_failover(owners_, members, strategy);
    owners_ = plan.targets;
    return describe(plan);
  }

private:
  static plan_member member(const std::string& name, std::uint32_t weight) {
    return {session_id{static_cast<std::uint64_t>(name[0] - 'a') + 1}, weight, "", name};
  }

  static placement strategy_of(const std::string& text) {
    auto strategy = parse_placement(text);
    if (!strategy) throw scenario_error(strategy.error().message);
    return *strategy;
  }

  static std::string name(session_id session) {
    return session ? std::string(1, static_cast<char>('a' + session.value - 1)) : "nobody";
  }

  static std::string describe(const partition_plan& plan) {
    std::map<std::pair<session_id, session_id>, int> pairs;
    for (const auto& m : plan.moves) ++pairs[{m.from, m.to}];
    std::string text;
    for (const auto& [pair, n] : pairs)
      text += name(pair.first) + "->" + name(pair.second) + " " + std::to_string(n) + "\n";
    std::map<session_id, int> counts;
    for (auto target : plan.targets) ++counts[target];
    text += "now";
    for (const auto& [session, n] : counts) text += " " + name(session) + "=" + std::to_string(n);
    return text + "\n";
  }

  owner_list owners_;
};

} // namespace

TEST_CASE("the planner behaves as its transcripts say") {
  for (const auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/partitions")) {
    planner_world world;
    CHECK(run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
