// SPDX-License-Identifier: BSD-3-Clause
#include "invariants.hpp"
#include "random_commands.hpp"

#include <ringleader/base/codec/decoder.hpp>

using namespace ringleader;
using ringleader::registry::random_commands;
using ringleader::registry::registry_checker;

namespace {

using machine = ringleader::registry::registry;

/// All that others can see of a replica.
void check_equal(const machine& a, const machine& b) {
  CHECK(a.digest() == b.digest());
  CHECK(a.snapshot() == b.snapshot());
  CHECK(*a.view() == *b.view());
  CHECK(*a.table() == *b.table());
  CHECK(a.locks() == b.locks());
  CHECK(a.elections() == b.elections());
  CHECK(a.settings() == b.settings());
  CHECK(a.applied_index() == b.applied_index());
}

} // namespace

TEST_CASE("whatever is proposed, every invariant of the registry holds after every entry") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    random_commands commands{seed};
    registry_checker checker;
    machine r;
    for (std::uint64_t i = 1; i <= 2000; ++i) {
      auto a = r.apply(log_index{i}, commands.next(r));
      checker.after(r, a);
    }
    // A run in which nothing happens would prove nothing.
    CHECK(checker.grants() > 300);
    CHECK(checker.sessions_ended() > 30);
  }
}

TEST_CASE("replicas agree, whether they applied everything or came from a snapshot on the way") {
  for (std::uint64_t seed = 100; seed <= 110; ++seed) {
    CAPTURE(seed);
    random_commands commands{seed};
    random_source random{seed};
    machine a;
    machine b;
    for (std::uint64_t i = 1; i <= 1500; ++i) {
      auto entry = commands.next(a);
      auto x = a.apply(log_index{i}, entry);
      if (random.chance(20)) {
        auto copy = machine::restore(b.snapshot());
        REQUIRE(copy);
        check_equal(b, *copy);
        b = *copy;
      }
      auto y = b.apply(log_index{i}, entry);
      REQUIRE(x.outcome == y.outcome);
      REQUIRE(x.events == y.events);
      REQUIRE(a.digest() == b.digest());
    }
    check_equal(a, b);
  }
}

TEST_CASE("a repeated command of a live session never changes anything but the log index") {
  random_commands commands{7};
  machine r;
  std::uint64_t index = 0;
  std::size_t repeated = 0;
  for (int i = 0; i < 3000; ++i) {
    auto entry = commands.next(r);
    auto first = r.apply(log_index{++index}, entry);
    auto parsed = decode<ringleader::registry::log_command>(entry);
    if (!parsed || !parsed->body.from || !r.session_open(parsed->body.from->session)) continue;
    const auto* no = refusal(first.outcome);
    auto kept = no == nullptr || no->code == errc::refused || no->code == errc::lock_busy;
    auto token = r.last_token();
    auto second = r.apply(log_index{++index}, entry);
    if (kept) CHECK(second.outcome == first.outcome);
    CHECK(second.events.empty());
    CHECK(r.last_token() == token);
    ++repeated;
  }
  CHECK(repeated > 1000);
}
