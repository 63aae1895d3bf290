// SPDX-License-Identifier: BSD-3-Clause
#include "forming_world.hpp"

#include <algorithm>
#include <sstream>

namespace ringleader::formation {

using testkit::scenario_error;

namespace {

constexpr store_id self{11};

endpoint place(const std::string& text) {
  auto at = parse_endpoint(text);
  if (!at) throw scenario_error(to_string(at.error()));
  return *at;
}

store_id store_of(const std::string& text) { return store_id{testkit::parse_number(text)}; }

stored_state stored(const std::string& what) {
  stored_state s;
  s.identity.store = self;
  if (what == "nothing") return s;
  s.identity.cluster = cluster_id{77};
  consensus::configuration members{s.identity.cluster, {store_id{12}}, {}};
  if (what == "first") members.voters.insert(members.voters.begin(), self);
  auto first = consensus::to_record(consensus::founding_entry(members));
  s.hard = {raft_term{3}, {}};
  if (what == "compacted")
    s.snapshot = consensus::to_stored({log_index{9}, raft_term{2}, members, {}});
  else if (what == "first" || what == "learner")
    s.records = {first};
  else
    throw scenario_error("no store holds " + what);
  return s;
}

} // namespace

std::string forming_world::run(const testkit::command& c) {
  out_.clear();
  if (c.name == "start") {
    start(c);
  } else if (c.name == "peer") {
    auto is_tool = c.option("role", "node") == "admin";
    feed(peer_came{store_of(c.word(0)), place(c.option("at")),
                   is_tool ? peer_role::admin : peer_role::node});
  } else if (c.name == "gone") {
    feed(peer_went{store_of(c.word(0))});
  } else if (c.name == "founder") {
    founding_message m{"bank", founders_, c.option("at"), "a", store_of(c.word(0)), {}, {}};
    if (!c.has("asks")) m.answers = self;
    m.first.cluster = cluster_id{c.number("cluster", 0)};
    if (c.has("voters")) m.first.voters.push_back(store_of(c.option("voters")));
    feed(founding_received{m});
  } else if (c.name == "asked") {
    auto store = store_id{c.number("store", c.number("from"))};
    feed(join_asked{store_id{c.number("from")}, {store, "x", place("x:1"), c.has("passed")}});
  } else if (c.name == "answered") {
    feed(join_answered{{cluster_id{c.number("cluster")}}});
  } else if (c.name == "leader") {
    feed(leader_known{store_of(c.word(0))});
  } else if (c.name == "stored") {
    feed(forming_stored{ticket{testkit::parse_number(c.word(0))}});
  } else if (c.name == "wait") {
    wait(testkit::parse_time(c.word(0)));
  } else {
    throw scenario_error("unknown command " + c.name);
  }
  return out_;
}

void forming_world::start(const testkit::command& c) {
  forming_config config;
  config.cluster_name = "bank";
  config.name = "n";
  config.self = self;
  config.advertise = place("n:1");
  config.has_seeds = c.has("seeds");
  config.fresh_cluster = cluster_id{1100};
  std::istringstream list(c.option("founders", ""));
  for (std::string at; std::getline(list, at, ',');) config.founders.push_back(at);
  founders_ = config.founders;
  std::sort(founders_.begin(), founders_.end());
  machine_.emplace(std::move(config), now_);
  feed(began{stored(c.option("stored", "nothing"))});
}

void forming_world::wait(duration how_long) {
  auto end = now_ + how_long;
  for (auto due = machine_->next_deadline(); due <= end; due = machine_->next_deadline()) {
    now_ = std::max(now_, due);
    feed(founding_tick{});
  }
  now_ = end;
}

void forming_world::feed(const forming_event& what) {
  if (!machine_) throw scenario_error("nothing was started");
  for (auto& fx : machine_->step(what, now_)) out_ += to_string(fx) + '\n';
}

} // namespace ringleader::formation
