// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/registry/registry.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::registry;
using namespace std::chrono_literals;
using machine = ringleader::registry::registry;

namespace {

join some_join() {
  join x;
  x.boot = boot_id{1};
  x.name = "alpha";
  x.advertise = {"host", 7000};
  x.store = store_id{2};
  x.roles = {"web"};
  x.zone = "z1";
  x.weight = 1500;
  x.app_version = "1.0";
  x.host_boot = "kernel";
  x.lock_file = {3, 4};
  x.own.cluster_name = "bank";
  x.replaces = session_id{5};
  return x;
}

/// One of each, with no field left at its default.
std::vector<command> one_of_each() {
  move_ref move{partition_id{1}, partition_epoch{2}, log_index{3}};
  cluster_settings settings{"bank", 16, 4s, 200ms, 300ms, 1, 2, placement::ring};
  return {found{settings},
          some_join(),
          begin_leave{},
          leave{},
          expire_sessions{{session_id{1}, session_id{2}}},
          forget_member{"alpha", incarnation{2}},
          announce_type{"account", "get u8\n", false},
          raise_feature_level{2},
          skip_tokens{fencing_token{5}, 6},
          rebalance{table_version{1}, 2},
          drained{{move}},
          cancel_moves{{move}},
          acquire_lock{holder_id{1},
                       claim_id{2},
                       {{"a", lock_mode::shared, 0, 0}, {"b", lock_mode::permits, 2, 3}},
                       false,
                       true,
                       true,
                       3s,
                       4s},
          release_lock{claim_id{1}, fencing_token{2}, true},
          cancel_lock{claim_id{1}},
          extend_lock{claim_id{1}, fencing_token{2}, 3s},
          expire_lock{fencing_token{2}, registry_time{3s}},
          campaign{"e", holder_id{1}, {election_policy::votes, 5s, 6s}, 4, {1, 2}},
          resign{"e", holder_id{1}, candidate_id{session_id{1}, holder_id{2}}},
          force_lock{"a", fencing_token{2}, "stuck"},
          vote{"e", candidate_id{session_id{1}, holder_id{2}}},
          settle_election{"e", registry_time{3s}}};
}

machine founded_with_member() {
  machine r;
  found first;
  first.settings.cluster_name = "bank";
  first.settings.partition_count = 4;
  auto j = some_join();
  j.own = first.settings;
  REQUIRE_FALSE(refusal(r.apply(log_index{1}, encode_entry({}, {{}, first})).outcome));
  REQUIRE_FALSE(refusal(r.apply(log_index{2}, encode_entry({}, {{}, j})).outcome));
  return r;
}

} // namespace

TEST_CASE("every command survives the way through bytes and can be printed") {
  auto all = one_of_each();
  REQUIRE(all.size() == std::variant_size_v<command>);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    REQUIRE(all[i].index() == i);
    log_command in{registry_time{5s},
                   {proposer{session_id{1}, stream_id{2}, sequence{3}, sequence{4}}, all[i]}};
    auto out = decode<log_command>(encode(in));
    REQUIRE(out);
    CHECK(*out == in);
    CHECK_FALSE(to_string(in.body).empty());
    CHECK_FALSE((needs_session(all[i]) && leader_only(all[i])));
  }
}

TEST_CASE("what is put around an encoded command is what encoding the whole gives") {
  registry_time stamp{5s};
  for (const auto& what : one_of_each()) {
    CAPTURE(to_string(what));
    for (auto from :
         {std::optional<proposer>{},
          std::optional{proposer{session_id{1}, stream_id{2}, sequence{3}, sequence{4}}}}) {
      envelope whole{from, what};
      auto command = encode(what);
      auto around = encode_envelope(from, command);
      REQUIRE(around == encode(whole));
      auto entry = encode_entry(stamp, around);
      REQUIRE(entry == encode_entry(stamp, whole));
      REQUIRE(to_bytes(entry) == encode(log_command{stamp, whole}));
      auto read = read_entry(entry);
      REQUIRE(read);
      CHECK(read->of == log_command{stamp, whole});
      CHECK(read->hash == stable_hash(as_view(command)));
    }
  }
}

TEST_CASE("a cut or damaged entry has an outcome on every replica and breaks nothing") {
  auto r = founded_with_member();
  auto before = r.last_token();
  std::uint64_t index = 2;
  for (const auto& what : one_of_each()) {
    auto entry = to_bytes(encode_entry(
      registry_time{1s}, {proposer{session_id{9}, stream_id{1}, sequence{1}, sequence{}}, what}));
    for (std::size_t cut = 0; cut < entry.size(); ++cut) {
      bytes part(entry.begin(), entry.begin() + static_cast<long>(cut));
      CHECK(refusal(r.apply(log_index{++index}, part).outcome) != nullptr);
    }
    for (std::size_t i = 0; i < entry.size(); ++i) {
      auto bad = entry;
      bad[i] ^= 0xff;
      (void)r.apply(log_index{++index}, bad);
    }
  }
  CHECK(r.last_token() == before);
  CHECK(r.sessions().size() == 1);
}

TEST_CASE("a stamp from far outside of the life of a cluster is no stamp") {
  auto r = founded_with_member();
  auto far = encode_entry(registry_time::max(), {{}, expire_sessions{{session_id{1}}}});
  auto before = encode_entry(registry_time::min(), {{}, expire_sessions{{session_id{1}}}});
  CHECK(refusal(r.apply(log_index{3}, far).outcome)->code == errc::malformed);
  CHECK(refusal(r.apply(log_index{4}, before).outcome)->code == errc::malformed);
  CHECK(r.session_open(session_id{1}));
  CHECK(r.now() == registry_time{});
}

TEST_CASE("a snapshot that is cut, damaged or of a later format is refused with the reason") {
  auto file = to_bytes(founded_with_member().snapshot());
  REQUIRE(machine::restore(file));
  for (std::size_t cut = 0; cut < file.size(); ++cut)
    CHECK_FALSE(machine::restore(bytes(file.begin(), file.begin() + static_cast<long>(cut))));
  for (std::size_t i = 0; i < file.size(); ++i) {
    auto bad = file;
    bad[i] ^= 0xff;
    (void)machine::restore(bad); // refused or not, it must not crash
  }
  auto later = file;
  later[0] = 2;
  auto r = machine::restore(later);
  REQUIRE_FALSE(r);
  CHECK(r.error().code == errc::newer_format);
}

TEST_CASE("the cycle of a deadlock survives the way through bytes and is told in words") {
  deadlocked found{
    {{{session_id{1}, holder_id{2}}, "a", {session_id{3}, holder_id{4}}, fencing_token{5}},
     {{session_id{3}, holder_id{4}}, "b", {session_id{1}, holder_id{2}}, {}}},
    6};
  outcome in{found};
  auto out = decode<outcome>(encode(in));
  REQUIRE(out);
  CHECK(*out == in);
  CHECK(to_string(in) == "deadlocked: 1/2 waits for a held by 3/4 under token 5; 3/4 waits for b "
                         "where 1/2 waits earlier; and 6 more");
}

TEST_CASE("the wording of a refusal does not count in the digest, what was refused does") {
  auto r = founded_with_member();
  auto other = founded_with_member();
  auto lock = [](std::uint64_t number, std::uint64_t claim) {
    return encode_entry({}, {proposer{session_id{1}, stream_id{1}, sequence{number}, sequence{}},
                             release_lock{claim_id{claim}, fencing_token{1}}});
  };
  (void)r.apply(log_index{3}, lock(1, 1));
  (void)other.apply(log_index{3}, lock(1, 1));
  CHECK(r.digest() == other.digest());
  (void)r.apply(log_index{4}, lock(2, 1));
  (void)other.apply(log_index{4}, lock(2, 2));
  CHECK(r.digest() != other.digest());
}

TEST_CASE("views and tables that were handed out never change") {
  auto r = founded_with_member();
  auto view = r.view();
  auto table = r.table();
  REQUIRE(table->entries[0].owner == session_id{1});
  auto a = r.apply(log_index{3}, encode_entry({}, {{}, expire_sessions{{session_id{1}}}}));
  REQUIRE_FALSE(refusal(a.outcome));
  CHECK(table->entries[0].owner == session_id{1});
  CHECK(find(*view, session_id{1}) != nullptr);
  CHECK(r.view()->version > view->version);
  CHECK(r.table()->version > table->version);
}
