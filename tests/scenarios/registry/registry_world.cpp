// SPDX-License-Identifier: BSD-3-Clause
#include "registry_world.hpp"

#include <ringleader/base/match.hpp>
#include <ringleader/registry/message_list.hpp>

namespace ringleader::registry {

namespace {

cluster_settings settings_of(const testkit::command& c) {
  cluster_settings s;
  s.cluster_name = c.option("cluster", "bank");
  s.partition_count = static_cast<std::uint32_t>(c.number("partitions", 8));
  if (c.has("ttl")) s.ttl = c.time("ttl");
  if (c.has("margin")) s.margin = c.time("margin");
  if (c.has("election")) s.election_timeout = c.time("election");
  s.protocol_version = static_cast<std::uint32_t>(c.number("protocol", 1));
  s.placement = *parse_placement(c.option("placement", "balanced"));
  s.feature_level = static_cast<std::uint32_t>(c.number("level", 1));
  return s;
}

std::uint32_t small(const testkit::command& c, const char* key, std::uint64_t fallback) {
  return static_cast<std::uint32_t>(c.number(key, fallback));
}

/// NAME=SHAPE each.
std::string messages_of(const testkit::command& c) {
  std::string all;
  for (auto& [name, shape] : c.options) all += message_line(name, shape);
  return all;
}

} // namespace

std::string registry_world::run(const line& c) {
  if (c.name == "show") return show(c.word(0));
  if (c.name == "advance") {
    clock_ += testkit::parse_time(c.word(0));
    return {};
  }
  if (c.name == "clock") {
    clock_ = registry_time{testkit::parse_time(c.word(0))};
    return {};
  }
  if (c.name == "garbage") return apply_raw(to_bytes(c.word(0)));
  if (c.name == "restart") {
    auto copy = registry::restore(registry_.snapshot());
    if (!copy) throw testkit::scenario_error(to_string(copy.error()));
    registry_ = std::move(*copy);
    return {};
  }
  if (auto what = newcomer_command(c)) return apply({std::nullopt, *what});
  if (auto what = leader_command(c)) {
    std::optional<proposer> who;
    if (c.has("session")) who = from(c); // a member that pretends to be the leader
    return apply({who, *what});
  }
  auto what = session_command(c);
  if (!what) what = grant_command(c);
  if (!what) throw testkit::scenario_error("no such command: " + c.name);
  if (c.has("anonymous")) return apply({std::nullopt, *what});
  return apply({from(c), *what});
}

std::optional<command> registry_world::newcomer_command(const line& c) {
  if (c.name == "found") return found{settings_of(c)};
  if (c.name != "join") return std::nullopt;
  join x;
  x.name = c.word(0);
  x.boot = boot_id{c.number("boot")};
  // Each name has a directory and a host of its own unless the transcript says otherwise.
  x.store = store_id{c.number("store", static_cast<unsigned char>(x.name.front()))};
  x.advertise = {x.name, 7000};
  x.zone = c.option("zone", "");
  x.weight = small(c, "weight", member_weight_default);
  x.host_boot = c.option("host", "");
  x.lock_file = {c.has("lock") ? 1u : 0u, c.number("lock", 0)};
  x.own = settings_of(c);
  x.replaces = session_id{c.number("replaces", 0)};
  if (!c.has("partitions") && registry_.founded())
    x.own.partition_count = registry_.settings().partition_count;
  return x;
}

std::optional<command> registry_world::leader_command(const line& c) {
  if (c.name == "expire") return expire_sessions{sessions(c)};
  if (c.name == "forget") return forget_member{c.word(0), incarnation{c.number("incarnation")}};
  if (c.name == "level") return raise_feature_level{small(c, "to", 2)};
  if (c.name == "skip") return skip_tokens{fencing_token{c.number("seen")}, c.number("by")};
  if (c.name == "rebalance")
    return rebalance{table_version{c.number("expected", registry_.table()->version.value)},
                     small(c, "per_pair", 16)};
  if (c.name == "cancel") return cancel_moves{moves(c, 0)};
  if (c.name == "expire_lock")
    return expire_lock{fencing_token{c.number("token")}, registry_time{c.time("at")}};
  if (c.name == "settle") return settle_election{c.word(0), registry_time{c.time("at")}};
  return std::nullopt;
}

std::optional<command> registry_world::session_command(const line& c) {
  if (c.name == "begin_leave") return begin_leave{};
  if (c.name == "leave") return leave{};
  if (c.name == "drained") {
    drained x{moves(c, 1)};
    for (auto& m : x.moves) {
      if (c.has("move")) m.move = log_index{c.number("move")};
      if (c.has("epoch")) m.epoch = partition_epoch{c.number("epoch")};
    }
    return x;
  }
  if (c.name == "type")
    return announce_type{c.word(1), messages_of(c), c.words_from(2) != "routes"};
  return std::nullopt;
}

std::optional<command> registry_world::grant_command(const line& c) {
  holder_id holder{c.number("holder", 1)};
  fencing_token token{c.number("token", 0)};
  if (c.name == "lock") return acquire(c);
  if (c.name == "unlock") return release_lock{claim(c), token};
  if (c.name == "cancel_lock") return cancel_lock{claim(c)};
  if (c.name == "extend") return extend_lock{claim(c), token, c.time("lease")};
  if (c.name == "force") return force_lock{c.word(1), token, c.option("reason", "")};
  if (c.name == "campaign") {
    election_rules rules;
    if (c.words_from(2) == "votes") rules = {election_policy::votes, std::chrono::seconds{10}, {}};
    return campaign{c.word(1), holder, rules, small(c, "weight", 0), {}};
  }
  if (c.name == "resign") return resign{c.word(1), holder, std::nullopt};
  if (c.name == "vote") return vote{c.word(1), candidate_id{session_of(c.option("for")), holder}};
  return std::nullopt;
}

claim_id registry_world::claim(const line& c) {
  if (c.has("claim")) return claim_id{c.number("claim")};
  return claims_.emplace(c.word(1) + c.option("holder", ""), claim_id{claims_.size() + 1})
    .first->second;
}

command registry_world::acquire(const line& c) {
  acquire_lock x;
  x.holder = holder_id{c.number("holder", 1)};
  x.claim = claim(c);
  for (std::size_t i = 1; i < c.words.size(); ++i) {
    if (c.words[i] == "try")
      x.wait = false;
    else if (c.words[i] != "unfenced")
      x.wants.push_back({c.words[i], lock_mode::exclusive, 0, 0});
  }
  x.fenced = c.words.back() != "unfenced";
  if (c.has("lease")) x.lease = c.time("lease");
  if (c.has("delay")) x.delay = c.time("delay");
  return x;
}

std::string registry_world::show(const std::string& what) const {
  if (what == "members") return show_members();
  if (what == "table") return to_string(*registry_.table());
  if (what == "locks") return show_grants(true);
  if (what == "elections") return show_grants(false);
  if (what == "token") return to_string(registry_.last_token());
  if (what == "now") return ringleader::to_string(registry_.now().time_since_epoch());
  if (what == "settings") return to_string(registry_.settings());
  if (what == "types") {
    std::string text;
    for (const auto& [name, record] : registry_.types()) {
      text += name + " versions=" + std::to_string(record.versions.size()) + " known by";
      for (auto [session, known] : record.known_by)
        text += ' ' + to_string(session) + (known.hosts ? "" : "(routes)");
      text += '\n';
    }
    return text.empty() ? "none\n" : text;
  }
  throw testkit::scenario_error("cannot show " + what);
}

std::string registry_world::show_members() const { return to_string(*registry_.view()); }

std::string registry_world::show_grants(bool locks) const {
  std::string text;
  if (locks)
    for (const auto& [token, held] : registry_.locks().book().holds())
      text += ringleader::to_string(held.wants) +
              (held.withheld ? " withheld" : " of=" + to_string(held.owner)) +
              " token=" + to_string(token) + '\n';
  else
    for (const auto& [name, held] : registry_.elections().all())
      text += name + " winner=" + (held.winner ? to_string(*held.winner) : "none") +
              " term=" + to_string(held.term) + '\n';
  return text.empty() ? "none\n" : text;
}

std::vector<session_id> registry_world::sessions(const line& c) const {
  std::vector<session_id> ids;
  for (const auto& name : c.words) ids.push_back(session_of(name));
  return ids;
}

session_id registry_world::session_of(const std::string& name) const {
  auto at = latest_.find(name);
  if (at == latest_.end()) throw testkit::scenario_error(name + " has never joined");
  return at->second;
}

std::vector<move_ref> registry_world::moves(const line& c, std::size_t first) const {
  std::vector<move_ref> refs;
  for (auto i = first; i < c.words.size(); ++i) {
    partition_id p{static_cast<std::uint32_t>(testkit::parse_number(c.words[i]))};
    const auto& e = entry(*registry_.table(), p);
    refs.push_back({p, e.epoch, e.move ? e.move->id : log_index{}});
  }
  return refs;
}

proposer registry_world::from(const line& c) {
  proposer p;
  p.session = c.has("session") ? session_id{c.number("session")} : session_of(c.word(0));
  p.stream = stream_id{c.number("stream", 1)};
  auto& last = sequences_[p.session];
  p.sequence = sequence{c.number("seq", last + 1)};
  last = std::max(last, p.sequence.value);
  p.acked_below = sequence{c.number("acked", 0)};
  return p;
}

std::string registry_world::apply(const envelope& e) { return apply_raw(encode_entry(clock_, e)); }

std::string registry_world::apply_raw(const shared_bytes& entry) {
  index_ = index_.next();
  auto done = registry_.apply(index_, entry);
  auto text = to_string(done.outcome) + '\n';
  for (const auto& ev : done.events) {
    if (const auto* opened = std::get_if<session_opened>(&ev))
      latest_[opened->name] = opened->session;
    text += "  " + to_string(ev) + '\n';
  }
  return text;
}

} // namespace ringleader::registry
