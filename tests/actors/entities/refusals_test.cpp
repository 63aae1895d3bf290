// SPDX-License-Identifier: BSD-3-Clause
// What an entity says when it will not, or cannot: the same to an asker on its own node and to one
// on another.
#include "bank_fixture.hpp"

using namespace entity_bank;

TEST_CASE("a refusal arrives as what it is, near and far") {
  bank_cluster bank{701};
  for (auto& key : bank.near_and_far()) {
    auto said = bank.ask(key, withdraw{500});
    REQUIRE_FALSE(said.ok());
    CHECK(said.error() == failure{errc::entity_refused, key + " has only 3 cents",
                                  static_cast<int>(bank_errc::insufficient_funds)});
    CHECK(is_refusal(said.error(), bank_errc::insufficient_funds));
    CHECK_FALSE(is_refusal(said.error(), bank_errc::unknown_account));
    CHECK_FALSE(may_have_happened(said.error()));
    CHECK(*bank.ask(key, withdraw{1}) == 2);
  }
}

TEST_CASE("an actor sees the code and the text of a refusal") {
  bank_cluster bank{702};
  for (auto& key : bank.near_and_far()) {
    std::string text;
    bank.nodes.at(0).spawn([&, one = bank.reached()[key]](caf::event_based_actor* self) {
      one.ask(self, 1s, withdraw{500})
        .then([](std::int64_t) {},
              [&](const caf::error& err) {
                if (is_refusal(err, bank_errc::insufficient_funds) && !may_have_happened(err))
                  text = to_text(err);
              });
    });
    CHECK(bank.nodes.run_until([&] { return !text.empty(); }, 3s));
    CHECK(text == "entity_refused (2): " + key + " has only 3 cents");
  }
}

TEST_CASE("an entity that throws fails its asker, and nobody else has happened") {
  bank_cluster bank{703};
  for (auto& key : bank.near_and_far()) {
    auto one = bank.reached()[key];
    auto first = one.call_async(5s, explode{"the vault is open"});
    auto second = one.call_async(5s, deposit{4});
    auto failed = bank.get(std::move(first));
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error() == failure{errc::entity_failed, "it threw: the vault is open"});
    auto behind = bank.get(std::move(second));
    auto in_pause = bank.ask(key, deposit{4});
    for (auto* said : {&behind, &in_pause}) {
      REQUIRE_FALSE(said->ok());
      CHECK(to_string(said->error().code) == "entity_unavailable");
      CHECK_FALSE(may_have_happened(said->error()));
    }
    bank.nodes.run_for(1s);
    CHECK(*bank.ask(key, deposit{4}) == 4);
  }
}

TEST_CASE("an entity that cannot start says so, near and far") {
  bank_cluster bank{704};
  auto keys = bank.near_and_far();
  for (auto& key : keys) {
    REQUIRE(bank.ask(key, close{}).ok());
    bank.nodes.run_for(100ms);
    bank.notes.fails_to_start = true;
    auto said = bank.ask(key, deposit{4});
    REQUIRE_FALSE(said.ok());
    CHECK(to_string(said.error().code) == "entity_unavailable");
    bank.notes.fails_to_start = false;
    bank.nodes.run_for(1s);
    CHECK(*bank.ask(key, deposit{4}) == 4);
  }
}

TEST_CASE("an entity that does not answer in time leaves it unknown, near and far") {
  bank_cluster bank{705};
  for (auto& key : bank.near_and_far()) {
    auto said = bank.ask(key, never_answer{}, 500ms);
    REQUIRE_FALSE(said.ok());
    CHECK(said.error().code == errc::outcome_unknown);
  }
}

TEST_CASE("the log names the entity that failed and what it threw, once a second at most") {
  bank_cluster bank{706};
  std::vector<std::string> lines;
  log::settings wanted;
  wanted.at.of.fill(log::level::warn);
  wanted.sink = [&](const std::string& line) {
    if (line.find("an entity failed") != std::string::npos) lines.push_back(line);
  };
  REQUIRE(log::configure(wanted));
  auto key = bank.near_and_far()[0];
  std::vector<std::future<money>> all;
  for (int i = 0; i < 50; ++i)
    all.push_back(bank.reached()["x" + std::to_string(i)].call_async(5s, explode{"a bad day"}));
  for (auto& one : all) CHECK_FALSE(bank.get(std::move(one)).ok());
  set_log_level();
  CHECK(lines.size() >= 1);
  CHECK(lines.size() <= 6); // three nodes
  for (auto& line : lines) {
    CHECK(line.find("type=account key=x") != std::string::npos);
    CHECK(line.find("threw=\"a bad day\"") != std::string::npos);
  }
}
