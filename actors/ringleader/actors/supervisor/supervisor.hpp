// SPDX-License-Identifier: BSD-3-Clause
/// supervisor: an actor that starts children and starts them again when they die, by the rules of
/// the restart_policy machine.
///
///   auto top = sys.spawn<supervisor>("node", options, std::move(children), clock, seed,
///   on_escalate);
///
/// A child is what its `start` makes. When it dies, `stop` ends and awaits everything that it had
/// started (its children, its ports) before the next generation begins. Children are monitored,
/// never linked: a child's death, `kill` included, never takes the supervisor along.
/// begin_life is answered when each child has been started once, or has failed to start.
/// stop_tree stops all children in reverse order and is answered when the last is gone.
#pragma once

#include <ringleader/actors/runtime/address_book.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/base/ports/clock.hpp>
#include <ringleader/supervision/restart_policy.hpp>

#include <caf/event_based_actor.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace ringleader {

struct supervised {
  child_spec spec;

  /// Makes the child; a failure counts as a death.
  std::function<result<caf::actor>(generation)> start;

  /// Called after a start and with an empty handle after a death.
  std::function<void(caf::actor)> publish;

  /// What the child started; ended and awaited after its death.
  child_actors* started = nullptr;

  /// Closes the child's ports, after its death and that of its children.
  std::function<void()> close;
};

class supervisor final : public caf::event_based_actor {
public:
  /// on_escalate: called once when the policy gives up and every child is stopped.
  supervisor(caf::actor_config& cfg, std::string name, restart_options options,
             std::vector<supervised> children, std::shared_ptr<const clock_port> clock,
             std::uint64_t seed, std::function<void(const cause_chain&)> on_escalate);

  const char* name() const override { return "supervisor"; }
  void on_exit() override;

private:
  /// A child that is being ended: what is still to be seen gone.
  struct ending {
    generation number;
    std::size_t waiting = 0;
  };

  struct entry {
    supervised what;
    caf::actor handle;
    generation number;
    std::optional<ending> end;
  };

  caf::behavior make_behavior() override;
  void feed(const restart_event& event);
  void run(const start_child& fx);
  void run(const stop_child& fx);
  void run(const escalate& fx);
  void run(const children_stopped& fx);
  void down(const caf::down_msg& msg);
  void end_children(entry& child);
  void one_less(entry& child);
  void arm();
  entry& find(const std::string& child);

  std::string name_;
  std::shared_ptr<const clock_port> clock_;
  restart_policy policy_;
  std::vector<entry> children_;
  std::map<caf::actor_addr, std::string> monitored_; // child or one of its children -> child
  std::function<void(const cause_chain&)> on_escalate_;
  std::vector<caf::response_promise> stop_waiters_;
  bool closed_ = false; // every child is stopped and none will start
  deadline_timer timer_;
};

/// Text of an exit reason, for the chain of causes.
std::string reason_text(const caf::error& reason);

} // namespace ringleader
