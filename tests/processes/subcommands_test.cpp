// SPDX-License-Identifier: BSD-3-Clause
// What operators type: words that are not taken, help, waiting, and who leaves.
#include "support/cluster.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

class operator_at {
public:
  explicit operator_at(const temp_directory& place) : place_(place) {}

  finished run(command_line words, wall_clock::duration limit = 15s) {
    words.insert(words.begin(), RINGLEADER_PROCESS_NODE);
    auto done = run_to_end(words, place_ / ("ops" + std::to_string(++runs_)), limit);
    REQUIRE(done.end);
    return done;
  }

  /// Empty if it ended with that status.
  std::string ends_with(int status, const command_line& words) {
    auto done = run(words);
    if (*done.end == exit_with(status)) return "";
    return "status " + std::to_string(done.end->status) + ": " + done.complaint;
  }

private:
  const temp_directory& place_;
  int runs_ = 0;
};

} // namespace

TEST_CASE("words that a subcommand does not take are refused before it does anything",
          "[subcommands]") {
  temp_directory place;
  operator_at ops{place};
  const std::vector<command_line> wrong{{"status", "extra"},
                                        {"leave", "b", "c"},
                                        {"log-level"},
                                        {"log-level", "info", "x"},
                                        {"verify", "directory"},
                                        {"recover", "now"},
                                        {"wait"},
                                        {"wait", "forever"},
                                        {"wait", "up", "soon"},
                                        {"locks", "a", "b"},
                                        {"force-release", "name"},
                                        {"transfer-leadership", "a", "b"}};
  for (auto& words : wrong) {
    INFO(words[0] << ' ' << (words.size() > 1 ? words[1] : ""));
    auto done = ops.run(words);
    CHECK(*done.end == exit_with(2));
    CHECK(std::count(done.complaint.begin(), done.complaint.end(), '\n') == 1);
    CHECK_THAT(done.complaint, Contains(words[0]));
    CHECK(done.output == "");
  }
}

TEST_CASE("an options file that is a directory is refused", "[subcommands]") {
  temp_directory place;
  operator_at ops{place};
  auto done = ops.run({"--options-file", place / ""});
  CHECK(*done.end == exit_with(2));
  CHECK_THAT(done.complaint, Contains("cannot read the options file"));
}

TEST_CASE("--help lists the subcommands, and each explains itself", "[subcommands]") {
  temp_directory place;
  operator_at ops{place};
  auto all = ops.run({"--help"}).output;
  for (std::string name :
       {"status", "wait", "locks", "elections", "force-release", "log-level", "transfer-leadership",
        "leave", "verify", "backup", "restore", "recover"}) {
    INFO(name);
    CHECK_THAT(all, Contains("\n  " + name));
    auto one = ops.run({name, "--help"});
    CHECK(*one.end == exit_with(0));
    CHECK_THAT(one.output, Contains("Usage: ") && Contains(" " + name));
  }
}

TEST_CASE("scripts wait for a node, for the balance and for the voters", "[subcommands]") {
  cluster all{3};
  operator_at ops{all.place()};
  auto at = to_string(all["a"].at());
  CHECK_THAT(ops.run({"wait", "up", "1s", "--at", at}).complaint, Contains("no answer from " + at));
  all.start_all();
  for (std::string what : {"up", "balanced", "voters"})
    CHECK(ops.ends_with(0, {"wait", what, "30s", "--at", at}) == "");
  CHECK(all.owned("a", "c") > 0);

  // While a voter is away its partitions may be served, but nobody else should be stopped.
  all["c"].process().kill_now();
  auto is_missed = [&] {
    auto done = ops.run({"wait", "voters", "0s", "--at", at});
    return *done.end == exit_with(1) &&
           done.complaint.find("a voter is missing: c") != std::string::npos;
  };
  CHECK(eventually(20s, is_missed));
  CHECK_THAT(ops.run({"status", "--at", at}).output, Contains("missing: c. Stop no other node"));
  all["c"].start();
  for (std::string what : {"voters", "balanced"})
    CHECK(ops.ends_with(0, {"wait", what, "30s", "--at", at}) == "");
  CHECK(all.owned("a", "c") > 0);
}

TEST_CASE("the node that is named leaves, whichever is asked", "[subcommands]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.balanced({"a", "b", "c"}, 20s));
  operator_at ops{all.place()};
  auto at = to_string(all["a"].at());
  CHECK_THAT(ops.run({"leave", "nobody", "--at", at}).complaint, Contains("'nobody'"));
  auto done = ops.run({"leave", "c", "--at", at});
  CHECK(*done.end == exit_with(0));
  CHECK(done.output == "leaving: c\n");
  auto end = all["c"].process().wait_exit(30s);
  REQUIRE(end);
  CHECK(*end == exit_with(0));
  CHECK(all["a"].process().runs());
  CHECK(all.settled({"a", "b"}, 20s));
}

TEST_CASE("a log says who went down and whose its partitions are", "[subcommands]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.balanced({"a", "b", "c"}, 20s));
  CHECK_FALSE(all["b"].logged("the join was refused")); // as a founding needs no warning
  all["c"].process().kill_now();
  REQUIRE(all.settled({"a", "b"}, 20s));
  CHECK(eventually(5s, [&] { return all["a"].logged("\"member is down\" node=a member=c"); }));
  CHECK(
    eventually(5s, [&] { return all["a"].logged("\"partitions go to others\" node=a member=c"); }));
  CHECK_THAT(all["a"].log(), Contains(" to b, up to epoch ") || Contains(" to a, "));
  auto served = [&] { return all["a"].logged("\"this node serves\" node=a partitions="); };
  CHECK(eventually(10s, served));
}
