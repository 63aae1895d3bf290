// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/send.hpp>

namespace ringleader {

namespace {

// How often a node is reminded of others that speak for what is not theirs.
constexpr auto complain_interval = std::chrono::seconds{5};

control::sender sender_of(const peer_info& peer) { return {peer.store, peer.name}; }

} // namespace

control_log::control_log(caf::actor_config& cfg, node_context_ptr node, opened_store* opened,
                         std::uint64_t generation, std::function<void(const failure&)> on_failure)
  : control_actor(cfg, std::move(node)), opened_(opened), generation_(generation),
    on_failure_(std::move(on_failure)) {}

void control_log::on_exit() {
  // Its successor does not know who asked.
  for (auto& asker : askers_)
    asker.second.deliver(make_error(
      errc::outcome_unknown, "the control log starts anew; the command may still take effect"));
  askers_.clear();
  for (auto& asker : transfers_)
    asker.second.deliver(make_error(errc::outcome_unknown,
                                    "the control log starts anew; the leadership may have moved"));
  transfers_.clear();
  machine_.reset();
}

caf::behavior control_log::make_behavior() {
  set_default_handler(caf::drop);
  forming_.emplace(forming_settings(), node_->now());
  feed(formation::began{opened_->state});
  return {
    [this](const frames_in& frames) { receive(frames); },
    [this](const store_done& write_done) { stored(write_done); },
    [this](const store_staged& data) {
      if (machine_ && data.generation == generation_) step(control::staged{data.upto});
    },
    [this](wake w) {
      if (timer_.rang(w)) woken();
    },
    [this](propose& what) { return accept(what); },
    [this](propose_join& what) { return accept(what); },
    [this](watch_registry who) { tell(who.who, true, nullptr); },
    [this](const registry_query& query) {
      query.run(state());
      return registry_queried{state().applied_index()};
    },
    [this](status_asked) { return status(); },
    [this](const transfer_asked& ask) { return transfer(ask); },
    [this](const renew_request& ask) {
      if (machine_) step(control::renew{{}, ask.session, ask.id});
    },
    [this](const peer_up& up) {
      feed(formation::peer_came{up.peer.store, up.peer.advertise, up.peer.role});
    },
    [this](const peer_down& down) { feed(formation::peer_went{down.peer.store}); },
    [this](flush_batch) {
      if (machine_) step(control::flush{});
    },
  };
}

void control_log::receive(const frames_in& frames) {
  for (auto& body : frames.bodies) {
    switch (frames.what) {
    case channel::consensus: {
      if (!machine_) break;
      auto message = consensus::decode_message(body);
      if (message) step(control::received{frames.from.store, std::move(*message)});
      break;
    }
    case channel::founding: {
      auto message = decode<formation::founding_message>(body);
      if (message) feed(formation::founding_received{std::move(*message)});
      break;
    }
    case channel::joining: {
      auto message = decode<wire::joining>(body);
      if (message) receive_joining(frames.from, *message);
      break;
    }
    case channel::session: {
      auto message = decode<wire::renewal>(body);
      if (message) receive_renewal(frames.from, *message);
      break;
    }
    case channel::proposal: {
      auto message = decode<wire::forwarded>(body);
      if (machine_ && message)
        step(control::forwarded{sender_of(frames.from), std::move(message->envelopes)});
      break;
    }
    default: break;
    }
  }
}

void control_log::receive_joining(const peer_info& from, wire::joining& what) {
  if (what.is_answer)
    feed(formation::join_answered{what.answer});
  else
    feed(formation::join_asked{from.store, std::move(what.ask)});
}

void control_log::receive_renewal(const peer_info& from, const wire::renewal& what) {
  if (!what.is_answer) {
    if (machine_) step(control::renew{sender_of(from), what.session, what.id});
  } else if (auto to = node_->book.get(child::members)) {
    if (machine_ && machine_->may_prolong(from.store))
      caf::anon_send(to, renew_answer{what.session, what.id});
  }
}

caf::result<proposal_outcome> control_log::accept(propose& what) {
  auto session = node_->lease.session();
  if (!machine_ || !session)
    return make_error(errc::no_quorum, "this node has no session with the cluster yet");
  auto promise = make_response_promise();
  askers_.emplace(++next_cookie_, promise);
  step(control::submit{next_cookie_, session, std::move(what.what), what.patience});
  return promise;
}

caf::result<proposal_outcome> control_log::accept(propose_join& what) {
  if (!machine_) return make_error(errc::no_quorum, "this node is not fed the control log yet");
  auto promise = make_response_promise();
  askers_.emplace(++next_cookie_, promise);
  step(control::submit_join{next_cookie_, std::move(what.who)});
  return promise;
}

void control_log::step(control::event what) {
  auto run_all = [this](control::effects all) {
    for (auto& fx : all) match(fx, [this](auto& e) { run(e); });
  };
  run_all(machine_->step(std::move(what), node_->now()));
  if (machine_->is_behind()) run_all(machine_->step(control::catch_up{}, node_->now()));
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
    on_failure_(write_done.error);
    return;
  }
  auto before_the_log = forming_->tickets_used();
  if (write_done.id.value <= before_the_log)
    feed(formation::forming_stored{write_done.id});
  else if (machine_)
    step(control::persisted{ticket{write_done.id.value - before_the_log}});
}

void control_log::run(control::persist& fx) {
  store_write batch;
  batch.id = ticket{fx.id.value + forming_->tickets_used()};
  batch.hard = fx.hard;
  batch.truncate_from = fx.truncate_from;
  for (auto& e : fx.append) batch.append.push_back(consensus::to_record(e));
  if (fx.snapshot) batch.snapshot = consensus::to_stored(*fx.snapshot);
  batch.drop_head_to = fx.drop_head_to;
  write(std::move(batch));
}

void control_log::run(control::send& fx) {
  auto is_bulky = std::holds_alternative<consensus::install_request>(fx.what);
  node_->out.send(fx.to, is_bulky ? lane::bulk : lane::system, channel::consensus,
                  consensus::encode_message(fx.what));
}

void control_log::run(control::role_changed& fx) {
  log::info(log::area::raft, "role changed",
            {{"role", to_string(fx.now)},
             {"term", fx.term},
             {"leader", fx.leader ? to_hex(fx.leader) : "none"}});
  publish({});
  feed(formation::leader_known{fx.leader});
}

void control_log::run(control::install& fx) {
  log::info(log::area::raft, "took over a snapshot",
            {{"index", fx.state->index}, {"bytes", fx.state->data.size()}});
}

void control_log::run(control::transfer_ended& fx) {
  auto found = transfers_.find(fx.cookie);
  if (found == transfers_.end()) return;
  auto asker = std::move(found->second);
  transfers_.erase(found);
  asker.deliver(transfer_over{fx.why, {}});
}

void control_log::run(control::forward& fx) {
  node_->out.send_message(fx.to, lane::system, channel::proposal,
                          wire::forwarded{std::move(fx.envelopes)});
}

void control_log::run(control::pass_renewal& fx) {
  node_->out.send_message(fx.to, lane::system, channel::session,
                          wire::renewal{false, fx.session, fx.id});
}

void control_log::run(control::renewed& fx) {
  if (fx.to)
    node_->out.send_message(fx.to, lane::system, channel::session,
                            wire::renewal{true, fx.session, fx.id});
  else if (auto to = node_->book.get(child::members))
    caf::anon_send(to, renew_answer{fx.session, fx.id});
}

void control_log::run(control::concluded& fx) {
  auto found = askers_.find(fx.cookie);
  if (found == askers_.end()) return;
  auto asker = std::move(found->second);
  askers_.erase(found);
  if (fx.error.code == errc::none)
    asker.deliver(proposal_outcome{std::move(fx.what)});
  else
    asker.deliver(make_error(fx.error));
}

void control_log::run(control::published& fx) {
  if (fx.anew)
    tell_all_anew();
  else
    publish(std::move(fx.events));
}

void control_log::run(control::flush_soon&) {
  send(this, flush_batch{}); // behind what is already in the mailbox: one append for all of it
}

void control_log::run(control::stage& fx) {
  auto handle = caf::actor_cast<caf::actor>(this);
  opened_->store->stage(fx.state,
                        [handle, number = generation_, upto = fx.upto](result<void> ended) {
                          // A store that failed says so to the next write.
                          if (ended) caf::anon_send(handle, store_staged{number, upto});
                        });
}

void control_log::run(control::stopped& fx) {
  log::error(log::area::raft, "stopped", {{"why", to_string(fx.why)}});
  quit(make_error(fx.why));
}

void control_log::woken() {
  late_max_ = std::max(late_max_, node_->now() - timer_.rang_for());
  feed(formation::founding_tick{});
  if (machine_) step(control::tick{});
  tell_served();
  complain();
}

void control_log::complain() {
  if (!machine_ || node_->now() < complain_at_) return;
  auto dropped = machine_->dropped();
  if (dropped.total() == dropped_told_) return;
  complain_at_ = node_->now() + complain_interval;
  dropped_told_ = dropped.total();
  log::warn(log::area::raft,
            "other nodes sent what no node should, and it was dropped: see docs/security.md",
            {{"foreign", dropped.foreign},
             {"malformed", dropped.malformed},
             {"out_of_reach", dropped.out_of_reach},
             {"rival_claims", dropped.rival_claims},
             {"deposals_refused", dropped.deposals_refused}});
}

void control_log::arm() {
  auto due = std::min(forming_->next_deadline(), machine_ ? machine_->next_deadline() : never);
  timer_.arm(this, std::min(due, serves_due_), node_->now());
}

} // namespace ringleader
