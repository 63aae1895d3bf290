// SPDX-License-Identifier: BSD-3-Clause
// Runs the transcripts of this folder against a routing machine of four partitions. The last digit
// of a key is its partition. Messages are numbered 1, 2, 3, ... as they are submitted.
//
//   routing [stash=N] [total=N] [pending=N] [bytes=N]
//   registry [index=N] [reset=yes] [leader=no] [me=SESSION] [members=SESSION:STORE,...]
//            [pN=EPOCH@OWNER[>MOVE]]...        what is not named stays as it was
//   up STORE | down STORE | lease until=TIME [session=SESSION]
//   ask KEY... [from=NAME] [within=TIME] | tell KEY... [from=NAME] [within=TIME]
//   way STORE|here CODE                        what comes of handing something over there
//   answered N [code=CODE] [from=STORE]        the message N, under the number it was sent with
//   assignment | empty P epoch=E | concluded P move=M taken=yes|no
//   advance TIME                               time passes, a tick at each deadline
//   stop
#include <ringleader/base/hash.hpp>
#include <ringleader/routing/routing_machine.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <sstream>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

errc parse_code(const std::string& text) {
  for (int i = 0; i <= static_cast<int>(errc::deadlock); ++i)
    if (to_string(static_cast<errc>(i)) == text) return static_cast<errc>(i);
  throw scenario_error("no such code: " + text);
}

class routing_world {
public:
  std::string run(const command& c) {
    if (c.name == "routing") return make(c);
    if (!machine_) throw scenario_error("routing comes first");
    text_.clear();
    if (c.name == "registry") registry(c);
    if (c.name == "up") step(routing::peer_up{store(c.word(0))});
    if (c.name == "down") step(routing::peer_down{store(c.word(0))});
    if (c.name == "lease")
      step(routing::lease_seen{session_id{c.number("session", seen_membership_)},
                               instant{c.time("until")}});
    if (c.name == "ask" || c.name == "tell")
      for (const auto& key : c.words) submit(c, key);
    if (c.name == "way") ways_[c.word(0)] = parse_code(c.word(1));
    if (c.name == "answered") answered(c);
    if (c.name == "assignment") step(routing::assignment_asked{});
    if (c.name == "empty")
      step(routing::partition_empty{partition(c), partition_epoch{c.number("epoch")}});
    if (c.name == "concluded")
      step(routing::report_concluded{partition(c), log_index{c.number("move")},
                                     c.option("taken") == "yes"});
    if (c.name == "advance") advance(parse_time(c.word(0)));
    if (c.name == "stop") step(routing::stop{});
    return text_;
  }

private:
  static store_id store(const std::string& text) { return store_id{parse_number(text)}; }
  static partition_id partition(const command& c) {
    return partition_id{static_cast<std::uint32_t>(parse_number(c.word(0)))};
  }

  std::string make(const command& c) {
    routing::routing_config config;
    config.partitions = 4;
    config.stash_max = c.number("stash", 100);
    config.stash_total_max = c.number("total", 1000);
    config.pending_max = c.number("pending", 1000);
    config.bytes_max = c.number("bytes", config.bytes_max);
    machine_.emplace(config, 100);
    table_.entries.resize(4);
    return "ok\n";
  }

  /// "7@1>41": epoch, owner, move.
  static partition_entry entry(const std::string& text) {
    partition_entry e;
    auto at = text.find('@');
    auto move = text.find('>');
    if (at == std::string::npos) throw scenario_error("no owner: " + text);
    e.epoch = partition_epoch{parse_number(text.substr(0, at))};
    e.owner = session_id{parse_number(text.substr(at + 1, move - at - 1))};
    if (move != std::string::npos)
      e.move = partition_move{log_index{parse_number(text.substr(move + 1))}, session_id{99}};
    return e;
  }

  void registry(const command& c) {
    for (std::size_t p = 0; p < 4; ++p) {
      auto name = "p" + std::to_string(p);
      if (c.has(name)) table_.entries[p] = entry(c.option(name));
    }
    seen_membership_ = c.number("me", seen_membership_);
    if (c.has("members")) members(c.option("members"));
    index_ = c.number("index", index_ + 1);
    routing::registry_seen seen;
    seen.index = log_index{index_};
    seen.reset = c.option("reset", "no") == "yes";
    seen.leader_known = c.option("leader", "yes") == "yes";
    seen.membership = boot_id{seen_membership_};
    seen.members = std::make_shared<const view>(view_);
    seen.table = std::make_shared<const partition_table>(table_);
    step(seen);
  }

  void members(const std::string& text) {
    view_.members.clear();
    std::istringstream all{text};
    for (std::string one; std::getline(all, one, ',');) {
      member m;
      auto colon = one.find(':');
      m.session = session_id{parse_number(one.substr(0, colon))};
      m.boot = boot_id{m.session.value};
      m.store = store(one.substr(colon + 1));
      m.state = member_state::up;
      view_.members.push_back(m);
    }
  }

  void submit(const command& c, const std::string& key) {
    routing::submit what;
    what.bytes = c.number("bytes", 1);
    what.id = routing::message_id{1};
    while (labels_.count(what.id) != 0) what.id = what.id.next();
    labels_[what.id] = ++submitted_;
    auto digit = static_cast<std::uint64_t>(key.back() - '0') % 4;
    what.key = stable_hash(key) / 4 * 4 + digit;
    what.sender = stable_hash(c.option("from", "alice"));
    what.patience = parse_time(c.option("within", "10s"));
    what.asks = c.name == "ask";
    step(what);
  }

  void answered(const command& c) {
    auto label = parse_number(c.word(0));
    auto sent = sent_.find(label);
    if (sent == sent_.end()) throw scenario_error("it was not sent under a number");
    auto from = c.has("from") ? store(c.option("from")) : sent->second.to;
    step(routing::answered{sent->second.number, from, parse_code(c.option("code", "none"))});
  }

  void advance(duration d) {
    auto end = now_ + d;
    while (machine_->next_deadline() <= end) {
      now_ = std::max(now_, machine_->next_deadline());
      step(routing::tick{});
    }
    now_ = end;
  }

  /// As the actor does it: what follows from an effect comes behind those that stand there.
  void step(const routing::event& what) {
    routing::effects all;
    machine_->step(what, now_, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto fx = all[i];
      text_ += to_string(now_.time_since_epoch()) + " " + print(fx) + "\n";
      if (auto* send = std::get_if<routing::send_to>(&fx)) {
        auto code = way(to_string(send->to));
        if (send->number != 0) sent_[labels_.at(send->id)] = *send;
        auto ends = code == errc::none && send->number == 0;
        if (ends) labels_.erase(send->id);
        machine_->step(routing::handed_over{send->id, code}, now_, all);
      }
      if (auto* here = std::get_if<routing::deliver_here>(&fx)) {
        auto code = way("here");
        if (code == errc::none) labels_.erase(here->id);
        machine_->step(routing::handed_over{here->id, code}, now_, all);
      }
      if (auto* end = std::get_if<routing::answer>(&fx)) labels_.erase(end->id);
      if (auto* end = std::get_if<routing::fail>(&fx)) labels_.erase(end->id);
    }
  }

  errc way(const std::string& to) const {
    auto known = ways_.find(to);
    return known == ways_.end() ? errc::none : known->second;
  }

  std::string label(routing::message_id id) const { return std::to_string(labels_.at(id)); }

  std::string print(const routing::effect& fx) const {
    if (auto* send = std::get_if<routing::send_to>(&fx))
      return "send " + label(send->id) + " to " + to_string(send->to) +
             " epoch=" + to_string(send->epoch) + " remaining=" + to_string(send->remaining);
    if (auto* here = std::get_if<routing::deliver_here>(&fx))
      return "deliver " + label(here->id) + " epoch=" + to_string(here->epoch);
    if (auto* end = std::get_if<routing::answer>(&fx)) return "answer " + label(end->id);
    if (auto* end = std::get_if<routing::fail>(&fx))
      return "fail " + label(end->id) + " " + to_string(end->code) + ": " +
             routing::text_of(end->why);
    return to_string(fx);
  }

  std::optional<routing::routing_machine> machine_;
  std::string text_;
  partition_table table_;
  view view_;
  std::uint64_t index_ = 0;
  std::uint64_t seen_membership_ = 0;
  std::uint64_t submitted_ = 0;
  std::map<routing::message_id, std::uint64_t> labels_;
  std::map<std::uint64_t, routing::send_to> sent_; // by label, the last time
  std::map<std::string, errc> ways_;
  instant now_{};
};

} // namespace

TEST_CASE("a routing machine behaves as its transcripts say") {
  for (const auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/routing")) {
    routing_world world;
    CHECK(run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
