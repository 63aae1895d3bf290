// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/logging.hpp>

#include <caf/send.hpp>

namespace ringleader {

namespace {

constexpr auto duty_interval = std::chrono::milliseconds{20};

// A snapshot costs as much as the registry is large, the log as much as it is long.
constexpr std::uint64_t compact_after = 16'384;

} // namespace

control_log::control_log(caf::actor_config& cfg, node_context_ptr node, opened_store* opened,
                         std::uint64_t generation)
  : caf::event_based_actor(cfg), node_(std::move(node)), opened_(opened), generation_(generation),
    proposals_(stream_id{generation}) {}

void control_log::on_exit() {
  proposals_.abandon(); // its successor does not know who asked
  raft_.reset();
  founding_.reset();
}

caf::behavior control_log::make_behavior() {
  set_default_handler(caf::drop);
  start_forming();
  delayed_send(this, duty_interval, wake{0});
  return {
    [this](const frames_in& frames) { receive(frames); },
    [this](const store_done& write_done) { stored(write_done); },
    [this](wake w) {
      if (w.arming == 0) return woken(); // the duty tick
      if (w.arming != arming_) return;
      armed_ = never;
      if (raft_) step(consensus::tick{});
    },
    [this](propose& what) { return accept(std::move(what)); },
    [this](propose_join& what) { return accept(std::move(what)); },
    [this](subscribe_news who) { tell(who.who, true, nullptr); },
    [this](const renew_request& ask) {
      if (!raft_ || !raft_->leader()) return;
      if (!leads()) {
        node_->out.send_message(raft_->leader(), lane::system, channel::session,
                                wire::renewal{false, ask.session, ask.id});
        return;
      }
      auto cookie = ++next_cookie_;
      if (leading_->ask(cookie, {store_id{}, ask.session, ask.id, node_->now()}))
        step(consensus::read{cookie});
    },
    [this](const peer_up& up) {
      peers_[up.peer.store] = up.peer;
      if (founding_) feed(consensus::founding_tick{});
    },
    [this](const peer_down& down) { peers_.erase(down.peer.store); },
    [this](flush_batch) { flush(); },
  };
}

void control_log::receive(const frames_in& frames) {
  for (auto& body : frames.bodies) {
    switch (frames.what) {
    case channel::consensus: {
      if (!raft_) break;
      auto message = consensus::decode_message(body);
      if (message) step(consensus::received{frames.from.store, std::move(*message)});
      break;
    }
    case channel::founding: {
      auto message = decode<consensus::founding_message>(body);
      if (founding_ && message) feed(consensus::founding_received{std::move(*message)});
      break;
    }
    case channel::joining: {
      auto message = decode<wire::joining>(body);
      if (message) receive_joining(frames.from, *message);
      break;
    }
    case channel::session: {
      auto message = decode<wire::renewal>(body);
      if (!message) break;
      if (message->is_answer) {
        if (auto to = node_->book.get(child::members))
          caf::anon_send(to, renew_answer{message->session, message->id});
      } else if (leads()) {
        auto cookie = ++next_cookie_;
        if (leading_->ask(cookie, {frames.from.store, message->session, message->id, node_->now()}))
          step(consensus::read{cookie});
      }
      break;
    }
    case channel::proposal: {
      auto message = decode<wire::forwarded>(body);
      if (message) take_forwarded(*message);
      break;
    }
    case channel::admin: answer_admin(frames.from, body); break;
    default: break;
    }
  }
}

void control_log::start_raft(consensus::raft machine) {
  raft_.emplace(std::move(machine));
  publish({});
  arm();
}

void control_log::step(const consensus::event& what) {
  for (auto& fx : raft_->step(what, node_->now())) match(fx, [this](auto& e) { run(e); });
  arm();
}

void control_log::write(store_write batch) {
  auto handle = caf::actor_cast<caf::actor>(this);
  opened_->store->write(
    std::move(batch), [handle, number = generation_](ticket id, result<void> ended) {
      caf::anon_send(handle, store_done{number, id, ended ? failure{} : ended.error()});
    });
}

void control_log::stored(const store_done& write_done) {
  if (write_done.generation != generation_) return; // of an actor that is gone
  if (write_done.error.code != errc::none) {
    log::error(log::area::store, "the control log cannot be written",
               {{"why", to_string(write_done.error)}});
    quit(make_error(write_done.error));
    return;
  }
  if (write_done.id.value > tickets_used_) {
    if (raft_) step(consensus::persisted{ticket{write_done.id.value - tickets_used_}});
  } else if (founding_ && write_done.id == founding_ticket_) {
    feed(consensus::founding_stored{});
  }
}

void control_log::run(const consensus::persist& fx) {
  store_write batch;
  batch.id = ticket{fx.id.value + tickets_used_};
  batch.hard = fx.hard;
  batch.truncate_from = fx.truncate_from;
  for (auto& e : fx.append) batch.append.push_back(consensus::to_record(e));
  if (fx.snapshot) batch.snapshot = consensus::to_stored(*fx.snapshot);
  batch.drop_head_to = fx.drop_head_to;
  write(std::move(batch));
}

void control_log::run(const consensus::send& fx) {
  auto is_bulky = std::holds_alternative<consensus::install_request>(fx.what);
  node_->out.send(fx.to, is_bulky ? lane::bulk : lane::system, channel::consensus,
                  consensus::encode_message(fx.what));
}

void control_log::run(const consensus::committed& fx) {
  std::vector<registry::event> events;
  for (auto& e : fx.entries) {
    applied_ = e.index;
    if (e.kind == consensus::entry_kind::noop && leads() && e.term == raft_->term())
      leading_->open(registry_, node_->now());
    if (e.kind != consensus::entry_kind::command) continue;
    auto applied = registry_.apply(e.index, e.data);
    if (leading_) leading_->applied(applied.events, applied.outcome, registry_, node_->now());
    if (!proposals_.empty())
      if (auto entry = decode<registry::log_command>(e.data)) settle(*entry, applied.outcome);
    for (auto& ev : applied.events) events.push_back(std::move(ev));
    if (auto known = registry::understands(registry_.settings()); !known) {
      log::error(log::area::raft, "this release is too old for the cluster",
                 {{"why", known.error().message}});
      return quit(make_error(known.error())); // what follows it would compute differently
    }
  }
  publish(std::move(events));
}

void control_log::run(const consensus::role_changed& fx) {
  log::info(log::area::raft, "role changed",
            {{"role", to_string(fx.now)},
             {"term", fx.term},
             {"leader", fx.leader ? to_hex(fx.leader) : "none"}});
  auto leader_now = fx.now == consensus::role::leader;
  if (leader_now)
    leading_.emplace(fx.term, node_->settings().sessions(), node_->now());
  else
    leading_.reset();
  if (!leader_now) batch_.clear(); // their proposers ask again
  proposals_.resend_all();
  publish({});
  if (fx.leader) send_proposals();
}

void control_log::run(const consensus::proposed&) {}

void control_log::run(const consensus::proposal_refused&) {
  // Whoever proposed asks again: nodes after their retry time, duties at the next tick.
}

void control_log::run(const consensus::read_ready& fx) {
  if (!leading_) return;
  auto renewal = leading_->confirmed(fx.cookie);
  if (!renewal) return;
  if (renewal->from) {
    node_->out.send_message(renewal->from, lane::system, channel::session,
                            wire::renewal{true, renewal->session, renewal->id});
  } else if (auto to = node_->book.get(child::members)) {
    caf::anon_send(to, renew_answer{renewal->session, renewal->id});
  }
}

void control_log::run(const consensus::read_failed& fx) {
  if (leading_) leading_->unconfirmed(fx.cookie);
}

void control_log::run(const consensus::halted& fx) {
  log::error(log::area::raft, "stopped", {{"why", fx.why}});
  quit(make_error(errc::io_error, fx.why));
}

void control_log::run(const consensus::transfer_ended&) {
  // Who leads comes with role_changed.
}

void control_log::run(const consensus::install& fx) {
  if (!restore(*fx.state)) return;
  log::info(log::area::raft, "took over a snapshot", {{"index", fx.state->index}});
  tell_all_anew();
}

/// False: of a newer release; the actor ends.
bool control_log::restore(const consensus::snapshot& from) {
  auto restored = registry::registry::restore(from.data);
  if (!restored) {
    log::error(log::area::raft, "a snapshot of the registry cannot be read",
               {{"index", from.index}, {"why", restored.error().message}});
    quit(make_error(restored.error()));
    return false;
  }
  registry_ = std::move(*restored);
  applied_ = from.index;
  return true;
}

void control_log::compact() {
  if (!raft_) return;
  auto& last = raft_->last_snapshot();
  if (applied_.value < (last ? last->index.value : 0) + compact_after) return;
  step(consensus::compact{applied_, registry_.snapshot()});
}

void control_log::woken() {
  delayed_send(this, duty_interval, wake{0});
  auto now = node_->now();
  if (founding_) feed(consensus::founding_tick{});
  ask_to_join();
  proposals_.give_up(now);
  compact();
  send_proposals();
  if (!leads() || !leading_->is_open()) {
    // Opening the registry needs the term's first entry applied, which `committed` notices.
    return;
  }
  for (auto& duty : leading_->duties(registry_, node_->settings(), now))
    batch_.push_back(
      registry::encode_entry(leading_->stamp(registry_, now), {std::nullopt, std::move(duty)}));
  flush();
  for (auto learner : leading_->gone_learners(raft_->members().learners, registry_, now))
    step(consensus::remove_learner{learner, ++next_cookie_});
}

void control_log::arm() {
  if (!raft_) return;
  auto due = raft_->next_deadline();
  if (due >= armed_) return;
  armed_ = due;
  auto wait = std::max(duration{0}, due - node_->now());
  delayed_send(this,
               std::chrono::duration_cast<std::chrono::microseconds>(wait) +
                 std::chrono::microseconds{1},
               wake{++arming_});
}

} // namespace ringleader
