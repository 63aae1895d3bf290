// SPDX-License-Identifier: BSD-3-Clause
/// restart_policy: decides for one supervisor which children to start and stop, when, and when to
/// give up. Pure: feed events, execute the effects in order; send restart_tick at next_deadline().
///
///   restart_policy policy{"node", options, {{"disk"}, {"log"}}, random};
///   run(policy.step(start_children{}, now));                       // start disk; log follows it
///   run(policy.step(child_down{"disk", number, true, {{"disk", "io_error"}}}, now));
///
/// Children start one at a time in the order given and stop in reverse. A death is followed by
/// stop_child: it ends whatever the dead child had started, and only child_stopped, which says that
/// all of that is gone, lets a rebuild begin. one_for_one restarts the child alone, one_for_all all
/// of them, rest_for_one the child and those after it. Temporary siblings are stopped and stay
/// away. Each failure after another doubles the pause before the restart; more than `intensity`
/// restarts in `period` end it: everything is stopped, then the failure escalates with its chain of
/// causes.
///
/// Invariants: of a child at most one generation is wanted at a time; no start while any child of
/// the same rebuild is not known to be stopped; after escalate or children_stopped nothing follows.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/supervision/child_spec.hpp>

#include <deque>
#include <variant>

namespace ringleader {

enum class restart_strategy : std::uint8_t { one_for_one = 0, one_for_all, rest_for_one };

std::string to_string(restart_strategy strategy);

struct restart_options {
  restart_strategy strategy = restart_strategy::one_for_one;
  /// Restarts within `period` that are borne. More: rides out longer trouble, hides it longer.
  /// Range 0..10,000.
  std::uint32_t intensity = 5;
  /// Also how long a child must live for its next failure to count as the first. Range 1 ms..1 day.
  duration period = std::chrono::seconds{30};
  /// Pause before the first restart, doubled by each failure that follows up to the maximum.
  /// Longer: less load by what keeps failing, later recovery. 0 restarts at once. Range
  /// 0..pause_max, 1 h.
  duration pause = std::chrono::milliseconds{50};
  duration pause_max = std::chrono::seconds{5};
  /// Part of a pause that is drawn at random, in thousandths, so that nodes do not restart in step.
  /// Range 0..1000.
  std::uint32_t jitter = 500;

  result<void> validate() const;
};

// --- events
// ---------------------------------------------------------------------------------------

struct start_children {};
struct child_started {
  std::string name;
  generation number;
};
/// The child ended, or could not be started; what it had started may still run.
struct child_down {
  std::string name;
  generation number;
  bool abnormal = true;
  cause_chain causes;
};
/// Nothing that this generation of the child had started is left.
struct child_stopped {
  std::string name;
  generation number;
};
struct stop_children {};
struct restart_tick {};

using restart_event = std::variant<start_children, child_started, child_down, child_stopped,
                                   stop_children, restart_tick>;

// --- effects
// --------------------------------------------------------------------------------------

/// Answered by child_started or child_down.
struct start_child {
  std::string name;
  generation number;
};
/// End the child and all that it started; answered by child_stopped.
struct stop_child {
  std::string name;
  generation number;
};
/// The policy gave up and every child is stopped: tell the supervisor above.
struct escalate {
  cause_chain causes;
};
/// The answer to stop_children: every child is stopped.
struct children_stopped {};

using restart_effect = std::variant<start_child, stop_child, escalate, children_stopped>;
using restart_effects = std::vector<restart_effect>;

bool operator==(const start_child& a, const start_child& b);
bool operator==(const stop_child& a, const stop_child& b);
bool operator==(const escalate& a, const escalate& b);
bool operator==(const children_stopped& a, const children_stopped& b);

std::string to_string(const restart_event& event);
std::string to_string(const restart_effect& effect);

class restart_policy {
public:
  /// `name` is the supervisor's, for the chain of causes. EXPECTS valid options, distinct names.
  restart_policy(std::string name, const restart_options& options,
                 const std::vector<child_spec>& children, random_source random);

  /// EXPECTS that now never goes back and that children exist.
  restart_effects step(const restart_event& event, instant now);

  /// When restart_tick has something to do; `never` if nothing waits.
  instant next_deadline() const;

  bool running(const std::string& name) const;

private:
  enum class phase : std::uint8_t { created, open, escalating, stopping, closed };
  enum class state : std::uint8_t { down, starting, running, stopping };

  struct child {
    child_spec spec;
    state in = state::down;
    bool wanted = true;       ///< to be started when it is down
    bool stop_wanted = false; ///< to be stopped in its turn
    generation number;
    std::uint32_t failures = 0; ///< one after another
    instant not_before{};
    instant since{}; ///< when it started
  };

  void on(const start_children& event, restart_effects& out);
  void on(const child_started& event, restart_effects& out);
  void on(const child_down& event, restart_effects& out);
  void on(const child_stopped& event, restart_effects& out);
  void on(const stop_children& event, restart_effects& out);
  void on(const restart_tick& event, restart_effects& out);

  std::size_t find(const std::string& name) const;
  void plan_restart(std::size_t index);
  void give_up(const child_down& event);
  bool too_many_restarts();
  duration draw_pause(std::uint32_t failures);
  void want_all_stopped();
  void stop_child_at(std::size_t index, restart_effects& out);

  void advance(restart_effects& out);
  void stop_in_turn(restart_effects& out);
  void start_in_turn(restart_effects& out);
  void close_if_stopped(restart_effects& out);
  bool rebuild_blocked(std::size_t index) const;

  std::string name_;
  restart_options options_;
  std::vector<child> children_; ///< in start order
  random_source random_;
  phase phase_ = phase::created;
  std::deque<instant> restarts_; ///< within the period, at most intensity + 1
  cause_chain causes_;           ///< why it gave up
  instant now_{};
};

} // namespace ringleader
