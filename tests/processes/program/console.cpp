// SPDX-License-Identifier: BSD-3-Clause
#include "console.hpp"

#include <ringleader/actors/node/tree.hpp>

#include "load.hpp"

#include <caf/blocking_actor.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <map>
#include <poll.h>
#include <sstream>
#include <unistd.h>

namespace ringleader {

namespace {

using std::chrono::milliseconds;

constexpr int look_ms = 50;

class console final : public caf::blocking_actor {
public:
  console(caf::actor_config& cfg, routed<counter> counters, lock_manager locks, membership members,
          node_context_ptr node)
    : caf::blocking_actor(cfg), counters_(std::move(counters)), locks_(std::move(locks)),
      members_(std::move(members)), node_(std::move(node)) {}

private:
  void act() override {
    monitor(locks_); // its end is the node's
    while (!is_node_gone()) {
      pollfd input{STDIN_FILENO, POLLIN, 0};
      if (::poll(&input, 1, look_ms) <= 0) continue;
      char read_now[4096];
      auto size = ::read(STDIN_FILENO, read_now, sizeof read_now);
      if (size <= 0) return;
      typed_.append(read_now, static_cast<std::size_t>(size));
      for (std::size_t end; (end = typed_.find('\n')) != std::string::npos;) {
        auto line = typed_.substr(0, end);
        typed_.erase(0, end + 1);
        std::cout << answer(line) + '\n' << std::flush;
      }
    }
  }

  bool is_node_gone() {
    while (has_next_message()) // or the late answer of a request that was given up
      if (dequeue()->content().match_elements<caf::down_msg>()) return true;
    return false;
  }

  std::string answer(const std::string& line) {
    std::istringstream words{line};
    std::string command;
    words >> command;
    if (command == "ask") return ask_counter(words);
    if (command == "who") return ask_who(words);
    if (command == "lock") return lock(words);
    if (command == "unlock") return unlock(words);
    if (command == "view") return print_view();
    if (command == "load" || command == "fill") return load(words, command == "fill");
    if (command == "descriptors") return list_descriptors();
    if (command == "leave") return ::kill(::getpid(), SIGTERM) == 0 ? "leaving" : "error none";
    return "error malformed unknown command '" + line + "'";
  }

  /// What a program that this process starts has open.
  static std::string list_descriptors() {
    auto* listing = ::popen("ls -l /proc/self/fd", "r");
    std::string said;
    char some[512];
    while (listing != nullptr && std::fgets(some, sizeof some, listing) != nullptr) said += some;
    if (listing != nullptr) ::pclose(listing);
    std::replace(said.begin(), said.end(), '\n', ';');
    return said;
  }

  static std::string complaint(const caf::error& err) { return "error " + to_text(err); }

  static duration read_duration(std::istringstream& words, milliseconds preset) {
    long long count = 0;
    return words >> count ? milliseconds{count} : preset;
  }

  std::string ask_counter(std::istringstream& words) {
    std::string key, said;
    add what;
    words >> key >> what.amount;
    ask(this, counters_, key, read_duration(words, milliseconds{2000}), what)
      .receive([&](std::int64_t value) { said = "value " + std::to_string(value); },
               [&](const caf::error& err) { said = complaint(err); });
    return said;
  }

  std::string ask_who(std::istringstream& words) {
    std::string key, said;
    words >> key;
    ask(this, counters_, key, read_duration(words, milliseconds{2000}), who{})
      .receive([&](const std::string& where) { said = "at " + where; },
               [&](const caf::error& err) { said = complaint(err); });
    return said;
  }

  std::string lock(std::istringstream& words) {
    std::string said;
    acquire what;
    std::string name;
    words >> name;
    what.wants = name;
    what.fenced = true; // who reads the answers compares tokens
    what.wait = read_duration(words, milliseconds{0});
    what.lease = read_duration(words, milliseconds{0});
    // Longer than the node needs to say that nobody agreed.
    request(locks_, std::chrono::seconds{20}, what)
      .receive(
        [&](const lock_grant& grant) {
          granted_[grant.token.value] = grant;
          said = "granted " + to_string(grant.token);
        },
        [&](const caf::error& err) { said = complaint(err); });
    return said;
  }

  std::string unlock(std::istringstream& words) {
    std::string said;
    std::string name;
    std::uint64_t token = 0;
    words >> name >> token;
    request(locks_, std::chrono::seconds{10}, release{granted_[token]})
      .receive([&](bool held) { said = held ? "released" : "not_held"; },
               [&](const caf::error& err) { said = complaint(err); });
    return said;
  }

  std::string print_view() {
    std::string said;
    request(members_, std::chrono::seconds{2}, get_view{})
      .receive(
        [&](const view& now) {
          said = "view " + to_string(now.version);
          for (auto& m : now.members) said += ' ' + m.name + '=' + to_string(m.state);
        },
        [&](const caf::error& err) { said = complaint(err); });
    return said;
  }

  std::string load(std::istringstream& words, bool fills) {
    std::string said;
    load_spec what;
    words >> what.in_flight;
    if (fills)
      words >> what.keys;
    else
      what.runs_for = read_duration(words, milliseconds{1000});
    request(spawn_load(system(), node_), caf::infinite, what)
      .receive(
        [&](const load_result& r) {
          std::ostringstream line;
          line << "load commits=" << r.commits << " failed=" << r.failed << " seconds=" << r.seconds
               << " p50_us=" << r.p50_us << " p99_us=" << r.p99_us;
          said = line.str();
        },
        [&](const caf::error& err) { said = complaint(err); });
    return said;
  }

  routed<counter> counters_;
  lock_manager locks_;
  membership members_;
  node_context_ptr node_;
  std::map<std::uint64_t, lock_grant> granted_; // by token
  std::string typed_;
};

} // namespace

void spawn_console(node& n, routed<counter> counters) {
  n.system().spawn<console, caf::detached>(std::move(counters), n.locks(), n.members(),
                                           n.tree().context_ptr());
}

} // namespace ringleader
