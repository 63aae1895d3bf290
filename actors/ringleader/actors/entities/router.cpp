// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/entities/router.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr auto retry_interval = std::chrono::milliseconds{20};
constexpr duration default_patience = std::chrono::seconds{10};
constexpr std::size_t pending_max = 262'144;
constexpr std::size_t stashed_max = 131'072;

} // namespace

router::router(caf::actor_config& cfg, node_context_ptr node)
  : caf::event_based_actor(cfg), node_(std::move(node)), members_(std::make_shared<const view>()),
    table_(std::make_shared<const partition_table>()),
    next_corr_(node_->ports.entropy->next() >> 1) {} // an answer to an earlier router meets nobody

void router::on_exit() {
  for (auto& entry : pending_)
    entry.second.what.asker.deliver(
      make_error(errc::outcome_unknown, "the router was rebuilt before the answer came"));
  for (auto& entry : stash_)
    for (auto& it : entry.second)
      it.asker.deliver(make_error(errc::stopping, "the router is being rebuilt"));
  pending_.clear();
  stash_.clear();
}

caf::behavior router::make_behavior() {
  set_default_handler(caf::drop);
  if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::partitions});
  return {
    [this](outgoing& what) { accept(std::move(what)); },
    [this](const frames_in& frames) { replies(frames); },
    [this](const registry_news& news) { take(news); },
    [this](const peer_up&) { drain_stash(); },
    [this](const peer_down& down) { lose_peer(down.peer.store); },
    [this](duty_request) {
      looking_again_ = false;
      send_duty();
    },
    [this](partition_empty what) { drained(what); },
    [this](wake) {
      armed_ = false;
      sweep();
      drain_stash();
      arm();
    },
  };
}

partition_id router::partition_for(const std::string& key) const {
  return partition_of(key, node_->options.partitions);
}

void router::accept(outgoing what) {
  item it;
  auto patience = what.key.expires_in > duration{0} ? what.key.expires_in : default_patience;
  it.deadline = node_->now() + patience;
  it.asker = make_response_promise();
  auto p = partition_for(what.key.value);
  it.what = std::move(what);
  auto waiting = stash_.find(p);
  // Behind those that wait already: the order of one sender's messages to one key is kept.
  if (waiting == stash_.end() && route(it, p) == verdict::gone) return;
  stash(std::move(it), p);
}

router::verdict router::route(item& it, partition_id p) {
  if (p.value >= table_->entries.size()) return verdict::waits;
  auto& entry = table_->entries[p.value];
  if (!entry.owner) return verdict::waits;
  if (entry.owner == session_) return route_local(it, p, entry);
  auto store = stores_.find(entry.owner);
  return store == stores_.end() ? verdict::waits : route_remote(it, entry, store->second);
}

router::verdict router::route_local(item& it, partition_id p, const partition_entry& entry) {
  auto host = node_->book.get(child::entities);
  if (!host || entry.move || !node_->lease.valid(*node_->ports.clock)) return verdict::waits;
  it.asker.delegate(host, local_delivery{std::move(it.what.type), it.what.form,
                                         std::move(it.what.key.value), p, entry.epoch, it.deadline,
                                         std::move(it.what.payload)});
  return verdict::gone;
}

router::verdict router::route_remote(item& it, const partition_entry& entry, store_id to) {
  auto remaining = it.deadline - node_->now();
  if (remaining <= duration{0}) {
    expire(it);
    return verdict::gone;
  }
  auto asks = !it.asker.async();
  if (asks && pending_.size() >= pending_max) {
    it.asker.deliver(make_error(errc::overloaded, "too many requests wait for an answer"));
    return verdict::gone;
  }
  wire::entity_request frame;
  frame.corr = asks ? ++next_corr_ : 0;
  frame.type = it.what.type->id;
  frame.signature = it.what.type->signature;
  frame.form = it.what.form;
  frame.epoch = entry.epoch;
  frame.remaining = remaining;
  frame.key = it.what.key.value;
  frame.payload = it.what.type->forms[it.what.form].encode_request(it.what.payload);
  auto code = node_->out.send_message(to, lane::data, channel::entity, frame);
  if (code == errc::unreachable) return verdict::waits;
  if (code != errc::none) {
    it.asker.deliver(make_error(code, "the way to the owner is full"));
    return verdict::gone;
  }
  if (asks) {
    pending_.emplace(frame.corr, sent{std::move(it), to});
    arm();
  }
  return verdict::gone;
}

void router::stash(item it, partition_id p) {
  auto& queue = stash_[p];
  if (queue.size() >= node_->options.stash_max || stashed_ >= stashed_max) {
    it.asker.deliver(make_error(errc::overloaded, "too many messages wait for an owner"));
    return;
  }
  ++stashed_;
  queue.push_back(std::move(it));
  arm();
}

void router::drain_stash() {
  auto now = node_->now();
  for (auto it = stash_.begin(); it != stash_.end();) {
    auto& queue = it->second;
    while (!queue.empty()) {
      auto& first = queue.front();
      if (now >= first.deadline)
        expire(first);
      else if (route(first, it->first) == verdict::waits)
        break;
      queue.pop_front();
      --stashed_;
    }
    it = queue.empty() ? stash_.erase(it) : std::next(it);
  }
}

void router::expire(item& it) {
  it.asker.deliver(leader_known_
                     ? make_error(errc::expired_before_send, "no owner took the message in time")
                     : make_error(errc::no_quorum, "no control leader is known, and the owner of "
                                                   "the key does not answer"));
}

void router::replies(const frames_in& frames) {
  for (auto& body : frames.bodies)
    if (auto answer = decode<wire::entity_reply>(body)) reply(frames.from.store, *answer);
}

void router::reply(store_id from, const wire::entity_reply& answer) {
  auto found = pending_.find(answer.corr);
  if (found == pending_.end() || found->second.to != from) return; // answered by its deadline
  auto overtaken = answer.code == errc::not_owner && has_later(found);
  auto it = std::move(found->second.what);
  pending_.erase(found);
  switch (answer.code) {
  case errc::none: {
    caf::message msg;
    if (it.what.type->forms[it.what.form].decode_reply(answer.payload, msg))
      it.asker.deliver(std::move(msg));
    else
      it.asker.deliver(
        make_error(errc::outcome_unknown, "the entity answered, but the answer does not decode"));
    break;
  }
  case errc::not_owner: { // nothing happened there: wait for a table that knows better
    if (overtaken) {      // sent again it would come behind what the same sender sent after it
      it.asker.deliver(make_error(errc::not_owner, "the owner of the key lost its lease"));
      break;
    }
    auto p = partition_for(it.what.key.value);
    stash(std::move(it), p);
    break;
  }
  case errc::entity_failed:
    if (answer.foreign_category != 0) {
      auto category = static_cast<caf::atom_value>(answer.foreign_category);
      auto context = answer.message.empty() ? caf::message{} : caf::make_message(answer.message);
      it.asker.deliver(caf::error{answer.foreign_code, category, std::move(context)});
      break;
    }
    [[fallthrough]];
  default: it.asker.deliver(make_error(answer.code, answer.message));
  }
}

bool router::has_later(std::map<std::uint64_t, sent>::const_iterator at) const {
  auto& first = at->second.what;
  return std::any_of(std::next(at), pending_.end(), [&](const auto& later) {
    auto& other = later.second.what;
    return other.what.key.value == first.what.key.value && other.what.type == first.what.type &&
           other.asker.source() == first.asker.source();
  });
}

void router::lose_peer(store_id peer) {
  for (auto it = pending_.begin(); it != pending_.end();) {
    if (it->second.to != peer) {
      ++it;
      continue;
    }
    it->second.what.asker.deliver(
      make_error(errc::outcome_unknown, "the owner's node went away before it answered"));
    it = pending_.erase(it);
  }
}

void router::sweep() {
  auto now = node_->now();
  for (auto it = pending_.begin(); it != pending_.end();) {
    if (now < it->second.what.deadline) {
      ++it;
      continue;
    }
    it->second.what.asker.deliver(make_error(errc::outcome_unknown, "no answer in time"));
    it = pending_.erase(it);
  }
}

void router::take(const registry_news& news) {
  leader_known_ = static_cast<bool>(news.control_leader);
  if (!newest_.accept(news)) return;
  auto moved = news.reset || news.table != table_ || news.members != members_;
  if (news.members != members_) {
    members_ = news.members;
    stores_.clear();
    session_ = session_of(*members_, boot_id{node_->membership.load()});
    for (auto& m : members_->members)
      if (ringleader::alive(m)) stores_.emplace(m.session, m.store);
  }
  table_ = news.table;
  if (moved) send_duty();
  drain_stash();
}

void router::send_duty() {
  auto host = node_->book.get(child::entities);
  if (!host) return;
  duty now;
  now.session = session_;
  for (std::uint32_t i = 0; session_ && i < table_->entries.size(); ++i) {
    auto& entry = table_->entries[i];
    if (entry.owner != session_) continue;
    (entry.move ? now.drain : now.serve).emplace(partition_id{i}, entry.epoch);
  }
  caf::anon_send(host, std::move(now));
}

void router::drained(partition_empty what) {
  if (what.partition.value >= table_->entries.size()) return;
  auto& entry = table_->entries[what.partition.value];
  auto log = node_->book.get(child::control_log);
  if (!log) return look_again();
  if (entry.owner != session_ || entry.epoch != what.epoch || !entry.move) return;
  auto key = std::make_pair(what.partition, entry.move->id);
  if (!reported_.insert(key).second) return;
  registry::drained report;
  report.moves.push_back({what.partition, entry.epoch, entry.move->id});
  request(log, caf::infinite, propose{std::move(report)})
    .then(
      [this, key](const proposal_outcome& answer) {
        reported_.erase(key);
        if (registry::refusal(answer.what) != nullptr) look_again();
      },
      [this, key](caf::error&) {
        reported_.erase(key);
        look_again();
      });
}

void router::look_again() {
  if (looking_again_) return;
  looking_again_ = true;
  delayed_send(this, 5 * retry_interval, duty_request{}); // the host then reports again
}

void router::arm() {
  if (armed_ || (pending_.empty() && stash_.empty())) return;
  armed_ = true;
  auto interval = stash_.empty() ? 5 * retry_interval : retry_interval;
  delayed_send(this, interval, wake{});
}

} // namespace ringleader
