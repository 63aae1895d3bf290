// SPDX-License-Identifier: BSD-3-Clause
// The law of the port: its table as docs/security.md shows it, and every cell that says no, tried
// with real certificates.
#include "bare_tls.hpp"

#include <ringleader/drivers/net/port_law.hpp>

#include <fstream>
#include <sstream>

using namespace ringleader;
using namespace ringleader::net;

namespace {

constexpr lane lanes[] = {lane::system, lane::bulk, lane::data};
constexpr peer_role roles[] = {peer_role::node, peer_role::client, peer_role::admin};
constexpr frame_kind kinds[] = {frame_kind::hello, frame_kind::hello_ok, frame_kind::refused,
                                frame_kind::ready, frame_kind::ping,     frame_kind::data};

transport_options secured(const std::string& name, std::uint64_t id, const tls_files& files,
                          peer_role role = peer_role::node) {
  auto options = quick_options(name, id, id + 10);
  options.tls = files;
  options.role = role;
  return options;
}

// --- the table as text -------------------------------------------------------------------------

std::string word(verdict v) {
  return v == verdict::taken ? "yes" : v == verdict::ignored ? "ignored" : "**no**";
}

/// The lanes on which a role may send on a channel.
std::string lanes_for(peer_role from, std::uint8_t channel) {
  std::string found;
  for (auto on : lanes) {
    auto v = judge_data(from, on, channel);
    if (v == verdict::ignored) return "ignored";
    if (v == verdict::taken) found += (found.empty() ? "" : ", ") + to_string(on);
  }
  return found.empty() ? "**no**" : found;
}

std::string row(std::initializer_list<std::string> cells) {
  std::string line = "|";
  for (auto& cell : cells) line += ' ' + cell + " |";
  return line + '\n';
}

std::string frames_table() {
  using stage = connection_stage;
  const std::pair<stage, const char*> stages[] = {{stage::opening, "before TLS stands"},
                                                  {stage::greeting, "before its hello"},
                                                  {stage::claiming, "its claim waits"},
                                                  {stage::offered, "after hello_ok"},
                                                  {stage::established, "established"}};
  std::string table =
    row({"from", "stage", "hello", "hello_ok", "refused", "ready", "ping", "data"}) +
    "|---|---|---|---|---|---|---|---|\n";
  for (auto side : {dial_side::accepted, dial_side::dialed})
    for (auto& [at, name] : stages) {
      if (side == dial_side::dialed && (at == stage::claiming || at == stage::offered)) continue;
      auto said = [&, at = at](frame_kind k) { return word(judge_frame(side, at, k)); };
      table +=
        row({side == dial_side::accepted ? "who dials us" : "whom we dial", name, said(kinds[0]),
             said(kinds[1]), said(kinds[2]), said(kinds[3]), said(kinds[4]), said(kinds[5])});
    }
  return table;
}

std::string channels_table() {
  const char* names[] = {"consensus", "founding", "joining",      "session",
                         "proposal",  "entity",   "entity_reply", "admin"};
  auto table = row({"channel", "node", "client", "admin"}) + "|---|---|---|---|\n";
  for (std::uint8_t i = 1; i <= channel_last + 1; ++i)
    table +=
      row({i <= channel_last ? names[i - 1] : "of a later release", lanes_for(peer_role::node, i),
           lanes_for(peer_role::client, i), lanes_for(peer_role::admin, i)});
  return table;
}

std::string questions_table() {
  auto table = row({"question", "node", "client", "admin"}) + "|---|---|---|---|\n";
  auto add = [&](const std::string& shown, std::string_view verb) {
    table += row({shown, word(judge_question(peer_role::node, verb)),
                  word(judge_question(peer_role::client, verb)),
                  word(judge_question(peer_role::admin, verb))});
  };
  for (auto& each : question_kinds) add('`' + std::string(each.verb) + '`', each.verb);
  add("of a later release", "what-else");
  return table;
}

} // namespace

TEST_CASE("docs/security.md shows the law of the port as it is") {
  std::ifstream in{RINGLEADER_SOURCE_DIR "/docs/security.md"};
  std::stringstream text;
  text << in.rdbuf();
  for (auto& table : {frames_table(), channels_table(), questions_table()}) {
    INFO(table);
    CHECK(text.str().find("\n\n" + table + "\n") != std::string::npos);
  }
}

TEST_CASE("questions are told by their first word, whole") {
  CHECK(judge_question(peer_role::client, "locks pay*") == verdict::taken);
  CHECK(judge_question(peer_role::client, "status") == verdict::taken);
  for (auto* no : {"", "statuses", "leave", "leave now", " status", "force-release {}", "log-level",
                   "transfer-leadership b", "STATUS"})
    CHECK(judge_question(peer_role::client, no) == verdict::violation);
  CHECK(judge_question(peer_role::admin, "force-release {}") == verdict::taken);
  CHECK(judge_question(peer_role::node, "status") == verdict::violation);
}

TEST_CASE("nothing of the cluster's own is sent to a client or an admin") {
  certificate_authority prod;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  std::uint64_t id = 1;
  for (auto role : {peer_role::client, peer_role::admin}) {
    auto files = prod.issue(granting_uri("prod", role, "tool"));
    test_node tool{secured("tool", ++id, files, role)};
    tool.wire->link(a.at);
    REQUIRE(a.sees(tool));
    for (std::uint8_t i = 1; i < channel_last; ++i)
      CHECK(a.wire->send(store_id{id}, lane::system, {i, {1}}) == errc::unreachable);
    CHECK(a.wire->send(store_id{id}, lane::data, {admin_channel, {1}}) == errc::none);
    tool.wire->stop();
    REQUIRE(a.sink.wait([&](const seen& s) { return s.downs.size() == s.ups.size(); }));
  }
}

TEST_CASE("each channel and lane that is not a node's takes the node down, and is counted") {
  certificate_authority prod;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  test_node b{secured("b", 2, prod.issue("ringleader:prod/node/b"))};
  b.wire->link(a.at);
  std::uint64_t violations = 0, tried = 0;
  std::size_t taken = 0;
  for (int i = 0; i <= channel_last + 1; ++i)
    for (auto on : lanes) {
      auto number = static_cast<std::uint8_t>(i);
      INFO("channel " << i << " on " << to_string(on));
      REQUIRE(b.sees(a, violations + 1));
      REQUIRE(a.sees(b, violations + 1));
      REQUIRE(b.wire->send(store_id{1}, on, {number, {1}}) == errc::none);
      switch (judge_data(peer_role::node, on, number)) {
      case verdict::violation:
        CHECK(violated(a, ++violations));
        REQUIRE(b.sink.wait([&](const seen& s) { return s.downs.size() == violations; }));
        ++tried;
        break;
      case verdict::taken:
        CHECK(a.sink.wait([&](const seen& s) { return s.frames.size() == taken + 1; }));
        ++taken;
        break;
      case verdict::ignored: break;
      }
    }
  CHECK(tried == 24 - 8);
  CHECK(taken == 8);
  CHECK(a.sink.look().frames.size() == taken);
  CHECK(a.sink.look().troubles.size() == 1); // an operator is told, not flooded
}

TEST_CASE("each channel and lane that is not a client's or an admin's ends its connection") {
  certificate_authority prod;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  std::uint64_t violations = 0, store = 100;
  for (auto role : {peer_role::client, peer_role::admin}) {
    auto files = prod.issue(granting_uri("prod", role, "tool"));
    for (auto on : {lane::system, lane::bulk}) {
      ++store;
      bare_tls tool{a.at, files};
      tool.say(said(claim_of(role, "tool", store, store, on)));
      CHECK_FALSE(tool.hear_answer());
      CHECK(violated(a, ++violations));
    }
    for (int i = 0; i <= channel_last + 1; ++i) {
      INFO(to_string(role) << " on channel " << i);
      ++store;
      bare_tls tool{a.at, files};
      tool.say(said(claim_of(role, "tool", store, store)) + control(frame_kind::ready));
      REQUIRE(tool.hear_answer());
      tool.say(data_on(static_cast<std::uint8_t>(i)));
      if (judge_data(role, lane::data, static_cast<std::uint8_t>(i)) == verdict::taken) {
        CHECK(a.sink.wait([&](const seen& s) {
          return !s.frames.empty() && s.frames.back().from == store_id{store};
        }));
        continue;
      }
      CHECK_FALSE(tool.hear_answer());
      CHECK(violated(a, ++violations));
    }
  }
  CHECK(violations == 2 * (2 + 9));
  CHECK(a.sink.look().frames.size() == 2); // one of each on the channel admin
}

TEST_CASE("each frame out of turn ends the connection of who dials us") {
  certificate_authority prod;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  auto client = prod.issue("ringleader:prod/client/tool");
  auto node = prod.issue("ringleader:prod/node/b");
  std::uint64_t violations = 0, store = 100;
  auto may = [](connection_stage at, frame_kind k) {
    return judge_frame(dial_side::accepted, at, k) == verdict::taken;
  };
  for (auto kind : kinds) {
    INFO("kind " << static_cast<int>(kind));
    ++store;
    auto who = claim_of(peer_role::client, "tool", store, store);
    if (!may(connection_stage::greeting, kind)) {
      bare_tls tool{a.at, client};
      tool.say(frame_of(kind, who));
      CHECK_FALSE(tool.hear_answer());
      CHECK(violated(a, ++violations));
    }
    if (!may(connection_stage::offered, kind)) {
      bare_tls tool{a.at, client};
      tool.say(said(who));
      REQUIRE(tool.hear_answer());
      tool.say(frame_of(kind, who));
      CHECK_FALSE(tool.hear_answer());
      CHECK(violated(a, ++violations));
    }
    if (!may(connection_stage::established, kind)) {
      bare_tls tool{a.at, client};
      tool.say(said(who) + control(frame_kind::ready));
      REQUIRE(tool.hear_answer());
      REQUIRE(a.sink.wait(
        [&](const seen& s) { return !s.ups.empty() && s.ups.back().store == store_id{store}; }));
      tool.say(frame_of(kind, who));
      CHECK_FALSE(tool.hear_answer());
      CHECK(violated(a, ++violations));
    }
    // In the place of the claimed store is another process of this name, so the claim waits.
    auto present = claim_of(peer_role::node, "b", 50, ++store);
    auto accepted = a.wire->counters().connections_accepted;
    bare_tls holder{a.at, node}, claimant{a.at, node};
    holder.say(said(present) + control(frame_kind::ready));
    REQUIRE(holder.hear_answer());
    REQUIRE(eventually([&] { return a.wire->counters().connections_accepted > accepted; }));
    auto claim = claim_of(peer_role::node, "b", 50, ++store);
    claimant.say(said(claim) + frame_of(kind, claim));
    CHECK_FALSE(claimant.hear_answer());
    CHECK(violated(a, ++violations));
  }
  CHECK(violations == 5 + 5 + 4 + 6);
}

TEST_CASE("each frame out of turn ends the connection to whom we dial") {
  certificate_authority prod;
  auto files = prod.issue("ringleader:prod/node/b");
  boost::asio::io_context io;
  boost::asio::ip::tcp::acceptor port{io, {boost::asio::ip::make_address("127.0.0.1"), 0}};
  auto options = secured("a", 1, prod.issue("ringleader:prod/node/a"));
  options.deadlines.backoff_min = options.deadlines.backoff_max = std::chrono::milliseconds{8};
  test_node a{options};
  a.wire->link({"127.0.0.1", port.local_endpoint().port()});
  std::uint64_t violations = 0;
  auto who = claim_of(peer_role::node, "b", 2, 12, lane::system);
  for (auto kind : kinds) {
    INFO("kind " << static_cast<int>(kind));
    if (judge_frame(dial_side::dialed, connection_stage::greeting, kind) == verdict::violation) {
      auto b = bare_tls::dialed_at(port, files);
      b->say(frame_of(kind, who));
      CHECK_FALSE(b->hear_answer());
      CHECK(violated(a, ++violations));
    }
    // A node says data on what it dialed itself, and on nothing else.
    if (judge_frame(dial_side::dialed, connection_stage::established, kind) == verdict::violation ||
        kind == frame_kind::data) {
      auto b = bare_tls::dialed_at(port, files);
      b->say(frame_of(frame_kind::hello_ok, who));
      auto ready = b->hear_answer();
      REQUIRE(ready);
      REQUIRE(ready->first == frame_kind::ready);
      b->say(frame_of(kind, who));
      CHECK_FALSE(b->hear_answer());
      CHECK(violated(a, ++violations));
    }
  }
  CHECK(violations == 4 + 5);
  CHECK(a.sink.look().ups.empty());
}
