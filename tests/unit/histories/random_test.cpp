// SPDX-License-Identifier: BSD-3-Clause
// The search against histories that are right by construction, and against every order of small
// ones that are right or wrong.
#include "every_order.hpp"

#include <ringleader/base/random.hpp>
#include <ringleader/testkit/histories/fenced_lock_model.hpp>
#include <ringleader/testkit/histories/linearizability.hpp>
#include <ringleader/testkit/histories/register_model.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using seen = operation<register_operation>;

instant at(std::uint64_t milliseconds) {
  return instant{} + std::chrono::milliseconds{static_cast<int>(milliseconds)};
}

register_operation draw_operation(random_source& random) {
  auto value = static_cast<std::int64_t>(random.below(4));
  switch (random.below(3)) {
  case 0: return register_operation::read();
  case 1: return register_operation::write(value);
  default: return register_operation::compare_and_set(static_cast<int>(random.below(4)), value);
  }
}

/// A real register serves each client's operations at a moment between call and answer; some
/// answers are lost, and half of those operations with it.
std::vector<seen> serve(random_source& random, int clients, int operations_each,
                        std::uint32_t lost_per_mille) {
  struct moment {
    std::uint64_t when;
    seen what;
    bool happens;
  };
  std::vector<moment> all;
  for (int c = 0; c < clients; ++c) {
    std::uint64_t now = random.below(10);
    for (int i = 0; i < operations_each; ++i) {
      auto call = now;
      auto effect = call + random.below(10);
      now = effect + random.below(10);
      moment m{effect, {"x", draw_operation(random), at(call), at(now)}, true};
      if (random.chance(lost_per_mille)) {
        m.what.answer.reset();
        m.happens = random.chance(500);
      }
      all.push_back(m);
      now += random.below(3);
    }
  }
  std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.when < b.when; });
  std::int64_t held = 0;
  std::vector<seen> history;
  for (auto& m : all) {
    auto& o = m.what.what;
    if (m.happens) {
      o.swapped = o.what == register_operation::kind::compare_and_set && held == o.expected;
      if (o.what == register_operation::kind::read) o.value = held;
      if (o.what == register_operation::kind::write || o.swapped) held = o.value;
    }
    history.push_back(m.what);
  }
  return history;
}

} // namespace

TEST_CASE("what a real register served is linearizable, in whatever order it is handed in") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    random_source random{seed};
    auto history = serve(random, 2 + static_cast<int>(random.below(6)), 40, 100);
    auto found = check_linearizable(register_model{}, history);
    INFO("seed " << seed << "\n" << found.evidence);
    REQUIRE(found.is == verdict::linearizable);
    std::reverse(history.begin(), history.end());
    REQUIRE(check_linearizable(register_model{}, history).is == verdict::linearizable);
  }
}

TEST_CASE("one read of a value that nobody wrote is found in any history") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    random_source random{seed};
    auto history = serve(random, 4, 40, 30);
    for (;;) {
      auto& o = history[random.below(history.size())];
      if (!o.answer || o.what.what != register_operation::kind::read) continue;
      o.what.value = 77;
      break;
    }
    INFO("seed " << seed);
    REQUIRE(check_linearizable(register_model{}, history).is == verdict::violated);
  }
}

TEST_CASE("on small histories of registers the search agrees with trying every order") {
  int right = 0, wrong = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    random_source random{seed};
    auto history = serve(random, 3, 2, 100);
    for (auto& o : history) // some answers are made up
      if (random.chance(150)) {
        o.what.swapped = random.chance(500);
        if (o.what.what == register_operation::kind::read)
          o.what.value = static_cast<int>(random.below(4));
      }
    register_model model;
    auto expected = every_order<register_model>{model, history}.explains();
    ++(expected ? right : wrong);
    auto found = check_linearizable(model, history);
    INFO("seed " << seed << "\n" << found.evidence);
    REQUIRE((found.is == verdict::linearizable) == expected);
  }
  CHECK(right > 2000); // both kinds were judged
  CHECK(wrong > 2000);
}

TEST_CASE("on small histories of locks the search agrees with trying every order") {
  int right = 0, wrong = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    random_source random{seed};
    std::vector<operation<lock_operation>> history;
    for (std::uint64_t holder = 1; holder <= 3; ++holder) {
      auto call = random.below(30), answer = call + random.below(15);
      auto add = [&](lock_operation what, bool answered) {
        operation<lock_operation> o{"x", what, at(call), {}};
        if (answered) o.answer = at(answer);
        history.push_back(o);
      };
      auto yes = random.chance(700), known = random.chance(850);
      add(yes ? lock_operation::granted(holder, fencing_token{holder + random.below(2)})
              : lock_operation::acquire(holder),
          known);
      call = answer + random.below(10);
      answer = call + random.below(10);
      if (random.chance(600)) add(lock_operation::release(holder, random.chance(800)), known);
      if (random.chance(200)) add(lock_operation::lapse(holder), false);
    }
    fenced_lock_model model;
    auto expected = every_order<fenced_lock_model>{model, history}.explains();
    ++(expected ? right : wrong);
    auto found = check_linearizable(model, history);
    INFO("seed " << seed << "\n" << found.evidence);
    REQUIRE((found.is == verdict::linearizable) == expected);
  }
  CHECK(right > 2000);
  CHECK(wrong > 2000);
}
