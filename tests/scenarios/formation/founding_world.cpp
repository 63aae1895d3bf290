// SPDX-License-Identifier: BSD-3-Clause
#include "founding_world.hpp"

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>

#include <sstream>

namespace ringleader::formation {

using testkit::scenario_error;

std::string founding_world::run(const testkit::command& c) {
  out_.clear();
  quiet_ = false;
  if (c.name == "start") {
    start(c);
  } else if (c.name == "tick") {
    feed(c.word(0), founding_tick{});
  } else if (c.name == "wait") {
    now_ += testkit::parse_time(c.word(0));
  } else if (c.name == "deliver" && c.word(0) == "all") {
    quiet_ = true;
    for (bool moved = true; moved;) {
      moved = false;
      auto links = queues_;
      for (auto& queue : links) moved = deliver(queue.first) || moved;
    }
  } else if (c.name == "deliver") {
    while (deliver(link_of(c.word(0)))) {}
  } else if (c.name == "drop") {
    queues_.erase(link_of(c.word(0)));
  } else if (c.name == "keep") {
    kept_[link_of(c.word(0))] = std::move(queues_[link_of(c.word(0))]);
    queues_.erase(link_of(c.word(0)));
  } else if (c.name == "replay") {
    queues_[link_of(c.word(0))] = kept_[link_of(c.word(0))];
  } else if (c.name == "persist") {
    auto& f = founders_[c.word(0)];
    if (!f.write) throw scenario_error(c.word(0) + " writes nothing");
    f.disk = f.write;
    f.write.reset();
    feed(c.word(0), founding_stored{});
  } else if (c.name == "crash" || c.name == "wipe") {
    auto& f = founders_[c.word(0)];
    f.machine.reset();
    f.write.reset();
    if (c.name == "wipe") f.disk.reset();
  } else {
    throw scenario_error("unknown command " + c.name);
  }
  return out_;
}

void founding_world::start(const testkit::command& c) {
  founding_config config;
  config.endpoint = c.option("endpoint", c.word(0));
  config.name = c.option("name", c.word(0));
  config.cluster_name = c.option("cluster", "bank");
  config.self = store_id{c.number("store")};
  config.fresh_cluster = cluster_id{c.number("store") * 100};
  std::istringstream list(c.option("founders"));
  for (std::string endpoint; std::getline(list, endpoint, ',');)
    config.founders.push_back(endpoint);
  auto valid = config.validate();
  if (!valid) throw scenario_error(to_string(valid.error()));
  auto& f = founders_[c.word(0)];
  f.machine.emplace(config, f.disk, now_);
}

void founding_world::feed(const std::string& at, const founding_event& what) {
  auto& f = founders_[at];
  if (!f.machine) return;
  for (auto& e : f.machine->step(what, now_)) {
    auto* message = std::get_if<founding_send>(&e);
    if (message == nullptr || !quiet_) out_ += at + ": " + to_string(e) + '\n';
    if (message != nullptr)
      queues_[{at, message->endpoint}].push_back(*decode<founding_message>(encode(message->what)));
    if (auto* write = std::get_if<store_founding>(&e)) f.write = write->first;
  }
}

bool founding_world::deliver(const link& on) {
  auto& queue = queues_[on];
  if (queue.empty()) return false;
  auto m = queue.front();
  queue.pop_front();
  feed(on.second, founding_received{m});
  return true;
}

founding_world::link founding_world::link_of(const std::string& text) const {
  auto arrow = text.find("->");
  if (arrow == std::string::npos) throw scenario_error("'" + text + "' is no link: write a->b");
  return {text.substr(0, arrow), text.substr(arrow + 2)};
}

} // namespace ringleader::formation
