// SPDX-License-Identifier: BSD-3-Clause
#include "raft_world.hpp"

#include <ringleader/base/match.hpp>

#include <algorithm>
#include <sstream>

namespace ringleader::consensus {

using testkit::scenario_error;

namespace {

std::string shown(const entry& e) {
  auto text = to_string(e.index) + "@" + to_string(e.term) + " ";
  return text + (e.kind == entry_kind::command ? std::string(as_view(e.data)) : to_string(e.kind));
}

std::string shown(const std::vector<entry>& entries) {
  std::string text;
  for (auto& e : entries) text += (text.empty() ? "" : ", ") + shown(e);
  return text;
}

} // namespace

std::string raft_world::run(const testkit::command& c) {
  out_.clear();
  quiet_ = false;
  if (!control_time(c) && !control_network(c) && !control_server(c) && !request(c) && !show(c))
    throw scenario_error("unknown command " + c.name);
  return out_;
}

store_id raft_world::id_of(const std::string& text) const {
  return store_id{testkit::parse_number(text)};
}

raft_world::link raft_world::link_of(const std::string& text) const {
  auto arrow = text.find("->");
  if (arrow == std::string::npos) throw scenario_error("'" + text + "' is no link: write 1->2");
  return {id_of(text.substr(0, arrow)), id_of(text.substr(arrow + 2))};
}

raft_world::server& raft_world::known(const std::string& id) {
  auto found = servers_.find(id_of(id));
  if (found == servers_.end()) throw scenario_error("no server " + id);
  return found->second;
}

raft& raft_world::running(const std::string& id) {
  auto& s = known(id);
  if (!s.machine) throw scenario_error("server " + id + " is down");
  return *s.machine;
}

void raft_world::start(store_id id, bool founding) {
  auto config = config_;
  config.group = group_id{1};
  config.cluster = cluster_id{7};
  config.self = id;
  config.seed = id.value;
  auto& s = servers_[id];
  s.writes.clear();
  s.machine.emplace(config, s.hard, s.base, s.disk, now_, founding);
}

void raft_world::feed(store_id id, const event& what) {
  auto& machine = servers_[id].machine;
  if (machine) carry_out(id, machine->step(what, now_));
}

void raft_world::carry_out(store_id id, effects fx) {
  auto& s = servers_[id];
  for (auto& e : fx) {
    check_and_print(id, e);
    if (auto* write = std::get_if<persist>(&e)) s.writes.push_back(*write);
    if (auto* out = std::get_if<send>(&e)) {
      auto frame = encode_message(out->what);
      link on{id, out->to};
      if (cuts_.count(on) == 0) queues_[on].push_back(*decode_message(frame));
    }
  }
  while (!s.is_manual && !s.writes.empty()) complete_write(id);
}

void raft_world::complete_write(store_id id) {
  auto& s = servers_[id];
  auto write = std::move(s.writes.front());
  s.writes.pop_front();
  if (write.hard) s.hard = *write.hard;
  auto from = [&](log_index index) {
    return std::find_if(s.disk.begin(), s.disk.end(),
                        [&](const entry& e) { return e.index >= index; });
  };
  if (write.truncate_from) s.disk.erase(from(*write.truncate_from), s.disk.end());
  if (write.snapshot) s.base = write.snapshot;
  if (write.drop_head_to) s.disk.erase(s.disk.begin(), from(write.drop_head_to->next()));
  s.disk.insert(s.disk.end(), write.append.begin(), write.append.end());
  feed(id, persisted{write.id});
}

void raft_world::check_and_print(store_id id, const effect& e) {
  bool is_traffic = std::holds_alternative<send>(e) || std::holds_alternative<persist>(e);
  auto who = to_string(id) + ": ";
  if (auto* fresh = std::get_if<committed>(&e)) {
    print(who + "committed " + shown(fresh->entries));
    for (auto& one : fresh->entries)
      if (history_.emplace(one.index, one).first->second != one)
        print("VIOLATION: two entries committed at " + to_string(one.index));
  } else if (std::holds_alternative<marks_learned>(e) && !shows_marks_) {
    return;
  } else if (!quiet_ || !is_traffic) {
    print(who + to_string(e));
  }
  auto* change = std::get_if<role_changed>(&e);
  if (change != nullptr && change->now == role::leader &&
      leaders_.emplace(change->term, id).first->second != id)
    print("VIOLATION: two leaders in term " + to_string(change->term));
}

bool raft_world::deliver_one(link on) {
  auto found = queues_.find(on);
  if (found == queues_.end() || found->second.empty()) return false;
  auto what = std::move(found->second.front());
  found->second.pop_front();
  if (cuts_.count(on) == 0 && servers_.count(on.second) != 0)
    feed(on.second, received{on.first, what});
  return true;
}

void raft_world::deliver_all() {
  for (bool moved = true; moved;) {
    moved = false;
    std::vector<link> links;
    for (auto& queue : queues_) links.push_back(queue.first);
    for (auto& on : links) moved = deliver_one(on) || moved;
  }
}

void raft_world::advance_to(instant end, bool delivering) {
  for (;;) {
    if (delivering) deliver_all();
    auto due = end;
    for (auto& [id, s] : servers_)
      if (s.machine) due = std::min(due, s.machine->next_deadline());
    now_ = std::max(now_, due);
    bool ticked = false;
    for (auto& [id, s] : servers_) {
      if (!s.machine || s.machine->next_deadline() > now_) continue;
      feed(id, tick{});
      ticked = true;
    }
    if (now_ >= end && !ticked) return;
  }
}

bool raft_world::control_time(const testkit::command& c) {
  if (c.name == "timeout") {
    auto deadline = running(c.word(0)).next_deadline();
    if (deadline == never) throw scenario_error("server " + c.word(0) + " waits for no time");
    now_ = std::max(now_, deadline);
    feed(id_of(c.word(0)), tick{});
  } else if (c.name == "wait") {
    now_ += testkit::parse_time(c.word(0));
  } else if (c.name == "advance" || c.name == "run") {
    quiet_ = true;
    advance_to(now_ + testkit::parse_time(c.word(0)), c.name == "run");
  } else {
    return false;
  }
  return true;
}

bool raft_world::control_network(const testkit::command& c) {
  if (c.name == "deliver" && c.word(0) == "all") {
    quiet_ = true;
    deliver_all();
  } else if (c.name == "deliver") {
    auto on = link_of(c.word(0));
    auto count = std::min<std::uint64_t>(c.number("count", queues_[on].size()), queues_[on].size());
    if (count == 0) print("nothing waits");
    for (; count > 0; --count) deliver_one(on);
  } else if (c.name == "drop") {
    if (c.word(0) == "all")
      queues_.clear();
    else
      queues_.erase(link_of(c.word(0)));
  } else if (c.name == "keep") {
    auto on = link_of(c.word(0));
    kept_[on] = std::move(queues_[on]);
    queues_.erase(on);
  } else if (c.name == "replay") {
    auto on = link_of(c.word(0));
    auto& queue = queues_[on];
    queue.insert(queue.end(), kept_[on].begin(), kept_[on].end());
  } else if (c.name == "cut" && c.word(0).find("->") != std::string::npos) {
    cuts_.insert(link_of(c.word(0)));
  } else if (c.name == "cut") {
    for (auto& other : servers_) {
      cuts_.insert({id_of(c.word(0)), other.first});
      cuts_.insert({other.first, id_of(c.word(0))});
    }
  } else if (c.name == "heal") {
    cuts_.clear();
  } else {
    return false;
  }
  return true;
}

void raft_world::make_nodes(const testkit::command& c) {
  members_ = {};
  members_.cluster = cluster_id{7};
  auto says = [&](const char* word) {
    return std::find(c.words.begin() + 1, c.words.end(), word) != c.words.end();
  };
  config_.lease_reads = says("leases");
  shows_marks_ = says("marks");
  if (c.has("memory")) config_.mark_memory = testkit::parse_time(c.option("memory"));
  config_.marks_max = c.number("keys", config_.marks_max);
  config_.trailing_entries = c.number("trailing", 0);
  config_.append_bytes_max = c.number("append", config_.append_bytes_max);
  for (std::uint64_t i = 1; i <= testkit::parse_number(c.word(0)); ++i)
    members_.voters.push_back(store_id{i});
  for (auto id : members_.voters) {
    servers_[id].hard = founding_state();
    servers_[id].disk = {founding_entry(members_)};
    start(id, true);
  }
}

void raft_world::make_store(const testkit::command& c) {
  auto& s = known(c.word(0));
  s.hard = {raft_term{c.number("term")}, store_id{c.number("vote", 0)}};
  s.disk.clear();
  std::istringstream terms(c.option("terms"));
  for (std::string term; std::getline(terms, term, ',');) {
    entry e{log_index{s.disk.size() + 1}, raft_term{testkit::parse_number(term)},
            entry_kind::command, to_bytes("t" + term)};
    s.disk.push_back(s.disk.empty() ? founding_entry(members_) : e);
  }
  start(id_of(c.word(0)), true);
}

bool raft_world::control_server(const testkit::command& c) {
  if (c.name == "nodes") {
    make_nodes(c);
  } else if (c.name == "store") {
    make_store(c);
  } else if (c.name == "empty") {
    start(id_of(c.word(0)), false);
  } else if (c.name == "crash") {
    known(c.word(0)).machine.reset();
    known(c.word(0)).writes.clear();
  } else if (c.name == "restart") {
    known(c.word(0));
    start(id_of(c.word(0)), false);
  } else if (c.name == "disk") {
    known(c.word(0)).is_manual = c.word(1) == "manual";
  } else if (c.name == "persist") {
    auto& writes = known(c.word(0)).writes;
    auto count = std::min<std::uint64_t>(c.number("count", writes.size()), writes.size());
    for (; count > 0; --count) complete_write(id_of(c.word(0)));
  } else if (c.name == "disk_fail") {
    feed(id_of(c.word(0)), disk_failed{"no space left"});
  } else {
    return false;
  }
  return true;
}

bool raft_world::request(const testkit::command& c) {
  static const std::set<std::string> names{"propose", "read",   "add_learner", "remove_learner",
                                           "promote", "demote", "mark",        "transfer",
                                           "rank",    "compact"};
  if (names.count(c.name) == 0) return false;
  auto id = running(c.word(0)).self();
  ++cookie_;
  if (c.name == "propose") {
    propose what{cookie_, {}};
    for (std::size_t i = 1; i < c.words.size(); ++i) what.commands.push_back(to_bytes(c.words[i]));
    feed(id, what);
  } else if (c.name == "read") {
    feed(id, read{cookie_});
  } else if (c.name == "add_learner") {
    feed(id, add_learner{id_of(c.word(1)), cookie_});
  } else if (c.name == "promote") {
    feed(id, promote{id_of(c.word(1)), cookie_});
  } else if (c.name == "demote") {
    feed(id, demote{id_of(c.word(1)), cookie_});
  } else if (c.name == "mark") {
    feed(id, mark{cookie_, testkit::parse_number(c.word(1))});
  } else if (c.name == "transfer") {
    feed(id, transfer{c.word(1) == "any" ? store_id{} : id_of(c.word(1)), cookie_});
  } else if (c.name == "compact") {
    log_index upto{c.number("upto", running(c.word(0)).commit_index().value)};
    feed(id, compact{upto, bytes(c.number("size", 10), std::uint8_t{1})});
  } else if (c.name == "rank") {
    rank order;
    for (std::size_t i = 1; i < c.words.size(); ++i) order.best_first.push_back(id_of(c.word(i)));
    feed(id, order);
  } else {
    feed(id, remove_learner{id_of(c.word(1)), cookie_});
  }
  return true;
}

bool raft_world::show(const testkit::command& c) {
  if (c.name == "status") {
    for (auto& [id, s] : servers_) {
      if (!s.machine) {
        print(to_string(id) + ": down");
        continue;
      }
      auto& m = *s.machine;
      print(to_string(id) + ": " + to_string(m.role()) + " term " + to_string(m.term()) +
            " leader " + (m.leader() ? to_string(m.leader()) : "none") + " commit " +
            to_string(m.commit_index()) + " last " + to_string(m.last_index()) + " " +
            to_string(m.members()));
    }
  } else if (c.name == "log") {
    auto& m = running(c.word(0));
    if (m.last_snapshot()) print("snapshot " + to_string(*m.last_snapshot()));
    auto kept = m.log().range(m.log().first_index(), m.last_index());
    print(kept.empty() ? "none" : shown(kept));
  } else if (c.name == "queue") {
    for (auto& [on, queue] : queues_)
      for (auto& m : queue)
        print(to_string(on.first) + "->" + to_string(on.second) + ": " + to_string(m));
  } else {
    return false;
  }
  return true;
}

} // namespace ringleader::consensus
