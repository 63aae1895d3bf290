// SPDX-License-Identifier: BSD-3-Clause
// What a hostile member says: frames and commands, made up or changed.
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/consensus/reach.hpp>
#include <ringleader/testkit/checkers/registry_checker.hpp>
#include <ringleader/testkit/machines/hostile_member.hpp>

#include <limits>

namespace ringleader::testkit {

namespace {

// Of commands in its own session's name: an old one, or those of its own parts would be refused.
constexpr stream_id own_stream{0};

/// No round, mark or index of a run is as great: a leader drops what names one.
constexpr std::uint64_t beyond_any = std::uint64_t{1} << 40;

} // namespace

/// A real vote, and what a leader counts of an answer: the index, the round and the marks.
consensus::message without_promises(consensus::message what) {
  auto only_beyond = [](std::uint64_t n) { return n >= beyond_any ? n : 0; };
  match(
    what, [](consensus::vote_reply& m) { m.granted = m.granted && m.pre_vote; },
    [&](consensus::append_reply& m) {
      m.match_index = log_index{only_beyond(m.match_index.value)};
      m.round = only_beyond(m.round);
      m.marks_upto = only_beyond(m.marks_upto);
    },
    [&](consensus::install_reply& m) {
      m.round = only_beyond(m.round);
      m.marks_upto = only_beyond(m.marks_upto);
    },
    [](auto&) {});
  return what;
}

consensus::message hostile_member::fresh(const hostile_sight& sight) {
  group_id group{1};
  cluster_id cluster;
  if (!heard_.empty()) cluster = consensus::cluster_of(heard_.back());
  auto made = [&](auto m) -> consensus::message {
    m.group = group;
    m.cluster = cluster;
    m.term = sight.term;
    return m;
  };
  switch (random_.below(7)) {
  case 0: return made(consensus::vote_request{});
  case 1: return made(consensus::vote_reply{});
  case 2: return made(consensus::append_request{});
  case 3: return made(consensus::append_reply{});
  case 4: return made(consensus::timeout_now{});
  case 5: return made(consensus::install_request{});
  default: return made(consensus::install_reply{});
  }
}

/// Some fields are other than they were.
consensus::message hostile_member::mutate(consensus::message what, const hostile_sight& sight) {
  auto may = [this] { return random_.chance(400); };
  auto term = [&](raft_term& x) {
    if (may()) x = raft_term{number(sight.term.value)};
  };
  auto index = [&](log_index& x) {
    if (may()) x = log_index{number(sight.last.value)};
  };
  auto count = [&](std::uint64_t& x) {
    if (may()) x = number(x);
  };
  auto flag = [&](bool& x) {
    if (may()) x = !x;
  };
  auto of_all = [&](auto& m) {
    term(m.term);
    if (random_.chance(50)) m.group = group_id{static_cast<std::uint32_t>(random_.next())};
    if (random_.chance(50)) m.cluster = cluster_id{random_.next()};
  };
  match(
    what,
    [&](consensus::vote_request& m) {
      of_all(m), term(m.asked), flag(m.pre_vote), index(m.last_index), term(m.last_term);
      flag(m.transfer);
      if (may()) m.leader = sight.leader;
    },
    [&](consensus::vote_reply& m) {
      of_all(m), term(m.asked), flag(m.pre_vote), flag(m.granted);
      if (may()) m.ages = {{random_.next(), 0}, {random_.next(), UINT32_MAX}};
      if (may()) m.unknown_age = UINT32_MAX;
    },
    [&](consensus::append_request& m) {
      of_all(m), index(m.prev_index), term(m.prev_term), index(m.commit), count(m.round);
      count(m.marks_upto);
      if (may()) m.marks = {random_.next(), 0, ~std::uint64_t{0}};
      if (may() && !m.entries.empty()) index(m.entries.back().index), term(m.entries[0].term);
      if (may()) m.entries.push_back({log_index{number(sight.last.value)}, sight.term, {}, {}});
    },
    [&](consensus::append_reply& m) {
      of_all(m), flag(m.granted), index(m.prev_index), index(m.match_index);
      index(m.conflict_index), term(m.conflict_term), count(m.round), count(m.marks_upto);
    },
    [&](consensus::timeout_now& m) { of_all(m); },
    [&](consensus::install_request& m) {
      of_all(m), index(m.index), term(m.last_term), count(m.total), count(m.members_size);
      count(m.digest), count(m.offset), count(m.round), count(m.marks_upto);
      if (may()) m.chunk = noise(40);
    },
    [&](consensus::install_reply& m) {
      of_all(m), index(m.index), count(m.offset), count(m.round), count(m.marks_upto);
    });
  return what;
}

/// Some bytes are other than they were, or lack, or all are; what cannot be read any more goes no
/// further.
std::optional<consensus::message> hostile_member::damage(const consensus::message& what) {
  auto frame = consensus::encode_message(what);
  for (auto left = 1 + random_.below(4); left > 0 && !frame.empty(); --left)
    frame[random_.below(frame.size())] ^= static_cast<std::uint8_t>(1 + random_.below(255));
  if (random_.chance(50)) frame = noise(64);
  if (random_.chance(200)) frame.resize(random_.below(frame.size() + 1));
  auto read = consensus::decode_message(frame);
  if (!read) return std::nullopt;
  return std::move(*read);
}

std::int64_t hostile_member::extreme() {
  using limits = std::numeric_limits<std::int64_t>;
  constexpr std::int64_t all[] = {limits::min(),     limits::min() + 1, -1, 0, 1,
                                  limits::max() - 1, limits::max()};
  return all[random_.below(std::size(all))];
}

bytes hostile_member::noise(std::size_t size_max) {
  bytes all(random_.below(size_max + 1));
  for (auto& one : all) one = static_cast<std::uint8_t>(random_.next());
  return all;
}

registry::join hostile_member::any_join(const hostile_sight& sight) {
  // Of its own node only one that is refused: it has a session, or wants none.
  auto own = random_.chance(300);
  const auto& victim = sight.others[random_.below(sight.others.size())];
  registry::join who;
  who.boot = boot_id{random_.next()};
  who.name = own || random_.chance(500) ? sight.self.name : victim.name;
  who.store = own || who.name == victim.name ? sight.self.store : victim.store;
  if (!own && random_.chance(500)) who.name = victim.name, who.store = victim.store;
  who.advertise = {"10.0.0.99", 1};
  who.own.cluster_name = "another";
  who.own.ttl = duration{extreme()};
  who.own.margin = duration{extreme()};
  who.own.election_timeout = duration{extreme()};
  return who;
}

/// is_own: what its own session may propose without a loss but its own. Locks and elections have
/// names that nobody else uses.
registry::command hostile_member::any_command(const hostile_sight& sight, bool is_own) {
  duration length{extreme()};
  claim_id claim{random_.next()};
  fencing_token token{number(1)};
  auto name = is_own ? std::string{"hostile"} : std::string{"lock0"};
  switch (random_.below(is_own ? 9 : 14)) {
  case 0: {
    registry::acquire_lock ask;
    ask.holder = holder_id{random_.next()};
    ask.claim = claim;
    ask.wants = {{name, static_cast<lock_mode>(random_.below(4)),
                  static_cast<std::uint32_t>(random_.next()),
                  static_cast<std::uint32_t>(random_.next())}};
    ask.wait = random_.chance(500);
    if (random_.chance(700)) ask.lease = length;
    if (random_.chance(700)) ask.delay = duration{extreme()};
    return ask;
  }
  case 1: return registry::release_lock{claim, token};
  case 2: return registry::cancel_lock{claim};
  case 3: return registry::extend_lock{claim, token, length};
  case 4: return registry::force_lock{name, token, "because"};
  case 5: {
    registry::campaign command;
    command.election = name;
    command.rules.policy = static_cast<election_policy>(random_.below(8));
    command.rules.voting = length;
    if (random_.chance(500)) command.rules.take_over = duration{extreme()};
    command.weight = static_cast<std::uint32_t>(random_.next());
    command.holder = holder_id{random_.next()};
    return command;
  }
  case 6: return registry::resign{name, holder_id{random_.next()}, std::nullopt};
  case 7: return registry::vote{name, std::nullopt};
  case 8:
    return registry::drained{{{partition_id{static_cast<std::uint32_t>(number(3))},
                               partition_epoch{number(1)}, log_index{number(1)}}}};
  case 9: return registry::leave{};
  case 10: return registry::expire_sessions{sight.sessions};
  case 11: return registry::skip_tokens{token, number(1)};
  case 12: return registry::expire_lock{token, registry_time{length}};
  default: return registry::forget_member{sight.others.front().name, incarnation{number(1)}};
  }
}

bytes hostile_member::envelope(const hostile_sight& sight) {
  auto is_own = sight.session && random_.chance(250);
  registry::envelope made{std::nullopt, any_command(sight, is_own)};
  sequence next{++last_sequence_};
  if (is_own) {
    made.from = registry::proposer{sight.session, own_stream, next, next};
    return encode(made);
  }
  if (random_.chance(150)) made.what = any_join(sight);
  if (!sight.sessions.empty() && random_.chance(700))
    made.from = registry::proposer{sight.sessions[random_.below(sight.sessions.size())],
                                   registry_checker::forged_stream, next, sequence{number(1)}};
  // What it would lose itself by shows nothing.
  auto encoded = encode(made);
  if (!random_.chance(200)) return encoded;
  encoded[random_.below(encoded.size())] ^= static_cast<std::uint8_t>(1 + random_.below(255));
  auto read = decode<registry::envelope>(encoded);
  if (read && read->from && read->from->session == sight.session) return noise(40);
  return encoded;
}

} // namespace ringleader::testkit
