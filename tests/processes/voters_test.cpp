// SPDX-License-Identifier: BSD-3-Clause
// Who votes: growth, planned departure, planned transfer.
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/eventually.hpp"
#include "support/members.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>

using namespace ringleader;
using namespace std::chrono_literals;

TEST_CASE("a node that leaves for good gives its vote and its partitions to others and ends",
          "[voters]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.balanced({"a", "b", "c"}, 20s));
  all.add_joiner("d").start();
  REQUIRE(all.balanced({"a", "b", "c", "d"}, 20s));
  auto leaver = *all.leader({"a", "b", "c", "d"}); // the hardest one
  std::set<std::string> rest{"a", "b", "c", "d"};
  rest.erase(leaver);
  auto& other = all[*rest.begin()];
  auto left = store_of(all.status(other), leaver);
  REQUIRE(voters(all.status(other)).count(left) == 1);

  CHECK(all.tell(all[leaver], "leave")["leaving"] == leaver);
  auto end = all[leaver].process().wait_exit(30s);
  REQUIRE(end);
  CHECK(*end == exit_with(0));
  REQUIRE(all.settled(rest, 5s));
  auto now = all.status(other);
  CHECK(voters(now).size() == 3);
  CHECK(voters(now).count(left) == 0);
  CHECK(voters(now).count(store_of(now, "d")) == 1);
}

TEST_CASE("one node becomes three voters when two more have joined", "[voters]") {
  cluster all{1};
  all.start_all();
  REQUIRE(all.settled({"a"}, 15s));
  all.add_joiner("b").start();
  REQUIRE(all.settled({"a", "b"}, 15s));
  CHECK(voters(all.status(all["a"])).size() == 1); // an even number survives no failure more
  all.add_joiner("c").start();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  REQUIRE(eventually(5s, [&] { return voters(all.status(all["a"])).size() == 3; }));
  all["a"].process().kill_now();
  REQUIRE(all.settled({"b", "c"}, 15s));
}

TEST_CASE("an operator names the next control leader, and a wrong name changes nothing",
          "[voters]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  auto leader = *all.leader({"a", "b", "c"});
  std::set<std::string> rest{"a", "b", "c"};
  rest.erase(leader);
  auto heir = *rest.begin();
  CHECK(all.tell(all[leader], "transfer-leadership nobody").contains("error"));
  auto refused = all.tell(all[heir], "transfer-leadership")["error"].get<std::string>();
  CHECK(refused.find("ask " + leader) != std::string::npos);
  CHECK(all.tell(all[leader], "transfer-leadership " + heir)["handed_over"] == true);
  CHECK(eventually(2s, [&] { return all.leader({"a", "b", "c"}) == heir; }));
}
