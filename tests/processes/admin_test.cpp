// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/free_endpoint.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

constexpr std::uint64_t skipped = std::uint64_t{1} << 40;

finished run_admin(const temp_directory& place, command_line words) {
  static int runs = 0; // each with a log of its own
  words.insert(words.begin(), RINGLEADER_PROCESS_NODE);
  auto done = run_to_end(words, place / ("admin" + std::to_string(++runs)), 30s);
  REQUIRE(done.end);
  return done;
}

bool succeeded(const finished& done) {
  INFO(done.complaint);
  CHECK(done.complaint == "");
  return *done.end == exit_with(0);
}

/// One line of complaint, and a status.
bool refused(const finished& done, const std::string& why, int status = 1) {
  INFO(done.complaint);
  CHECK_THAT(done.complaint, Contains(why));
  CHECK(std::count(done.complaint.begin(), done.complaint.end(), '\n') == 1);
  return *done.end == exit_with(status);
}

std::uint64_t first_token(child_process& node, const std::string& lock) {
  std::uint64_t token = 0;
  eventually(15s, [&] { return (token = token_of(node.ask("lock " + lock + " 0 0", 8s))) > 0; });
  return token;
}

} // namespace

TEST_CASE("a running node is backed up, and a new cluster that is restored grants larger tokens",
          "[admin]") {
  temp_directory place;
  auto data = place / "data";
  auto copy = place / "copy";
  auto node_on = [&](const std::string& directory) {
    return command_line{RINGLEADER_PROCESS_NODE,    "--name",     "solo",   "--listen",
                        to_string(free_endpoint()), "--data-dir", directory};
  };
  std::uint64_t token = 0;
  {
    child_process node{node_on(data), place / "log"};
    token = first_token(node, "payroll");
    REQUIRE(token > 0);
    auto backup = run_admin(place, {"backup", "--data-dir", data, "--to", copy});
    REQUIRE(succeeded(backup));
    CHECK_THAT(backup.output, Contains(copy));
    CHECK(
      refused(run_admin(place, {"backup", "--data-dir", data, "--to", copy}), "not overwritten"));
    CHECK(refused(run_admin(place, {"verify", "--data-dir", data}), "directory_in_use"));
    CHECK(refused(run_admin(place, {"recover", "--force-new-cluster", "--data-dir", data}),
                  "directory_in_use"));
    CHECK(token_of(node.ask("lock other 0 0", 8s)) > token); // it noticed nothing
    node.kill_now();
  }
  auto verify = run_admin(place, {"verify", "--data-dir", data, "--json"});
  REQUIRE(succeeded(verify));
  auto was = nlohmann::json::parse(verify.output);
  CHECK(was["verdict"] == "sound");

  CHECK(refused(run_admin(place, {"restore", "--from", copy, "--data-dir", data}), "empty"));
  auto restored =
    run_admin(place, {"restore", "--from", copy, "--data-dir", place / "fresh", "--json"});
  REQUIRE(succeeded(restored));
  auto now = nlohmann::json::parse(restored.output);
  CHECK(now["cluster"] != was["cluster"]);
  CHECK(now["store"] != was["store"]);
  child_process node{node_on(place / "fresh"), place / "fresh.log"};
  // The holder's old self holds the lock until its session ends, which nobody renews.
  CHECK(first_token(node, "payroll") > token + skipped);
}

TEST_CASE("a damaged directory is judged without a crash, and no command touches it", "[admin]") {
  temp_directory place;
  auto data = place / "data";
  {
    child_process node{
      {RINGLEADER_PROCESS_NODE, "--listen", to_string(free_endpoint()), "--data-dir", data},
      place / "log"};
    REQUIRE(first_token(node, "payroll") > 0);
    node.kill_now();
  }
  auto file = data + "/data.mdb";
  auto bytes = read_text(file);
  for (std::size_t i = 8192; i < bytes.size(); i += 64) bytes[i] ^= 0x55; // no item is spared
  write_text(file, bytes);
  auto verify = run_admin(place, {"verify", "--data-dir", data, "--json"});
  CHECK(refused(verify, "(corrupt)"));
  CHECK_THAT(verify.complaint, Contains("start the node on an empty directory"));
  CHECK(nlohmann::json::parse(verify.output)["code"] == "corrupt");
  CHECK(
    refused(run_admin(place, {"backup", "--data-dir", data, "--to", place / "copy"}), "corrupt"));
  CHECK(
    refused(run_admin(place, {"recover", "--force-new-cluster", "--data-dir", data}), "(corrupt)"));
  CHECK(read_text(file) == bytes);
  CHECK_FALSE(std::filesystem::exists(place / "copy"));
  CHECK(refused(run_admin(place, {"verify"}), "--data-dir", 2));
  CHECK(refused(run_admin(place, {"verify", "--data-dir", place / "none"}), "not_found"));
}

TEST_CASE("one survivor of a lost majority becomes a cluster of its own with larger tokens",
          "[admin]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 20s));
  auto token = first_token(all["a"].process(), "payroll");
  REQUIRE(token > 0);
  for (auto name : {"a", "b", "c"}) all[name].process().kill_now();
  auto& data = all["a"].data_directory();
  CHECK(refused(run_admin(all.place(), {"recover", "--data-dir", data}), "--force-new-cluster", 2));
  auto recovered =
    run_admin(all.place(), {"recover", "--force-new-cluster", "--data-dir", data, "--json"});
  REQUIRE(succeeded(recovered));
  all["a"].start();
  CHECK(first_token(all["a"].process(), "payroll") > token + skipped);
  auto status = all.status(all["a"]);
  REQUIRE(status.is_object());
  CHECK(status["control"]["voters"].size() == 1);
  CHECK(status["cluster"]["id"] == nlohmann::json::parse(recovered.output)["cluster"]);
  // The old cluster's other members neither join it nor disturb it.
  all["b"].start();
  all["c"].start();
  REQUIRE(all.settled({"b", "c"}, 30s));
  CHECK(all.status(all["a"])["control"]["voters"].size() == 1);
  CHECK(all.status(all["a"])["cluster"]["id"] != all.status(all["b"])["cluster"]["id"]);
}
