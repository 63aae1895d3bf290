// SPDX-License-Identifier: BSD-3-Clause
// People on the nodes of a simulated cluster who acquire locks, and what each was told and when.
#pragma once

#include "../../simulation/cluster/cluster_fixture.hpp"

#include <ringleader/contract/locks.hpp>

#include <caf/send.hpp>

#include <memory>
#include <vector>

namespace lock_test {

/// Done by the actor itself, so that what comes of it goes to the actor.
struct job {
  std::function<void(caf::event_based_actor*)> run;
};

} // namespace lock_test

CAF_BEGIN_TYPE_ID_BLOCK(lock_test, caf::id_block::ringleader::end)

  CAF_ADD_TYPE_ID(lock_test, (lock_test::job))

CAF_END_TYPE_ID_BLOCK(lock_test)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lock_test::job)

namespace lock_test {

using namespace cluster_test;

template <class T> struct told {
  instant at;
  T what;
};

struct diary {
  std::vector<told<lock_grant>> grants;
  std::vector<told<caf::error>> errors; // of acquire and extend
  std::vector<told<bool>> releases;
  std::vector<told<lock_grant>> extensions;
  std::vector<told<lock_lost>> lost;
  std::vector<told<lock_state>> states;
  std::vector<told<lock_change>> changes;
  std::vector<lock_list> lists;

  errc last_error() const { return errors.empty() ? errc::none : code_of(errors.back().what); }
};

class person {
public:
  person(cluster_simulation& nodes, std::size_t node, caf::actor handle,
         std::shared_ptr<diary> told)
    : nodes_(&nodes), node_(node), handle_(std::move(handle)), told_(std::move(told)) {}

  const diary& was() const { return *told_; }

  person& acquires(acquire what) {
    return does([what, nodes = nodes_, told = told_, locks = locks()](auto* self) {
      self->request(locks, caf::infinite, what)
        .then(
          [=](const lock_grant& grant) {
            told->grants.push_back({nodes->now(), grant});
          },
          [=](const caf::error& err) {
            told->errors.push_back({nodes->now(), err});
          });
    });
  }

  person& releases(const lock_grant& grant) {
    return does([=, nodes = nodes_, told = told_, locks = locks()](auto* self) {
      self->request(locks, caf::infinite, release{grant})
        .then(
          [=](bool held) {
            told->releases.push_back({nodes->now(), held});
          },
          [=](const caf::error& err) {
            told->errors.push_back({nodes->now(), err});
          });
    });
  }

  person& extends(const lock_grant& grant, duration lease) {
    return does([=, nodes = nodes_, told = told_, locks = locks()](auto* self) {
      self->request(locks, caf::infinite, extend{grant, lease})
        .then(
          [=](const lock_grant& longer) {
            told->extensions.push_back({nodes->now(), longer});
          },
          [=](const caf::error& err) {
            told->errors.push_back({nodes->now(), err});
          });
    });
  }

  person& inspects(const std::string& name) {
    return does([=, nodes = nodes_, told = told_, locks = locks()](auto* self) {
      self->request(locks, caf::infinite, inspect_lock{name}).then([=](const lock_state& seen) {
        told->states.push_back({nodes->now(), seen});
      });
    });
  }

  person& lists(const list_locks& what) {
    return does([=, told = told_, locks = locks()](auto* self) {
      self->request(locks, caf::infinite, what).then([=](const lock_list& seen) {
        told->lists.push_back(seen);
      });
    });
  }

  person& subscribes(const std::string& name) {
    return does([=, locks = locks()](auto* self) {
      self->send(
        locks, watch_lock{name, caf::actor_cast<lock_listener>(caf::actor_cast<caf::actor>(self))});
    });
  }

  person& unsubscribes(const std::string& name) {
    return does([=, locks = locks()](auto* self) {
      self->send(locks, unwatch_lock{
                          name, caf::actor_cast<lock_listener>(caf::actor_cast<caf::actor>(self))});
    });
  }

  person& does(std::function<void(caf::event_based_actor*)> what) {
    caf::anon_send(handle_, job{std::move(what)});
    return *this;
  }

  /// Ends by itself.
  void goes() {
    does([](auto* self) { self->quit(); });
  }
  void is_killed() { caf::anon_send_exit(handle_, caf::exit_reason::kill); }

private:
  lock_manager locks() const { return nodes_->node(node_).locks(); }

  cluster_simulation* nodes_;
  std::size_t node_;
  caf::actor handle_;
  std::shared_ptr<diary> told_;
};

struct lock_cluster {
  cluster_simulation nodes;

  explicit lock_cluster(std::uint64_t seed, std::size_t size = 3,
                        std::int64_t clock_error_ppm = 5000)
    : nodes(options(seed, size, clock_error_ppm)) {
    set_log_level();
    nodes.start_all();
    REQUIRE(nodes.run_until([&] { return all_up(); }, 20s));
  }

  static cluster_options options(std::uint64_t seed, std::size_t size, std::int64_t error_ppm) {
    auto o = with_seed(seed, size);
    o.clock_error_ppm_max = error_ppm;
    o.add_types = [](system_config& cfg) { cfg.add_types<caf::id_block::lock_test>(); };
    return o;
  }

  node_context& at(std::size_t node) { return nodes.node(node).tree().context(); }

  bool all_up() {
    for (std::size_t i = 0; i < nodes.size(); ++i)
      if (!at(i).lease.valid(*at(i).ports.clock)) return false;
    return true;
  }

  person on(std::size_t node) {
    auto seen = std::make_shared<diary>();
    auto* world = &nodes;
    auto handle =
      nodes.at(node).spawn([seen, world](caf::event_based_actor* self) -> caf::behavior {
        self->set_default_handler(caf::drop);
        return {
          [self](const job& what) { what.run(self); },
          [=](const lock_lost& what) {
            seen->lost.push_back({world->now(), what});
          },
          [=](const lock_state& what) {
            seen->states.push_back({world->now(), what});
          },
          [=](const lock_change& what) {
            seen->changes.push_back({world->now(), what});
          },
        };
      });
    return {nodes, node, handle, seen};
  }

  void kill(std::size_t node, child who) {
    if (auto handle = at(node).book.get(who)) caf::anon_send_exit(handle, caf::exit_reason::kill);
  }

  template <class Reached> bool until(Reached reached, duration bound = 10s) {
    return nodes.run_until([&] { return reached(); }, bound);
  }

  /// Granted at once, or the test ends.
  lock_grant takes(person& who, const acquire& what) {
    auto before = who.was().grants.size();
    who.acquires(what);
    REQUIRE(until([&] { return who.was().grants.size() > before; }));
    return who.was().grants.back().what;
  }
};

inline acquire fenced(lock_wants wants, duration lease = {}, duration wait = 10s) {
  acquire what{std::move(wants), lease, wait};
  what.fenced = true;
  return what;
}

} // namespace lock_test
