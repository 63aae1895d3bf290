// SPDX-License-Identifier: BSD-3-Clause
// What apply() and restore() refuse, whatever a peer or a disk says.
#include "bank.hpp"

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/registry/command_check.hpp>
#include <ringleader/registry/registry.hpp>

#include <catch2/catch.hpp>

#include <functional>

using namespace ringleader;
using namespace ringleader::registry;
using namespace std::chrono_literals;
using machine = ringleader::registry::registry;

namespace {

join member_named(const std::string& name, std::uint64_t number) {
  join x;
  x.boot = boot_id{number};
  x.store = store_id{100 + number};
  x.name = name;
  x.own = bank();
  return x;
}

/// Two members; the first holds a lock that the second waits for, and a leadership.
struct small_bank {
  machine of;
  std::uint64_t index = 0;
  std::uint64_t sequence_of_alpha = 0;

  small_bank() {
    apply({std::nullopt, found{bank()}});
    apply({std::nullopt, member_named("alpha", 1)});
    apply({std::nullopt, member_named("beta", 2)});
    say(acquire("payroll", 30s));
    apply({proposer{session_id{2}, stream_id{1}, sequence{1}, {}}, acquire("payroll", 30s)});
    say(campaign{"chief", holder_id{1}, {election_policy::votes, 5s, 6s}, 4, {1, 2}});
    say(vote{"chief", candidate_id{session_id{1}, holder_id{1}}});
    say(announce_type{"account", "get u8\n", true});
  }

  static acquire_lock acquire(const std::string& name, std::optional<duration> lease) {
    acquire_lock x;
    x.holder = holder_id{1};
    x.claim = claim_id{1};
    x.wants = {{name, lock_mode::exclusive, 0, 0}};
    x.lease = lease;
    return x;
  }

  outcome apply(const envelope& what) {
    return of.apply(log_index{++index}, encode_entry(registry_time{1s}, what)).outcome;
  }
  outcome say(command what) {
    return apply(
      {proposer{session_id{1}, stream_id{1}, sequence{++sequence_of_alpha}, {}}, std::move(what)});
  }
};

/// The snapshot of that state with a change.
shared_bytes changed(const machine& from, const std::function<void(state&)>& change) {
  auto file = from.snapshot();
  decoder in{file};
  std::uint32_t format = 0;
  state s;
  REQUIRE((in.get(format) && in.get(s)));
  change(s);
  bytes out = encode(format);
  auto rest = encode(s);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

/// The encoded book of locks with a change in place of the other's.
template <class T, class... Fields> T rebuilt(const Fields&... fields) {
  auto all = encode(std::tie(fields...));
  bytes framed = encode(static_cast<std::uint32_t>(all.size()));
  framed.insert(framed.end(), all.begin(), all.end());
  auto read = decode<T>(framed);
  REQUIRE(read);
  return std::move(*read);
}

lock_table locks_with(const state& s, const std::function<void(lock_hold&)>& change) {
  const auto& book = s.locks.book();
  auto holds = book.holds();
  change(holds.begin()->second);
  auto arrival = lock_arrival{book.next_arrival().value - 1};
  return rebuilt<lock_table>(rebuilt<lock_book>(arrival, holds, book.requests()));
}

election_table elections_with(const state& s, const std::function<void(election&)>& change) {
  auto all = s.elections.all();
  change(all.begin()->second);
  return rebuilt<election_table>(all);
}

using change = std::function<void(state&)>;
constexpr auto counter_end = ~std::uint64_t{0};

change hold(const std::function<void(lock_hold&)>& how) {
  return [=](state& s) { s.locks = locks_with(s, how); };
}

change in_election(const std::function<void(election&)>& how) {
  return [=](state& s) { s.elections = elections_with(s, how); };
}

member& alpha(state& s) { return s.members.at("alpha").present; }

std::map<std::string, change> damage_of_members_and_table() {
  return {
    {"index at the end", [](state& s) { s.applied = log_index{counter_end}; }},
    {"time at the end", [](state& s) { s.now = registry_time::max(); }},
    {"time before all", [](state& s) { s.now = registry_time::min(); }},
    {"sessions at the end", [](state& s) { s.last_session = session_id{counter_end}; }},
    {"tokens at the end", [](state& s) { s.tokens = token_source{fencing_token{counter_end}}; }},
    {"view at the end", [](state& s) { s.version = view_version{counter_end}; }},
    {"table at the end", [](state& s) { s.table.version = table_version{counter_end}; }},
    {"not founded", [](state& s) { s.founded = false; }},
    {"settings of nobody", [](state& s) { s.settings.ttl = duration::max(); }},
    {"a table of another size", [](state& s) { s.table.entries.resize(5); }},
    {"an owner that is not there", [](state& s) { s.table.entries[0].owner = session_id{9}; }},
    {"an epoch beyond the tokens", [](state& s) { s.table.entries[0].epoch.value = counter_end; }},
    {"a move to nobody",
     [](state& s) {
       s.table.entries[0].move = partition_move{log_index{1}, session_id{9}};
     }},
    {"a move to its owner",
     [](state& s) {
       s.table.entries[0].move = partition_move{log_index{1}, s.table.entries[0].owner};
     }},
    {"a session beyond the last", [](state& s) { s.last_session = session_id{1}; }},
    {"a session of nobody", [](state& s) { s.sessions[session_id{2}].member = "nobody"; }},
    {"a member without its session", [](state& s) { s.sessions.erase(session_id{1}); }},
    {"a member of another name", [](state& s) { alpha(s).name = "omega"; }},
    {"a member that is down with a session", [](state& s) { alpha(s).state = member_state::down; }},
    {"starts at the end", [](state& s) { alpha(s).incarnation = incarnation{counter_end}; }},
    {"a weight beyond all", [](state& s) { alpha(s).weight = ~std::uint32_t{0}; }},
    {"a type that nobody knows", [](state& s) { s.types["ledger"].known_by.clear(); }},
    {"a type of who is gone",
     [](state& s) {
       s.types["account"].known_by[session_id{9}] = s.types["account"].known_by.begin()->second;
     }},
    {"a type in a version of nobody", [](state& s) { s.types["account"].versions[7] = "x"; }},
  };
}

std::map<std::string, change> damage_of_grants() {
  return {
    {"a hold that ends never", hold([](lock_hold& h) { h.expires = registry_time::max(); })},
    {"a hold that ended before time", hold([](lock_hold& h) { h.expires = registry_time::min(); })},
    {"a delay without end", hold([](lock_hold& h) { h.delay = duration::max(); })},
    {"a hold of who is gone", hold([](lock_hold& h) { h.owner.session = session_id{9}; })},
    {"a hold of no holder", hold([](lock_hold& h) { h.owner.holder = holder_id{}; })},
    {"a term beyond the tokens",
     in_election([](election& e) { e.term = election_term{counter_end}; })},
    {"leading later than now", in_election([](election& e) { e.since = registry_time::max(); })},
    {"due never", in_election([](election& e) { e.due = registry_time::max(); })},
    {"rules of nobody", in_election([](election& e) { e.rules.voting = duration::max(); })},
    {"a candidate twice",
     in_election([](election& e) { e.candidates.push_back(e.candidates[0]); })},
    {"a candidate that is gone", in_election([](election& e) {
       e.candidates.push_back({{session_id{9}, holder_id{1}}, 1, {}});
     })},
    {"a vote of who is gone",
     in_election([](election& e) { e.votes[session_id{9}] = e.candidates[0].id; })},
  };
}

} // namespace

TEST_CASE("apply refuses a command with a field out of its range, and changes nothing") {
  small_bank bank_of;
  auto refused_as = [&](errc code, const envelope& what) {
    CAPTURE(to_string(what));
    auto before = bank_of.of.last_token();
    auto answer = bank_of.apply(what);
    REQUIRE(refusal(answer) != nullptr);
    CHECK(refusal(answer)->code == code);
    CHECK(refusal(answer)->message.size() < 1'000);
    CHECK(bank_of.of.last_token() == before);
  };
  auto newcomer = [&](auto change) {
    auto x = member_named("gamma", 3);
    change(x);
    refused_as(errc::malformed, {std::nullopt, x});
  };
  newcomer([](join& x) { x.own.ttl = duration::min(); });
  newcomer([](join& x) { x.own.margin = duration::max(); });
  newcomer([](join& x) { x.own.election_timeout = duration{-1}; });
  newcomer([](join& x) { x.own.partition_count = ~std::uint32_t{0}; });
  newcomer([](join& x) { x.own.feature_level = ~std::uint32_t{0}; });
  newcomer([](join& x) { x.own.cluster_name = std::string(30'000, 'x'); });
  newcomer([](join& x) { x.name = {}; });
  newcomer([](join& x) { x.boot = {}; });

  std::uint64_t number = 0;
  auto member = [&](errc code, command what) {
    refused_as(code, {proposer{session_id{2}, stream_id{2}, sequence{++number}, {}}, what});
  };
  std::string endless(30'000, 'x');
  member(errc::refused, small_bank::acquire("pay", duration::max()));
  member(errc::refused, small_bank::acquire("pay", duration::min()));
  member(errc::refused, small_bank::acquire(endless, 1s));
  member(errc::refused, extend_lock{claim_id{1}, fencing_token{1}, duration::max()});
  member(errc::refused, force_lock{endless, fencing_token{1}, "stuck"});
  member(errc::refused, force_lock{"payroll", fencing_token{1}, endless});
  member(errc::refused,
         campaign{"x", holder_id{1}, {election_policy::votes, duration::max(), {}}, 1, {}});
  member(errc::refused, campaign{"x", holder_id{1}, {election_policy::weight, {}, -1s}, 1, {}});
  member(errc::malformed, campaign{"x", {}, {}, 1, {}});
  member(errc::refused, resign{endless, holder_id{1}, {}});
  member(errc::refused, vote{endless, {}});
  member(errc::refused, announce_type{endless, "", true});
  member(errc::malformed, announce_type{"account", std::string(messages_bytes_max + 1, 'x'), true});

  auto leader = [&](errc code, command what) { refused_as(code, {std::nullopt, what}); };
  leader(errc::refused, settle_election{endless, registry_time::max()});
  leader(errc::malformed, forget_member{endless, incarnation{1}});
  leader(errc::malformed, expire_sessions{std::vector<session_id>(2'000)});
  leader(errc::malformed, cancel_moves{std::vector<move_ref>(70'000)});
  leader(errc::malformed, raise_feature_level{~std::uint32_t{0}});
  leader(errc::malformed, rebalance{bank_of.of.table()->version, 0});
  leader(errc::refused, skip_tokens{bank_of.of.last_token(), ~std::uint64_t{0}});
  CHECK(bank_of.of.sessions().size() == 2);
}

TEST_CASE("a cluster is not founded with what no cluster has") {
  for (auto change : std::vector<std::function<void(cluster_settings&)>>{
         [](cluster_settings& s) { s.ttl = duration::min(); },
         [](cluster_settings& s) { s.margin = duration::min(); },
         [](cluster_settings& s) { s.election_timeout = duration::max(); },
         [](cluster_settings& s) { s.feature_level = ~std::uint32_t{0}; },
         [](cluster_settings& s) { s.partition_count = 0; }}) {
    machine r;
    auto settings = bank();
    change(settings);
    auto answer = r.apply(log_index{1}, encode_entry({}, {{}, found{settings}})).outcome;
    CHECK(refusal(answer) != nullptr);
    CHECK_FALSE(r.founded());
  }
}

TEST_CASE("another node forwards what is done in a session's name, and a join, and nothing else") {
  proposer from{session_id{1}, stream_id{1}, sequence{1}, {}};
  CHECK(is_forwarded({std::nullopt, join{}}));
  CHECK(is_forwarded({from, leave{}}));
  CHECK_FALSE(is_forwarded({from, join{}}));
  CHECK_FALSE(is_forwarded({std::nullopt, leave{}}));
  for (const command& leaders :
       {command{found{}}, command{expire_sessions{}}, command{forget_member{}},
        command{raise_feature_level{}}, command{skip_tokens{}}, command{rebalance{}},
        command{cancel_moves{}}, command{expire_lock{}}, command{settle_election{}}}) {
    CHECK_FALSE(is_forwarded({std::nullopt, leaders}));
    CHECK_FALSE(is_forwarded({from, leaders}));
  }
}

TEST_CASE("a snapshot of a state that apply cannot go on from is refused") {
  small_bank bank_of;
  const auto& r = bank_of.of;
  REQUIRE(machine::restore(changed(r, [](state&) {})));
  REQUIRE(r.locks().book().holds().size() == 1);
  REQUIRE(r.locks().book().requests().size() == 1);
  auto all = damage_of_members_and_table();
  all.merge(damage_of_grants());
  for (auto& [what, how] : all) {
    CAPTURE(what);
    auto read = machine::restore(changed(r, how));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::malformed);
  }
}

TEST_CASE("an outcome that is none of locks is told as such, not taken for a bug") {
  CHECK(std::holds_alternative<refused>(lock_outcome_of(joined{})));
  CHECK(std::holds_alternative<done>(lock_outcome_of(done{})));
}
