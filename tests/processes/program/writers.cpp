// SPDX-License-Identifier: BSD-3-Clause
#include "writers.hpp"

#include "vault_line.hpp"

#include <ringleader/contract/watch.hpp>

#include <caf/blocking_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <thread>
#include <unistd.h>

namespace ringleader {

namespace {

using namespace std::chrono_literals;
using ticking = std::chrono::steady_clock;

constexpr auto wait = 5s;
constexpr auto preparation = 5ms; // between the look and the write
constexpr auto pause_after_error = 50ms;
constexpr auto brief_lease = 600ms;
constexpr auto brief_work = 200ms;
constexpr auto oversleep = 900ms;

using vault_line_ptr = std::shared_ptr<vault_line>;

/// The lock manager's end is the node's; all other messages come too late to matter.
bool is_node_gone(caf::blocking_actor* self) {
  while (self->has_next_message())
    if (self->dequeue()->content().match_elements<caf::down_msg>()) return true;
  return false;
}

void keep(caf::blocking_actor* self, const lock_manager& locks, const vault_line_ptr& vault) {
  self->monitor(locks);
  while (!is_node_gone(self)) {
    acquire what;
    what.wants = std::string{"kept"};
    what.wait = wait;
    what.fenced = true;
    auto held = scoped_lock::acquire(locks, what);
    if (!held) std::this_thread::sleep_for(pause_after_error);
    while (held && held->still_held()) {
      std::this_thread::sleep_for(preparation);
      if (vault->write("kept", held->token().value) == verdict::stale) break;
    }
  }
}

/// Deaf to lock_lost: it looks at its own clock only, and every second time not even at that.
void hold_briefly(caf::blocking_actor* self, const lock_manager& locks,
                  const vault_line_ptr& vault) {
  self->monitor(locks);
  for (int turn = 0; !is_node_gone(self); ++turn) {
    acquire what;
    what.wants = std::string{"brief"};
    what.wait = wait;
    what.lease = brief_lease;
    what.fenced = true;
    std::optional<lock_grant> grant;
    self->request(locks, 20s, what)
      .receive([&](const lock_grant& got) { grant = got; },
               [](const caf::error&) { std::this_thread::sleep_for(pause_after_error); });
    if (!grant) continue;
    if (turn % 2 != 0) std::this_thread::sleep_for(oversleep);
    auto until = ticking::now() + brief_work;
    do {
      std::this_thread::sleep_for(preparation);
      if (vault->write("brief", grant->token.value) == verdict::stale) break;
    } while (ticking::now() < until);
    self->request(locks, 20s, release{*grant}).receive([](bool) {}, [](const caf::error&) {});
  }
}

void serve_while_leading(caf::blocking_actor* self, const election_manager& elections,
                         const vault_line_ptr& vault) {
  self->monitor(elections);
  bool campaigns = false, gone = false;
  election_term term;
  while (!gone) {
    if (!campaigns)
      self->request(elections, 20s, campaign{"office", {}, 0, {}})
        .receive([&](const election_state&) { campaigns = true; },
                 [](const caf::error&) { std::this_thread::sleep_for(pause_after_error); });
    self->receive([&](const leadership_gained& won) { term = won.term; },
                  [&](const leadership_lost&) { term = {}; },
                  [&](const caf::down_msg&) { gone = true; },
                  caf::after(1ms) >>
                    [&] {
                      if (!term) return;
                      std::this_thread::sleep_for(preparation);
                      if (vault->write("office", term.value) == verdict::stale) term = {};
                    });
  }
}

template <class Self, class Manager> void end_with_node(Self* self, const Manager& manager) {
  self->monitor(manager);
  self->set_down_handler([=](caf::down_msg&) { self->quit(); });
}

/// A node that catches up does not know the names of members that are gone.
void note(append_file& file, const std::string& resource, std::uint64_t token,
          const std::string& node) {
  if (node.empty()) return;
  file.append(resource + ' ' + std::to_string(token) + ' ' + node);
}

lock_listener::behavior_type see_grants(lock_listener::pointer self, const lock_manager& locks,
                                        const std::string& name,
                                        std::shared_ptr<append_file> file) {
  end_with_node(self, locks);
  watch(self, locks, name);
  return {[=](const lock_state& now) {
            for (auto& held : now.holders)
              if (!held.withheld) note(*file, name, held.token.value, held.who.node);
          },
          [=](const lock_change& next) {
            if (next.what == lock_turn::granted) note(*file, name, next.token.value, next.who.node);
          }};
}

election_listener::behavior_type see_wins(election_listener::pointer self,
                                          const election_manager& elections,
                                          const std::string& name,
                                          std::shared_ptr<append_file> file) {
  end_with_node(self, elections);
  watch(self, elections, name);
  return {[=](const election_state& now) {
            if (now.winner) note(*file, name, now.term.value, now.winner_node);
          },
          [=](const election_change& next) {
            auto* change = std::get_if<leadership_change>(&next.what);
            if (change != nullptr && change->winner)
              note(*file, name, change->term.value, change->node);
          }};
}

} // namespace

void spawn_writers(node& n, const endpoint& vault) {
  auto line = [&](const std::string& resource) {
    return std::make_shared<vault_line>(vault, n.name() + '/' + std::to_string(::getpid()) + '/' +
                                                 resource);
  };
  auto& system = n.system();
  system.spawn<caf::detached>(keep, n.locks(), line("kept"));
  system.spawn<caf::detached>(hold_briefly, n.locks(), line("brief"));
  system.spawn<caf::detached>(serve_while_leading, n.elections(), line("office"));
}

void spawn_witnesses(node& n, std::shared_ptr<append_file> file) {
  for (auto name : {"kept", "brief"}) n.system().spawn(see_grants, n.locks(), name, file);
  n.system().spawn(see_wins, n.elections(), "office", file);
}

} // namespace ringleader
