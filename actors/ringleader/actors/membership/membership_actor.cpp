// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/membership/membership_actor.hpp>
#include <ringleader/actors/runtime/announcer.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/options/configure.hpp>
#include <ringleader/registry/limits.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

/// Whatever went wrong: an error of CAF says nothing of what happened.
failure failure_of(const caf::error& err) {
  auto code = code_of(err);
  return {code == errc::none ? errc::outcome_unknown : code, to_text(err)};
}

/// What is too long for a command is looked at where a message arrives.
std::string announced(const std::string& messages) {
  return messages.size() <= registry::messages_bytes_max ? messages : std::string{};
}

} // namespace

membership_actor::membership_actor(caf::actor_config& cfg, node_context_ptr node,
                                   std::shared_ptr<view_listeners> listeners,
                                   std::function<void(const failure&)> on_refused)
  : control_actor(cfg, std::move(node)), listeners_(std::move(listeners)),
    on_refused_(std::move(on_refused)), joiner_(node_->configuration->joining),
    view_(std::make_shared<const view>()) {}

void membership_actor::on_exit() {
  node_->lease.clear(); // a rebuilt lease keeper has no lease until a renewal is answered
  on_refused_ = nullptr;
  announcer_ = nullptr;
}

caf::behavior membership_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& down) { listeners_->remove(down.source); });
  announcer_ = spawn(announcer);
  for (auto& listener : listeners_->all()) monitor(caf::actor_cast<caf::actor_addr>(listener));
  begin();
  return {
    [this](const registry_update& update) { take(update); },
    [this](const renew_answer& answer) {
      feed(joining::renewal_answered{answer.session, renewal_id{answer.id}});
    },
    [this](wake w) {
      if (timer_.rang(w)) feed(joining::tick{static_cast<bool>(node_->cluster_now())});
    },
    [this](const watch_members& who) { return accept(who); },
    [this](const unwatch_members& who) {
      listeners_->remove(who.listener.address());
      demonitor(who.listener.address());
    },
    [this](get_view) { return *view_; },
    [this](leave_request) { return leave(); },
    [this](announce_nudge) { tell_types(); },
    [this](relink) { feed(joining::transport_renewed{}); },
  };
}

caf::result<void> membership_actor::accept(const watch_members& who) {
  if (!listeners_->add(who.listener))
    return make_error(errc::overloaded, "too many watch the members on this node");
  monitor(who.listener);
  announce({caf::actor_cast<caf::strong_actor_ptr>(who.listener)});
  return {};
}

void membership_actor::announce(std::vector<caf::strong_actor_ptr> to) {
  if (!to.empty())
    caf::anon_send(announcer_, announcement{std::move(to), caf::make_message(*view_)});
}

void membership_actor::begin() {
  step(joining::started{boot_id{node_->membership.load()}});
  tell_types();
  arm();
  if (auto log = node_->book.get(child::control_log)) send(log, watch_registry{child::members});
}

void membership_actor::take(const registry_update& update) {
  if (!newest_.accept(update)) return;
  view_ = update.members;
  auto own = session_of(*view_, boot_id{node_->membership.load()});
  auto& owned = update.table->entries;
  auto depended_on =
    update.votes || std::any_of(owned.begin(), owned.end(),
                                [&](const partition_entry& e) { return own && e.owner == own; });
  feed(joining::members_seen{view_, update.reset, depended_on});
}

void membership_actor::tell_types() {
  for (auto& type : node_->definitions.all())
    feed(joining::type_known{type->name, static_cast<bool>(type->start)});
}

caf::result<bool> membership_actor::leave() {
  node_->leaving = true;
  auto asker = make_response_promise();
  leavers_.emplace(++last_cookie_, asker);
  feed(joining::leave_asked{last_cookie_});
  return asker;
}

void membership_actor::feed(const joining::event& what) {
  if (node_->leaving && !std::exchange(told_leaving_, true)) step(joining::leave_begun{});
  if (node_->departing && !std::exchange(told_departing_, true)) step(joining::depart_asked{});
  step(what);
  arm();
}

void membership_actor::arm() { timer_.arm(this, joiner_.next_deadline(), node_->now()); }

void membership_actor::step(const joining::event& what) {
  for (auto& fx : joiner_.step(what, node_->now())) match(fx, [this](const auto& e) { run(e); });
}

/// Without a control log, which is being rebuilt then, the question failed.
template <class Question, class Done, class Failed>
void membership_actor::ask_log(Question what, Done then, Failed otherwise) {
  auto log = node_->book.get(child::control_log);
  if (!log) return otherwise(caf::error{});
  request(log, caf::infinite, std::move(what)).then(std::move(then), std::move(otherwise));
}

void membership_actor::run(const joining::draw_boot&) {
  boot_id boot{node_->ports.entropy->next()};
  node_->membership.store(boot.value);
  feed(joining::boot_drawn{boot});
}

void membership_actor::run(const joining::submit_join& fx) {
  ask_log(
    propose_join{description(fx)},
    [this, boot = fx.boot](const proposal_outcome& answer) {
      if (auto* no = registry::refusal(answer.what))
        feed(joining::join_refused{boot, {no->code, no->message}, no->retry});
      else
        feed(joining::join_accepted{boot});
    },
    [this, boot = fx.boot](const caf::error& err) {
      feed(joining::join_failed{boot, {code_of(err), message_of(err)}});
    });
}

registry::join membership_actor::description(const joining::submit_join& fx) const {
  auto who = node_->configuration->member;
  who.boot = fx.boot;
  who.replaces = fx.replaces;
  who.host_boot = node_->ports.host_boot;
  who.lock_file = node_->lock_file;
  return who;
}

void membership_actor::run(const joining::renew& fx) {
  if (auto log = node_->book.get(child::control_log))
    send(log, renew_request{fx.session, fx.id.value});
}

void membership_actor::run(const joining::set_lease& fx) { node_->lease.set(fx.session, fx.until); }

void membership_actor::run(const joining::begin_lease&) {
  if (auto leader = node_->book.get(child::leader)) send(leader, lease_begun{});
}

void membership_actor::run(const joining::announce& fx) {
  auto type = node_->definitions.find(stable_hash(fx.type));
  ask_log(
    propose{registry::announce_type{fx.type, announced(type->messages), fx.hosts}},
    [name = fx.type](const proposal_outcome& answer) {
      if (auto* no = registry::refusal(answer.what))
        log::error(log::area::entities, no->message, {{"type", name}});
    },
    [this, session = fx.session, name = fx.type](const caf::error&) {
      feed(joining::announce_failed{session, name});
    });
}

void membership_actor::run(const joining::submit_leave& fx) {
  ask_log(
    propose{registry::leave{}},
    [this, cookie = fx.cookie](const proposal_outcome&) {
      feed(joining::leave_ended{cookie, {}});
    },
    [this, cookie = fx.cookie](const caf::error& err) {
      feed(joining::leave_ended{cookie, failure_of(err)});
    });
}

void membership_actor::run(const joining::answer_leave& fx) {
  auto asker = leavers_.extract(fx.cookie);
  if (asker.empty()) return;
  if (fx.why.code == errc::none)
    asker.mapped().deliver(true);
  else
    asker.mapped().deliver(make_error(fx.why));
}

void membership_actor::run(const joining::submit_begin_leave&) {
  log::info(log::area::membership, "leaving for good");
  ask_log(
    propose{registry::begin_leave{}}, [](const proposal_outcome&) {},
    [this](const caf::error&) { feed(joining::begin_leave_failed{}); });
}

void membership_actor::run(const joining::depart&) { node_->departed = true; }

void membership_actor::run(const joining::link& fx) { node_->out.link(fx.to); }

void membership_actor::run(const joining::unlink& fx) { node_->out.unlink(fx.to); }

void membership_actor::run(const joining::publish_view&) { announce(listeners_->all()); }

void membership_actor::run(const joining::session_opened& fx) {
  log::info(log::area::membership, "session opened", {{"session", fx.session}});
}

void membership_actor::run(const joining::session_over& fx) {
  log::warn(log::area::membership, "the session ended", {{"session", fx.session}});
}

void membership_actor::run(const joining::join_denied& fx) {
  auto why = fx.why.message;
  if (!view_ || view_->members.empty()) // as every founding begins
    return log::info(log::area::membership, "the join waits", {{"why", why}});
  log::warn(log::area::membership, "the join was refused", {{"why", why}});
}

void membership_actor::run(const joining::still_joining& fx) {
  log::warn(log::area::membership, "still joining",
            {{"for", fx.since}, {"why", to_string(fx.why)}});
}

void membership_actor::run(const joining::give_up& fx) { on_refused_(fx.why); }

} // namespace ringleader
