// SPDX-License-Identifier: BSD-3-Clause
// Elections from actor to actor: every policy, and every way in which a leadership changes hands.
#include "election_fixture.hpp"

using namespace election_test;

TEST_CASE("by seniority the first to campaign leads until its node crashes") {
  election_cluster c{with_seed(601)};
  c.campaign_on(2, "n3", by_seniority());
  c.campaign_on(0, "n1", by_seniority());
  c.campaign_on(1, "n2", by_seniority());
  REQUIRE(c.comes_to_rule("n3"));
  auto term = c.told->last_term;
  c.crash(2, "n3");
  REQUIRE(c.comes_to_rule("n1"));
  CHECK(c.told->last_term > term);
  CHECK(c.told->most_leading == 1);
  CHECK(c.state_of(1, "e").winner_node == "n1");
}

TEST_CASE("by weight a vacancy goes to the heaviest, whose weight may have changed since") {
  election_cluster c{with_seed(602)};
  c.campaign_on(0, "n1", by_weight(1));
  c.campaign_on(1, "n2", by_weight(7));
  c.campaign_on(2, "n3", by_weight(5));
  REQUIRE(c.comes_to_rule("n1")); // nobody takes over by these rules
  caf::anon_send(c.candidates["n3"], by_weight(9));
  REQUIRE(c.nodes.run_until(
    [&] {
      auto& seen = c.peek(0, "e");
      return seen.candidates.size() == 3 && seen.candidates[2].weight == 9;
    },
    6s));
  CHECK(c.ask<bool>(0, resign{"e", {}}, c.candidates["n1"]).first);
  REQUIRE(c.comes_to_rule("n3"));
  CHECK(c.told->last("n1", "resigned") != nullptr);
}

TEST_CASE("by votes the candidate that most members vote for leads") {
  election_cluster c{with_seed(603)};
  auto terms = by_votes(election_policy::votes, 60s);
  c.campaign_on(0, "n1", terms);
  c.campaign_on(1, "n2", terms);
  c.nodes.run_for(2s);
  CHECK(c.told->leads.empty()); // nobody has voted
  auto second = c.id_of(2, "e", "n2");
  REQUIRE(second.session);
  CHECK(c.ask<bool>(2, vote{"e", second}).first);
  CHECK(c.told->leads.empty()); // one of three
  CHECK(c.ask<bool>(0, vote{"e", second}).first);
  REQUIRE(c.comes_to_rule("n2"));
  CHECK(find(c.state_of(0, "e"), second)->support == 2);
}

TEST_CASE("votes that are cast decide when the time for voting is over") {
  election_cluster c{with_seed(604)};
  c.campaign_on(0, "n1", by_votes(election_policy::votes, 3s));
  CHECK(c.ask<bool>(2, vote{"e", c.id_of(2, "e", "n1")}).first);
  auto voted = c.nodes.now();
  REQUIRE(c.comes_to_rule("n1", 8s));
  CHECK(c.nodes.now() - voted > 2500ms);
}

TEST_CASE("weighted votes count with the weight of their member") {
  auto options = with_seed(605);
  options.tune = [](std::size_t node, node_options& of) { of.weight = node == 0 ? 5000 : 1000; };
  election_cluster c{options};
  auto terms = by_votes(election_policy::weighted_votes, 60s);
  c.campaign_on(1, "n2", terms);
  c.campaign_on(2, "n3", terms);
  CHECK(c.ask<bool>(1, vote{"e", c.id_of(1, "e", "n2")}).first);
  CHECK(c.ask<bool>(2, vote{"e", c.id_of(2, "e", "n2")}).first);
  c.nodes.run_for(1s);
  CHECK(c.told->leads.empty()); // 2000 of 7000
  CHECK(c.ask<bool>(0, vote{"e", c.id_of(0, "e", "n3")}).first);
  REQUIRE(c.comes_to_rule("n3"));
}

TEST_CASE("a stronger candidate takes over when the minimum term is over, not before") {
  election_cluster c{with_seed(606)};
  c.campaign_on(0, "n1", by_weight(1, 5s));
  REQUIRE(c.comes_to_rule("n1"));
  auto since = c.nodes.now();
  c.campaign_on(1, "n2", by_weight(2, 5s));
  REQUIRE(c.comes_to_rule("n2", 10s));
  CHECK(c.nodes.now() - since > 4500ms);
  c.nodes.run_until([&] { return c.told->last("n1", "taken_over") != nullptr; }, 1s);
  CHECK(c.told->last("n1", "taken_over") != nullptr);
}

TEST_CASE("of two candidates on one node the one loses when the other gains the leadership") {
  election_cluster c{with_seed(611)};
  c.campaign_on(0, "first", by_weight(1, 3s));
  c.campaign_on(0, "second", by_weight(2, 3s));
  REQUIRE(c.comes_to_rule("second", 8s));
  caf::anon_send(c.candidates["first"], by_weight(3, 3s)); // back, against the order of coming
  REQUIRE(c.nodes.run_until([&] { return c.told->last("second", "taken_over") != nullptr; }, 8s));
  REQUIRE(c.comes_to_rule("first"));
  INFO(c.told->text());
  // Which of two actors handles its message first is nobody's promise; time stands still meanwhile.
  CHECK(c.told->last("second", "taken_over")->at == c.told->last("first", "elected")->at);
}

TEST_CASE("elections are listed by prefix and name, and one by one") {
  election_cluster c{with_seed(612)};
  for (auto name : {"b/2", "a/1", "b/3", "b/1", "c"}) {
    auto terms = by_seniority();
    terms.election = name;
    c.campaign_on(0, name, terms);
  }
  auto names = [&](const list_elections& wanted) {
    auto list = c.ask<election_list>(2, wanted).first;
    std::string all;
    for (auto& e : list.elections) all += e.election + ' ';
    return all + (list.more ? "..." : "");
  };
  CHECK(names({}) == "a/1 b/1 b/2 b/3 c ");
  CHECK(names({"", "a/1", 2}) == "b/1 b/2 ...");
  CHECK(names({"b/", "", 100}) == "b/1 b/2 b/3 ");
  CHECK(names({"b/", "b/1", 100}) == "b/2 b/3 ");
  CHECK(names({"b/", "c", 100}) == "");
  CHECK(names({"", "", 0}) == "...");
  CHECK(c.state_of(2, "c").winner_node == "n1");
  CHECK(c.state_of(2, "nobody's").candidates.empty());
}

TEST_CASE("who resigns may name a node or a candidate as its successor") {
  election_cluster c{with_seed(607)};
  c.campaign_on(0, "n1", by_seniority());
  c.campaign_on(1, "n2", by_seniority());
  c.campaign_on(2, "n3", by_seniority());
  REQUIRE(c.comes_to_rule("n1"));
  CHECK(c.ask<bool>(0, resign{"e", "n3"}, c.candidates["n1"]).first);
  REQUIRE(c.comes_to_rule("n3"));
  CHECK_FALSE(c.ask<bool>(0, resign{"e", {}}, c.candidates["n1"]).first); // it campaigns no more
  c.candidates.erase("n1");
  c.campaign_on(0, "again", by_seniority());
  auto named = c.id_of(2, "e", "n1");
  CHECK(c.ask<bool>(2, resign{"e", named}, c.candidates["n3"]).first);
  REQUIRE(c.comes_to_rule("again"));
  CHECK(c.told->most_leading == 1);
}

TEST_CASE("a candidate that ends campaigns no more") {
  election_cluster c{with_seed(608)};
  c.campaign_on(0, "n1", by_seniority());
  c.campaign_on(1, "n2", by_seniority());
  REQUIRE(c.comes_to_rule("n1"));
  caf::anon_send_exit(c.candidates["n1"], caf::exit_reason::kill);
  c.told->left("n1", {}, "killed");
  auto ended = c.nodes.now();
  REQUIRE(c.comes_to_rule("n2"));
  CHECK(c.nodes.now() - ended < 500ms); // no lease had to end for that
  CHECK(c.state_of(0, "e").candidates.size() == 1);
}

TEST_CASE("what is wrong is refused with the code that says so") {
  election_cluster c{with_seed(609)};
  c.campaign_on(0, "n1", by_seniority());
  auto code = [&](auto answer) { return code_of(answer.second); };
  CHECK(code(c.ask<election_state>(1, by_weight(1))) == errc::refused); // other rules
  campaign nameless;
  CHECK(code(c.ask<election_state>(1, nameless)) == errc::refused);
  CHECK(code(c.ask<election_state>(1, campaign{"f", {}, 0, bytes(5000)})) == errc::refused);
  auto before = c.nodes.now();
  CHECK(code(c.ask<election_state>(1, campaign{"f", {}, 0, bytes(60'000)})) == errc::refused);
  CHECK(c.nodes.now() - before < 1s); // not when its command has been tried for long
  auto endless = by_votes(election_policy::votes, 0s);
  endless.election = "f";
  CHECK(code(c.ask<election_state>(1, endless)) == errc::refused);
  CHECK(code(c.ask<bool>(1, vote{"f", {}})) == errc::not_found);
  CHECK(code(c.ask<bool>(1, vote{"e", c.id_of(1, "e", "n1")})) == errc::refused);
  auto none = c.ask<bool>(1, resign{"e", {}});
  CHECK(code(none) == errc::none);
  CHECK_FALSE(none.first);
  CHECK(c.state_of(2, "e").candidates.size() == 1);
  CHECK(c.state_of(2, "f").candidates.empty());
}

TEST_CASE("without a quorum an asker is told so in time, and campaigns nowhere afterwards") {
  election_cluster c{with_seed(610)};
  c.nodes.isolate(1);
  auto asked = c.nodes.now();
  auto code = code_of(c.ask<election_state>(1, by_seniority()).second);
  CHECK((code == errc::no_quorum || code == errc::outcome_unknown));
  CHECK(c.nodes.now() - asked < 7s);
  c.nodes.heal();
  c.nodes.run_for(8s);
  CHECK(c.state_of(0, "e").candidates.empty());
}
