// SPDX-License-Identifier: BSD-3-Clause
#include "story.hpp"

namespace demo {

namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds founding_max{120};
constexpr seconds silence_max{60}; // more than any deadline inside the cluster

double since(moment begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

} // namespace

story::story(const text& words, cluster& nodes, std::function<bool()> interrupted)
  : words_(words), nodes_(nodes), interrupted_(std::move(interrupted)), feed_(words, nodes),
    questions_(words, nodes), progress_(words.size()) {}

bool story::give_up(const std::string& why) {
  if (why_.empty()) why_ = why;
  return false;
}

bool story::run() { return found_cluster() && feed_all() && ask_all(); }

bool story::exchange(int milliseconds) {
  nodes_.exchange(milliseconds, [this](std::size_t node, const std::string& line) {
    last_update_ = steady_clock::now();
    if (line[0] == 'c')
      questions_.take(node, line);
    else if (line[0] == 'a' || line[0] == 'u')
      feed_.take(node, line);
  });
  if (interrupted_()) return give_up("interrupted");
  if (nodes_.fallen() < node_count)
    return give_up("node " + nodes_.name(nodes_.fallen()) + " ended by itself");
  return true;
}

bool story::found_cluster() {
  for (std::size_t i = 0; i < node_count; ++i)
    if (!nodes_.start(i)) return give_up("cannot start a process");
  auto begin = steady_clock::now();
  while (!everyone_serves()) {
    if (!exchange(200)) return false;
    if (steady_clock::now() - begin > founding_max)
      return give_up("the three nodes did not become a cluster");
  }
  progress_.tell("three nodes up, each with its share of the partitions");
  return true;
}

bool story::everyone_serves() {
  for (std::size_t i = 0; i < node_count; ++i)
    if (!nodes_.up(i)) return false;
  auto all = nodes_.status();
  if (all.is_discarded() || all["control"]["leader"] == "") return false;
  if (all["partitions"]["ownerless"] != 0 || !all["partitions"]["moves"].empty()) return false;
  // Those that came first own more until the others have stayed for a while.
  auto share = all["partitions"]["count"].get<std::size_t>() / node_count;
  std::size_t serving = 0;
  for (auto& m : all["members"])
    if (m["state"] == "up" && m["partitions"].get<std::size_t>() >= share) ++serving;
  return serving == node_count;
}

bool story::feed_all() {
  began_ = last_update_ = steady_clock::now();
  auto complete = false;
  for (;;) {
    feed_.offer();
    if (!exchange(10)) return false;
    if (feed_.done() && !complete) {
      seconds_fed_ = since(began_);
      complete = true;
    }
    auto what = dead_ == node_count
                  ? nodes_.last_report()
                  : nodes_.name(dead_) +
                      (restarted_ ? nodes_.up(dead_) ? " is back" : " starts again" : " is dead");
    progress_.show(feed_.answered(), what.substr(0, 60));
    auto half = feed_.answered() >= words_.size() / 2;
    if (half && dead_ == node_count && !kill_leader()) return false;
    auto late = 4 * feed_.answered() >= 3 * words_.size() && feed_.failed_over();
    if (dead_ < node_count && !restarted_ && (late || complete) && !restart()) return false;
    if (restarted_ && nodes_.up(dead_) && !back_) {
      back_ = true;
      progress_.tell(nodes_.name(dead_) + " is back and fed again");
    }
    if (complete && back_) return true;
    if (steady_clock::now() - last_update_ > silence_max) return give_up("no answer for a minute");
  }
}

bool story::kill_leader() {
  auto all = nodes_.status();
  auto leader = all.is_discarded() ? std::string{} : all["control"]["leader"].get<std::string>();
  auto node = nodes_.node_of(leader);
  if (node == node_count) return true; // an election is going on: asked again in the next round
  for (auto& m : all["members"])
    if (m["name"] == leader) dead_partitions_ = m["partitions"].get<std::size_t>();
  dead_ = node;
  seconds_to_kill_ = since(began_);
  fed_before_kill_ = feed_.answered();
  auto killed = steady_clock::now();
  nodes_.kill(node, [this](std::size_t from, const std::string& line) { feed_.take(from, line); });
  feed_.lose(node, killed);
  progress_.tell("kill -9 " + leader + ", control leader, owner of " +
                 std::to_string(dead_partitions_) + " partitions");
  return true;
}

bool story::restart() {
  restarted_ = true;
  progress_.tell(nodes_.name(dead_) + " starts again");
  return nodes_.start(dead_) || give_up("cannot start a process");
}

bool story::ask_all() {
  progress_.tell("all words answered; reading " + std::to_string(words_.distinct()) + " counts");
  last_update_ = steady_clock::now();
  while (!questions_.done()) {
    questions_.offer();
    if (!exchange(10)) return false;
    if (steady_clock::now() - last_update_ > silence_max) return give_up("no answer for a minute");
  }
  return true;
}

} // namespace demo
