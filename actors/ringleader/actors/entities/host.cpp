// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/entities/host.hpp>
#include <ringleader/actors/runtime/answer_all.hpp>
#include <ringleader/actors/runtime/gated.hpp>
#include <ringleader/actors/runtime/hosted_messages.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/options/configure.hpp>

#include <caf/sec.hpp>
#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

// How soon a lease that came back is noticed.
constexpr duration thaw_interval = std::chrono::milliseconds{20};
// Idle entities are looked for no more often.
constexpr duration look_interval = std::chrono::milliseconds{10};

} // namespace

host::host(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation)
  : caf::event_based_actor(cfg), node_(std::move(node)), generation_(generation),
    directory_(node_->configuration->entities) {}

void host::on_exit() {
  std::vector<std::uint64_t> waiting;
  for (auto& entry : requests_) waiting.push_back(entry.first);
  std::sort(waiting.begin(), waiting.end());
  for (auto id : waiting)
    refuse(requests_.at(id), errc::stopping, "the owner's host is being rebuilt");
  running_.clear();
  requests_.clear();
  answer_all(drain_waiters_, make_error(errc::stopping, "the owner's host is being rebuilt"));
}

caf::behavior host::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& down) { entity_down(down); });
  node_->gate->host = id();
  if (auto router = node_->book.get(child::partitions)) send(router, routing::assignment_asked{});
  return {
    [this](local_delivery& what) { accept(std::move(what)); },
    [this](const frames_in& frames) {
      for (auto& body : frames.bodies) accept(frames.from, body);
    },
    [this](const routing::assignment& now) { take(now); },
    [this](wake w) {
      if (!timer_.rang(w)) return;
      look_at_lease();
      feed(sweep_idle{});
    },
    [this](yield_entity what) {
      auto found = slots_.find(what.who);
      if (found != slots_.end()) feed(entity_yields{running_[found->second].slot});
    },
    [this](drain_all) -> caf::result<bool> {
      auto asker = make_response_promise();
      drain_waiters_.push_back(asker);
      feed(close_directory{});
      return asker;
    },
  };
}

void host::accept(local_delivery what) {
  request_in in;
  in.type = std::move(what.type);
  // It came through a handle that was made to route, maybe before this node hosted the type.
  if (!in.type->start) in.type = node_->definitions.find(in.type->id);
  in.form = what.form;
  in.deadline = what.deadline;
  in.payload = std::move(what.payload);
  in.asker = make_response_promise();
  deliver(std::move(in), std::move(what.key), what.partition, what.epoch);
}

void host::accept(const peer_info& from, const bytes& body) {
  auto frame = decode<wire::entity_request>(body);
  if (!frame) {
    log::warn(log::area::entities, "dropped a request that does not decode", {{"from", from.name}});
    return;
  }
  request_in in;
  in.from = from.store;
  in.corr = frame->corr;
  in.deadline = later(node_->now(), std::max(frame->remaining, duration::zero()));
  in.type = node_->definitions.find(frame->type);
  if (!in.type || !in.type->start)
    return refuse(in, errc::unknown_type, "the owner of the key does not host this type");
  auto form = in.type->form_of(frame->message);
  if (!form)
    return refuse(in, errc::unknown_message,
                  "the owner of the key knows no such message of '" + in.type->name +
                    "': it runs another version of the application (docs/messages.md)");
  in.form = *form;
  const auto& own = in.type->forms[in.form];
  if (!is_alike(in, own, *frame)) return;
  if (!own.decode_request(frame->payload, in.payload))
    return refuse(in, errc::malformed, "the message does not decode");
  in.bytes = frame->payload.size();
  auto p = partition_of(frame->key, node_->options.partitions);
  deliver(std::move(in), std::move(frame->key), p, frame->epoch);
}

/// Else it is refused.
bool host::is_alike(request_in& in, const message_form& own, const wire::entity_request& frame) {
  std::string why;
  switch (node_->shapes.judge(own, frame.signature, frame.shape, why)) {
  case peer_shapes::verdict::agrees: return true;
  case peer_shapes::verdict::unknown: // the sender tells it when it tries again
    refuse(in, errc::not_owner, "the form of the message is not known here");
    return false;
  case peer_shapes::verdict::differs: break;
  }
  refuse(in, errc::incompatible_type,
         "message " + own.name + ": " + why +
           ": the first is what the sender has, the second what the owner of the key has. Append "
           "fields only, or give the changed message another name (docs/messages.md)");
  return false;
}

void host::deliver(request_in in, std::string key, partition_id p, partition_epoch epoch) {
  if (!in.type->start)
    return refuse(in, errc::unknown_type, "the owner of the key does not host this type");
  look_at_lease();
  request_id id{++next_request_};
  auto type = number_of(*in.type);
  auto size = in.bytes;
  requests_.emplace(id.value, std::move(in));
  feed(deliver_message{id, {type, std::move(key)}, p, epoch, size});
}

entity_type_id host::number_of(const entity_definition& type) {
  auto known = numbers_.emplace(type.id, entity_type_id{static_cast<std::uint32_t>(types_.size())});
  if (known.second) types_.push_back(node_->definitions.find(type.id));
  return known.first->second;
}

void host::feed(const directory_event& event) {
  for (auto& fx : directory_.step(event, node_->now())) match(fx, [this](auto& e) { run(e); });
  while (!finished_.empty()) {
    // Each forwarded message stands in the entity's own bounded mailbox from here on.
    auto slot = finished_.back();
    finished_.pop_back();
    for (auto& fx : directory_.step(requests_finished{slot, 1}, node_->now()))
      match(fx, [this](auto& e) { run(e); });
  }
  if (directory_.active() == 0) answer_all(drain_waiters_, true);
  arm();
}

void host::run(const forward_request& fx) {
  auto found = requests_.find(fx.request.value);
  EXPECTS(found != requests_.end());
  auto in = std::move(found->second);
  requests_.erase(found);
  forward(in, running_[index_of(fx.slot)].handle);
  finished_.push_back(fx.slot);
}

void host::forward(request_in& in, const caf::actor& entity) {
  if (node_->now() >= in.deadline)
    return refuse(in, errc::expired_before_send, "the message was too old to be delivered");
  if (!in.from && in.asker.async()) {
    in.asker.delegate(entity, std::move(in.payload));
  } else if (!in.from) {
    const auto& asker = in.asker;
    caf::mailbox_element_ptr one{new dated_message(asker.source(), asker.id(), asker.stages(),
                                                   std::move(in.payload), in.deadline)};
    entity->enqueue(std::move(one), context());
  } else if (in.corr == 0) {
    caf::anon_send(entity, std::move(in.payload));
  } else {
    auto answered = [node = node_, from = in.from, corr = in.corr](const caf::error& err,
                                                                   bytes payload) {
      reply(*node, from, corr, err, std::move(payload));
    };
    in.type->forms[in.form].request(this, entity, in.payload, in.deadline, std::move(answered));
  }
}

void host::reply(node_context& node, store_id to, std::uint64_t corr, const caf::error& err,
                 bytes payload) {
  wire::entity_reply answer;
  answer.corr = corr;
  if (err) {
    if (err.category() == gate_category) {
      answer.code = static_cast<errc>(err.code());
    } else if (code_of(err) == errc::entity_refused) {
      answer.code = errc::entity_refused;
      answer.reason = reason_of(err);
    } else if (err == caf::sec::request_receiver_down) { // ended before its turn came
      answer.code = errc::entity_unavailable;
    } else { // the entity's own: it had the message, whatever the code says elsewhere
      answer.code = errc::entity_failed;
      answer.foreign_category = static_cast<std::uint64_t>(err.category());
      answer.foreign_code = err.code();
    }
    answer.message = message_of(err);
  } else {
    answer.payload = std::move(payload);
  }
  auto size = answer.payload.size();
  if (node.out.send_message(to, lane::data, channel::entity_reply, answer) != errc::malformed)
    return;
  answer.payload.clear();
  answer.code = errc::entity_failed; // it had the message
  answer.message = "the entity's answer has " + std::to_string(size) +
                   " bytes; one to another node has 4 MiB at most: answer in parts";
  node.out.send_message(to, lane::data, channel::entity_reply, answer);
}

void host::refuse(request_in& in, errc code, const std::string& why) {
  if (!in.from)
    in.asker.deliver(make_error(code, why));
  else if (in.corr != 0)
    reply(*node_, in.from, in.corr,
          caf::error{static_cast<std::uint8_t>(code), gate_category, caf::make_message(why)}, {});
}

void host::run(const refuse_request& fx) {
  auto found = requests_.find(fx.request.value);
  EXPECTS(found != requests_.end());
  auto in = std::move(found->second);
  requests_.erase(found);
  refuse(in, fx.code, "refused by the owner of the key");
}

void host::run(const spawn_entity& fx) {
  auto& type = *types_[fx.entity.type.value];
  activation who;
  who.type = type.name;
  who.key = fx.entity.key;
  who.node = node_->name;
  who.partition = fx.partition;
  who.epoch = fx.token.epoch;
  who.number = activation_number{(generation_ << 32) | fx.token.number.value};
  auto handle = type.start(system(), who, node_->gate, session_);
  node_->children_of(child::entities).add(handle);
  monitor(handle);
  auto index = index_of(fx.slot);
  if (running_.size() <= index) running_.resize(index + 1);
  slots_.emplace(handle.id(), index);
  running_[index] = {std::move(handle), fx.slot};
  feed(entity_started{fx.slot});
}

/// Only what waits is weighed: a message of this node has no bytes before that.
void host::run(const weigh_request& fx) {
  const auto& in = requests_.at(fx.request.value);
  auto size = in.type->forms[in.form].encode_request(in.payload).size();
  feed(request_weighed{fx.request, fx.slot, size + sizeof(request_in)});
}

void host::run(const stop_entity& fx) {
  caf::anon_send(running_[index_of(fx.slot)].handle, finish_entity{fx.cause});
}

void host::run(const partition_drained& fx) {
  auto found = draining_.find(fx.partition);
  if (found == draining_.end()) return; // lost with the session: nobody waits for it
  found->second = progress::empty;
  report_empty(fx.partition, fx.epoch);
}

void host::entity_down(const caf::down_msg& down) {
  auto found = slots_.find(down.source.id());
  if (found == slots_.end()) return;
  auto index = found->second;
  slots_.erase(found);
  node_->children_of(child::entities).remove(down.source.id());
  auto slot = running_[index].slot;
  running_[index] = {};
  feed(entity_stopped{slot, static_cast<bool>(down.reason)});
}

// Without a lease nothing is started or delivered, and nothing is lost either: a slow election must
// not cost what entities hold in memory.
void host::look_at_lease() {
  auto valid = node_->lease.valid(*node_->ports.clock, session_);
  if (valid != directory_.frozen()) return;
  if (valid)
    feed(thaw_entities{});
  else
    feed(freeze_entities{});
}

void host::take(const routing::assignment& now) {
  if (now.session != session_) {
    // Another life of this node as a member: what the last one ran has no right to act any more.
    end_all();
    session_ = now.session;
  }
  for (auto it = draining_.begin(); it != draining_.end();)
    it = now.drain.count(it->first) == 0 ? draining_.erase(it) : std::next(it);
  for (auto& [p, epoch] : now.drain) drain(p, epoch);
  for (auto it = serving_.begin(); it != serving_.end();) {
    auto stays = now.serve.count(it->first) != 0;
    if (!stays && directory_.serves(it->first)) feed(drain_partition{it->first});
    it = stays ? std::next(it) : serving_.erase(it);
  }
  for (auto& [p, epoch] : now.serve) {
    auto& known = serving_[p];
    if (known == epoch) continue;
    known = epoch;
    feed(serve_partition{p, epoch});
  }
}

void host::drain(partition_id p, partition_epoch epoch) {
  auto begun = draining_.emplace(p, progress::empty);
  if (begun.second && serving_.erase(p) != 0) {
    begun.first->second = progress::running;
    feed(drain_partition{p}); // reports at once where nothing runs
    return;
  }
  if (begun.first->second == progress::empty) report_empty(p, epoch);
}

void host::report_empty(partition_id p, partition_epoch epoch) {
  if (auto router = node_->book.get(child::partitions))
    send(router, routing::partition_empty{p, epoch});
}

void host::end_all() {
  for (auto& [p, epoch] : serving_)
    if (directory_.serves(p)) feed(drain_partition{p});
  serving_.clear();
  for (auto& e : running_)
    if (e.handle) send_exit(e.handle, caf::exit_reason::kill);
}

void host::arm() {
  auto due = directory_.next_deadline();
  if (directory_.frozen()) due = node_->now() + thaw_interval;
  auto now = node_->now();
  timer_.arm(this, due == never ? never : std::max(due, now + look_interval), now);
}

} // namespace ringleader
