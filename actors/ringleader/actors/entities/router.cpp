// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/entities/router.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/options/configure.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace ringleader {

namespace {

// In one command, which must fit into a frame.
constexpr std::ptrdiff_t reports_at_once = 1024;

/// The entity's answer, or the error that its node gave in its place.
void deliver(caf::response_promise& asker, const message_form& form,
             const wire::entity_reply& reply) {
  if (reply.code == errc::none) {
    caf::message msg;
    if (form.decode_reply(reply.payload, msg)) return asker.deliver(std::move(msg));
    return asker.deliver(
      make_error(errc::outcome_unknown, "the entity answered, but the answer does not decode"));
  }
  if (reply.code == errc::entity_failed && reply.foreign_category != 0) {
    auto category = static_cast<caf::atom_value>(reply.foreign_category);
    auto context = reply.message.empty() ? caf::message{} : caf::make_message(reply.message);
    return asker.deliver(caf::error{reply.foreign_code, category, std::move(context)});
  }
  asker.deliver(make_error(failure{reply.code, reply.message, reply.reason}));
}

} // namespace

template <class Event> void router::feed(const Event& what, instant now) {
  look_at_lease(now);
  step(what, now);
  report(now);
  timer_.arm(this, machine_.next_deadline(), now);
}

/// Effects in order; those that follow from carrying one out come behind.
template <class Event> void router::step(const Event& what, instant now) {
  machine_.step(what, now, effects_);
  for (std::size_t i = 0; i < effects_.size(); ++i) {
    match(effects_[i], [this, now](auto& e) {
      auto fx = std::move(e); // the others may move to another place meanwhile
      run(fx, now);
    });
  }
  effects_.clear();
}

router::router(caf::actor_config& cfg, node_context_ptr node)
  : caf::event_based_actor(cfg), node_(std::move(node)),
    machine_(node_->configuration->routing, node_->ports.entropy->next()), items_(1) {
} // no message has the number none

void router::on_exit() {
  effects_.clear();
  step(routing::stop{}, node_->now());
  items_.clear();
}

caf::behavior router::make_behavior() {
  set_default_handler(caf::drop);
  if (auto log = node_->book.get(child::control_log)) send(log, watch_registry{child::partitions});
  return {
    [this](outgoing& what) { accept(what); },
    [this](const frames_in& frames) { replies(frames); },
    [this](const registry_update& update) { take(update); },
    [this](const peer_up& up) {
      told_.erase(up.peer.store);
      feed(routing::peer_up{up.peer.store});
    },
    [this](const peer_down& down) {
      told_.erase(down.peer.store);
      feed(routing::peer_down{down.peer.store});
    },
    [this](routing::assignment_asked what) { feed(what); },
    [this](const routing::partition_empty& what) { feed(what); },
    [this](wake w) {
      if (timer_.rang(w)) feed(routing::tick{});
    },
  };
}

void router::accept(outgoing& what) {
  routing::submit said;
  said.id = free_id();
  auto& it = items_[said.id.value];
  it.asker = make_response_promise();
  said.asks = !it.asker.async();
  said.sender = what.key.sender;
  if (said.sender == 0 && it.asker.source()) said.sender = it.asker.source()->id();
  said.type = what.type->id;
  said.key = stable_hash(what.key.value);
  said.patience = what.key.expires_in;
  it.what = std::move(what);
  feed(said);
}

void router::replies(const frames_in& frames) {
  auto now = node_->now();
  for (auto& body : frames.bodies) {
    auto reply = decode<wire::entity_reply>(body);
    if (!reply) continue;
    reply_ = &*reply;
    if (reply->code == errc::not_owner) told_.erase(frames.from.store); // it may not know a shape
    feed(routing::answered{reply->corr, frames.from.store, reply->code}, now);
  }
  reply_ = nullptr;
}

void router::take(const registry_update& update) {
  feed(routing::registry_seen{update.index, update.reset, static_cast<bool>(update.control_leader),
                              boot_id{node_->membership.load()}, update.members, update.table});
}

void router::look_at_lease(instant now) {
  const auto& cell = node_->lease;
  routing::lease_seen seen{cell.session(), cell.until()};
  if (cell.session() != seen.session) seen.until = instant::min(); // it is changing hands
  if (seen == lease_) return;
  lease_ = seen;
  step(seen, now);
}

void router::run(const routing::deliver_here& fx, instant now) {
  auto host = node_->book.get(child::entities);
  if (!host) return machine_.step(routing::handed_over{fx.id, errc::unreachable}, now, effects_);
  auto it = take_out(fx.id);
  const auto& form = it.what.type->forms[it.what.form];
  auto is_kept_as_bytes = it.what.payload.empty() && !it.encoded.empty();
  if (is_kept_as_bytes && !form.decode_request(it.encoded, it.what.payload))
    it.asker.deliver(make_error(errc::malformed, "the message does not decode"));
  else
    it.asker.delegate(host, local_delivery{std::move(it.what.type), it.what.form,
                                           std::move(it.what.key.value), fx.partition, fx.epoch,
                                           fx.deadline, std::move(it.what.payload)});
  machine_.step(routing::handed_over{fx.id, errc::none}, now, effects_);
}

void router::run(const routing::send_to& fx, instant now) {
  auto& it = items_[fx.id.value];
  auto size = std::uint64_t{0};
  auto code = send_frame(it, fx, size);
  if (code == errc::none && fx.number == 0) take_out(fx.id);
  machine_.step(routing::handed_over{fx.id, code, size}, now, effects_);
}

/// It waits, which most messages never do: from now on it is kept as bytes alone, so that its size
/// is known.
void router::run(const routing::weigh& fx, instant now) {
  auto& it = items_[fx.id.value];
  encode(it);
  if (!it.encoded.empty()) it.what.payload = caf::message{};
  machine_.step(routing::weighed{fx.id, it.encoded.size() + sizeof(item)}, now, effects_);
}

errc router::send_frame(item& it, const routing::send_to& fx, std::uint64_t& size) {
  const auto& type = *it.what.type;
  encode(it);
  wire::entity_request frame;
  frame.corr = fx.number;
  frame.type = type.id;
  const auto& form = type.forms[it.what.form];
  frame.message = form.id;
  frame.signature = form.signature;
  auto& told = told_[fx.to];
  if (told.count(form.signature) == 0) frame.shape = form.shape;
  frame.epoch = fx.epoch;
  frame.remaining = fx.remaining;
  frame.key.swap(it.what.key.value); // lent while the frame is encoded
  frame.payload.swap(it.encoded);
  size = frame.payload.size() + sizeof(item);
  auto code = node_->out.send_message(fx.to, lane::data, channel::entity, frame);
  frame.key.swap(it.what.key.value);
  if (code == errc::none) told.insert(form.signature);
  // Kept if it is to be sent again soon, or if there is nothing else, should an owner refuse it.
  if (code == errc::unreachable || it.what.payload.empty()) frame.payload.swap(it.encoded);
  return code;
}

void router::encode(item& it) {
  if (it.encoded.empty())
    it.encoded = it.what.type->forms[it.what.form].encode_request(it.what.payload);
}

void router::run(const routing::answer& fx, instant) {
  EXPECTS(reply_ != nullptr);
  auto it = take_out(fx.id);
  deliver(it.asker, it.what.type->forms[it.what.form], *reply_);
}

void router::run(const routing::fail& fx, instant) {
  auto it = take_out(fx.id);
  it.asker.deliver(make_error(fx.code, routing::text_of(fx.why)));
}

void router::run(routing::assignment& fx, instant) {
  if (auto host = node_->book.get(child::entities)) caf::anon_send(host, std::move(fx));
}

void router::run(const routing::report_drained& fx, instant) { reports_.push_back(fx); }

/// One proposal at a time: each makes a new table, on every node, and what is drained meanwhile
/// goes with the next.
void router::report(instant now) {
  if (reporting_ || reports_.empty()) return;
  auto count = std::min(static_cast<std::ptrdiff_t>(reports_.size()), reports_at_once);
  std::vector<routing::report_drained> told(reports_.begin(), reports_.begin() + count);
  reports_.erase(reports_.begin(), reports_.begin() + count);
  auto log = node_->book.get(child::control_log);
  if (!log) return conclude(told, false, now);
  registry::drained all;
  for (const auto& one : told) all.moves.push_back({one.partition, one.epoch, one.move});
  reporting_ = true;
  auto concluded = [this, told = std::move(told)](bool taken) {
    reporting_ = false;
    auto then = node_->now();
    conclude(told, taken, then);
    report(then);
    timer_.arm(this, machine_.next_deadline(), then);
  };
  request(log, caf::infinite, propose{std::move(all)})
    .then(
      [concluded](const proposal_outcome& answer) {
        concluded(registry::refusal(answer.what) == nullptr);
      },
      [concluded](caf::error&) { concluded(false); });
}

void router::conclude(const std::vector<routing::report_drained>& told, bool taken, instant now) {
  look_at_lease(now);
  for (const auto& one : told) step(routing::report_concluded{one.partition, one.move, taken}, now);
}

routing::message_id router::free_id() {
  if (free_.empty()) {
    free_.push_back(routing::message_id{static_cast<std::uint32_t>(items_.size())});
    items_.emplace_back();
  }
  auto id = free_.back();
  free_.pop_back();
  return id;
}

router::item router::take_out(routing::message_id id) {
  free_.push_back(id);
  return std::move(items_[id.value]);
}

} // namespace ringleader
