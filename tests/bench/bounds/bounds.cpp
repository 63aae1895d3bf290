// SPDX-License-Identifier: BSD-3-Clause
// Fills the bounds of the machines, each to the last place, and prints the longest step that any
// event took there, in time of the processor: for so long the thread that runs the machine does
// nothing else. Fails where the control thread would hold a heartbeat back for too long; and, of
// machines that run on other threads, where a message costs more than it should: there one event
// may end all of them (a peer goes down), and must not cost more than that many.
#include <ringleader/base/match.hpp>
#include <ringleader/entities/directory.hpp>
#include <ringleader/locks/lock_client.hpp>
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/routing/routing_machine.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

constexpr double heartbeat_ms = 50;
constexpr double message_us = 10;
bool held = true;

enum class thread : std::uint8_t { control, other };

double processor_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

/// The longest of the steps that it runs.
class stop_watch {
public:
  template <class Step> void run(Step step) {
    auto begin = processor_ms();
    step();
    longest_ = std::max(longest_, processor_ms() - begin);
  }

  void print(const std::string& bound, std::size_t filled, thread on) {
    auto allowed =
      on == thread::control ? heartbeat_ms : message_us * static_cast<double>(filled) / 1000;
    auto good = longest_ < allowed;
    std::printf("%-40s filled=%-7zu longest_ms=%.2f%s\n", bound.c_str(), filled, longest_,
                good ? "" : "  TOO LONG");
    held = held && good;
    longest_ = 0;
  }

private:
  double longest_ = 0;
};

// --- routing

namespace r = routing;

/// A router of one peer, which owns all partitions.
struct one_way {
  r::routing_config config;
  r::routing_machine machine{config, 1};
  r::effects effects;
  std::vector<std::uint64_t> sent;
  instant now{1s};
  stop_watch watch;

  explicit one_way(bool up) {
    view members;
    members.version = view_version{1};
    for (std::uint64_t i : {1, 2}) {
      member m;
      m.session = session_id{i};
      m.boot = boot_id{i};
      m.store = store_id{i * 10};
      m.state = member_state::up;
      members.members.push_back(m);
    }
    partition_table table;
    table.entries.assign(config.partitions, {partition_epoch{7}, session_id{2}, {}});
    feed(r::registry_seen{log_index{1}, true, true, boot_id{1}, std::make_shared<view>(members),
                          std::make_shared<partition_table>(table)});
    if (up) feed(r::peer_up{store_id{20}});
  }

  template <class Event> void feed(const Event& what) {
    watch.run([&] {
      machine.step(what, now, effects);
      for (std::size_t i = 0; i < effects.size(); ++i)
        if (auto* send = std::get_if<r::send_to>(&effects[i])) {
          sent.push_back(send->number);
          machine.step(r::handed_over{send->id, errc::none, 100}, now, effects);
        }
      effects.clear();
    });
  }

  void ask(std::uint32_t id, std::uint64_t sender) {
    r::submit what{r::message_id{id}, sender, 1, id * 2654435761ULL, 60s, true, 100};
    feed(what);
  }
};

void requests_in_flight() {
  for (auto one_sender : {false, true}) {
    one_way way{true};
    for (std::uint32_t id = 1; id <= way.config.pending_max; ++id) way.ask(id, one_sender ? 1 : id);
    auto sent = way.sent;
    // An owner that was frozen gives everything back.
    for (auto number : sent) {
      way.now += 1us;
      way.feed(r::answered{number, store_id{20}, errc::not_owner});
    }
    for (int i = 0; i < 100; ++i) {
      way.now += 20ms;
      way.feed(r::tick{});
    }
    way.watch.print(one_sender ? "requests in flight, one sender" : "requests in flight",
                    sent.size(), thread::other);
    way.feed(r::peer_down{store_id{20}});
    way.watch.print("requests in flight, the peer goes down", way.sent.size(), thread::other);
  }
}

void stash() {
  one_way way{false};
  for (std::uint32_t id = 1; id <= way.config.stash_total_max; ++id) way.ask(id, id);
  for (int i = 0; i < 100; ++i) {
    way.now += 20ms;
    way.feed(r::tick{});
  }
  auto filled = way.machine.stashed();
  way.watch.print("stash", filled, thread::other);
  way.feed(r::peer_up{store_id{20}});
  way.watch.print("stash, its way opens", filled, thread::other);
}

// --- entities

void host_stash() {
  directory_options options;
  directory machine{options};
  stop_watch watch;
  directory_effects effects;
  instant now{1s};
  auto feed = [&](const directory_event& what) {
    watch.run([&] { machine.step(what, now, effects); });
    effects.clear();
  };
  for (std::uint32_t p = 0; p < options.partitions; ++p)
    feed(serve_partition{partition_id{p}, partition_epoch{1}});
  feed(freeze_entities{});
  for (std::uint32_t i = 1; i <= options.stash_total_max; ++i)
    feed(deliver_message{request_id{i},
                         {entity_type_id{1}, std::to_string(i)},
                         partition_id{i % options.partitions},
                         {},
                         100});
  for (std::uint32_t p = 0; p < options.partitions; ++p) feed(drain_partition{partition_id{p}});
  watch.print("stash of a host, drained while frozen", options.stash_total_max, thread::other);
}

// --- locks

struct lock_node {
  locks::lock_client client{{}, 1};
  locks::client_effects effects;
  std::vector<locks::propose> proposed;
  instant now{1s};
  stop_watch watch;

  lock_node() {
    feed(locks::node_lease{session_id{1}, instant::max(), false});
    feed(locks::session_seen{session_id{1}});
  }

  template <class Event> void feed(Event what) {
    watch.run([&] {
      client.step(std::move(what), now, effects);
      for (auto& fx : effects)
        if (auto* one = std::get_if<locks::propose>(&fx)) proposed.push_back(*one);
      effects.clear();
    });
  }

  void acquire(std::uint64_t ask, const std::string& name, fencing_token token, bool reentrant) {
    locks::acquire what;
    what.ask = locks::ask_id{ask};
    what.asker = locks::asker_id{7};
    what.wants = {{name}};
    what.lease = 60s;
    what.wait = 1s;
    what.reentrant = reentrant;
    feed(what);
    conclude(token);
  }

  void conclude(fencing_token token) {
    auto cookie = proposed.back().cookie;
    proposed.clear();
    feed(locks::concluded{cookie, locks::granted{token, registry_time{60s}}, {}});
  }
};

void locks_of_a_node() {
  lock_node node;
  constexpr auto most = locks::lock_client::claims_max;
  for (std::uint64_t i = 1; i <= most; ++i)
    node.acquire(i, std::to_string(i), fencing_token{i}, false);
  for (std::uint64_t i = 1; i <= most; ++i) {
    node.feed(locks::extend{locks::ask_id{i}, claim_id{1ULL << 32 | i}, fencing_token{i}, 30s});
    node.conclude(fencing_token{i});
  }
  node.watch.print("locks of a node, each extended", node.client.claims(), thread::control);
  node.feed(locks::asker_gone{locks::asker_id{7}, true});
  node.watch.print("locks of a node, their holder ends", most, thread::control);
}

void claims_in_a_grant() {
  lock_node node;
  auto most = lock_limits{}.reentries;
  for (std::uint64_t i = 1; i <= most; ++i) node.acquire(i, "one", fencing_token{1}, true);
  for (std::uint64_t i = 1; i <= most; ++i) {
    node.feed(locks::extend{locks::ask_id{i}, claim_id{1ULL << 32 | i}, fencing_token{1}, 30s});
    if (!node.proposed.empty()) node.conclude(fencing_token{1});
  }
  node.watch.print("claims in one grant, each extended", node.client.claims(), thread::control);
}

void waiters() {
  lock_table table;
  token_source tokens;
  lock_table::events events;
  stop_watch watch;
  lock_limits most;
  auto claim_of = [](std::size_t name, std::size_t i) {
    return lock_request{{session_id{1 + i % 16}, holder_id{1 + name * 4096 + i}},
                        claim_id{1 + name * 4096 + i},
                        {{"name " + std::to_string(name)}},
                        {},
                        {}};
  };
  std::size_t filled = 0;
  for (std::size_t name = 0; filled < most.claims; ++name)
    for (std::size_t i = 0; i <= most.waiters && filled < most.claims; ++i, ++filled)
      watch.run([&] { table.acquire(claim_of(name, i), {}, {}, tokens, events); });
  watch.print("waiters, every queue full", filled, thread::control);
  for (std::uint64_t s = 1; s <= 16; ++s)
    watch.run([&] { table.end_sessions({session_id{s}}, false, {}, tokens, events); });
  watch.print("waiters, their sessions end one by one", filled, thread::control);
}

} // namespace

int main() {
  requests_in_flight();
  stash();
  host_stash();
  locks_of_a_node();
  claims_in_a_grant();
  waiters();
  return held ? 0 : 1;
}
