// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/membership/view.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

member named(std::string name, std::uint64_t session, member_state state) {
  member m;
  m.name = std::move(name);
  m.session = session_id{session};
  m.store = store_id{session + 100};
  m.incarnation = incarnation{1};
  m.state = state;
  m.roles = {"web", "worker"};
  m.lock_file = {7, 9};
  return m;
}

} // namespace

TEST_CASE("no state follows itself and what was removed comes back only by joining") {
  using s = member_state;
  for (auto x : {s::joining, s::up, s::leaving, s::down, s::removed}) CHECK_FALSE(allowed(x, x));
  CHECK(allowed(s::joining, s::up));
  CHECK(allowed(s::up, s::leaving));
  CHECK(allowed(s::leaving, s::removed));
  CHECK(allowed(s::up, s::down));
  CHECK(allowed(s::down, s::up));
  CHECK_FALSE(allowed(s::leaving, s::up));
  CHECK_FALSE(allowed(s::down, s::leaving));
  CHECK_FALSE(allowed(s::removed, s::down));
  CHECK_FALSE(allowed(s::up, s::joining));
  CHECK_FALSE(allowed(static_cast<s>(9), s::up));
}

TEST_CASE("a view finds members by name, session and store, and nobody by no session") {
  view v{view_version{3},
         {named("alpha", 1, member_state::up), named("beta", 0, member_state::down)}};
  REQUIRE(find(v, "beta") != nullptr);
  CHECK(find(v, session_id{1})->name == "alpha");
  CHECK(find(v, store_id{101})->name == "alpha");
  CHECK(find(v, session_id{}) == nullptr);
  CHECK(find(v, "gamma") == nullptr);
  CHECK(count_alive(v) == 1);
  CHECK(to_string(v) ==
        "view 3\nalpha up session=1 incarnation=1\nbeta down session=none incarnation=1\n");
}

TEST_CASE("a store belongs to the member that lives on it, not to one that it was before") {
  view v{view_version{3},
         {named("alpha", 0, member_state::down), named("beta", 1, member_state::up)}};
  v.members[0].store = v.members[1].store;
  CHECK(find(v, v.members[1].store)->name == "beta");
  v.members[1].state = member_state::down;
  v.members[1].session = {};
  CHECK(find(v, v.members[1].store)->name == "alpha");
}

TEST_CASE("a view survives the way through bytes") {
  view v{view_version{3},
         {named("alpha", 1, member_state::up), named("beta", 0, member_state::down)}};
  auto back = decode<view>(encode(v));
  REQUIRE(back);
  CHECK(*back == v);
}
