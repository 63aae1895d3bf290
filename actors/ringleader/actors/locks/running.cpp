// SPDX-License-Identifier: BSD-3-Clause
// What effects become.
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/actors/runtime/answer_all.hpp>
#include <ringleader/actors/runtime/query.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/lock_views.hpp>

#include <caf/send.hpp>

namespace ringleader {

namespace {

/// What CAF says in its own words leaves open what happened.
failure failure_of(const caf::error& err) {
  auto code = code_of(err);
  if (code == errc::none) return {errc::outcome_unknown, to_text(err)};
  return {code, message_of(err)};
}

registry::command command_of(locks::lock_command&& what) {
  return std::visit([](auto&& held) { return registry::command{std::move(held)}; },
                    std::move(what));
}

} // namespace

void locks_actor::run(locks::propose& fx) {
  auto cookie = fx.cookie;
  auto log = node_->book.get(child::control_log);
  if (!log) {
    // Among the effects of a step: what it brings is run behind them.
    client_.step(
      locks::concluded{cookie, {}, {errc::stopping, "the control log is being rebuilt; ask again"}},
      node_->now(), effects_);
    return;
  }
  request(log, caf::infinite, propose{command_of(std::move(fx.what)), fx.patience})
    .then(
      [this, cookie](const proposal_outcome& answer) {
        feed(locks::concluded{cookie, registry::lock_outcome_of(answer.what), {}});
      },
      [this, cookie](const caf::error& err) {
        feed(locks::concluded{cookie, {}, failure_of(err)});
      });
}

template <class T> void locks_actor::answer(locks::ask_id ask, const T& what) {
  auto found = asks_.find(ask.value);
  if (found == asks_.end()) return;
  auto asker = std::move(found->second);
  asks_.erase(found);
  asker.deliver(what);
}

void locks_actor::run(locks::answer_granted& fx) {
  answer(fx.ask, lock_grant{fx.claim, fx.token, std::move(fx.names), fx.left});
}

void locks_actor::run(locks::answer_failed& fx) {
  answer(fx.ask, make_error(fx.why.code, fx.why.message));
}

void locks_actor::run(locks::answer_deadlock& fx) {
  answer(fx.ask, make_error(errc::deadlock, to_text(*members_, fx.found)));
}

void locks_actor::run(locks::answer_released& fx) { answer(fx.ask, fx.held); }

void locks_actor::run(locks::tell_lost& fx) {
  auto found = watched_.find(fx.asker);
  if (found == watched_.end()) return;
  if (auto holder = caf::actor_cast<caf::actor>(found->second.who))
    caf::anon_send(
      holder,
      lock_lost{{fx.claim, fx.token, std::move(fx.names), {}}, fx.why, std::move(fx.reason)});
}

void locks_actor::run(locks::watch_asker& fx) {
  auto is_sender = sender_ && sender_.id() == fx.asker.value;
  watch(is_sender ? sender_ : kept_->address_of(fx.asker));
}

void locks_actor::run(locks::unwatch_asker& fx) { unwatch(fx.asker); }

void locks_actor::run(locks::keep& fx) {
  auto found = watched_.find(fx.what.asker);
  auto asker = found == watched_.end() ? caf::actor_addr{} : found->second.who;
  kept_->put(std::move(fx), std::move(asker));
}

void locks_actor::run(locks::query_standing& fx) {
  query_registry(
    this, *node_,
    [session = fx.session](const registry::registry& state) {
      return locks::standing_seen{session, state.locks().book().claims_of(session)};
    },
    [this](locks::standing_seen&& seen, log_index) { feed(std::move(seen)); }, [](caf::error&) {});
}

void locks_actor::run(locks::drained&) { answer_all(drain_waiters_, true); }

void locks_actor::watch(const caf::actor_addr& who) {
  if (!who) return;
  auto& known = watched_[locks::asker_id{who.id()}];
  known.who = who;
  if (++known.reasons == 1) monitor(who);
}

void locks_actor::unwatch(locks::asker_id who) {
  auto found = watched_.find(who);
  if (found == watched_.end() || --found->second.reasons > 0) return;
  demonitor(found->second.who);
  watched_.erase(found);
}

} // namespace ringleader
