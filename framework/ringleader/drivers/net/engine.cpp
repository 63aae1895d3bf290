// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/engine.hpp>

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/drivers/net/printable.hpp>

#include <algorithm>

namespace ringleader::net {

using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr std::size_t told_max = 1024;
constexpr duration violations_told_every = 10s;

/// Once or twice is a node that is being stopped; more is one that expects something else.
constexpr std::uint32_t hang_ups_patience = 3;

/// What admission counts as one address.
std::string network_of(const asio::ip::address& from) {
  if (from.is_v4()) return from.to_string();
  auto full = from.to_v6();
  if (full.is_v4_mapped()) return make_address_v4(asio::ip::v4_mapped, full).to_string();
  auto bytes = full.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6{bytes}.to_string();
}

/// Short enough to meet every deadline within a quarter, long enough to cost nothing.
duration tick_of(const transport_deadlines& d) {
  auto shortest = std::min({d.connect, d.hello, d.write, d.ping, d.idle, d.backoff_min});
  return std::clamp(shortest / 4, duration{2ms}, duration{50ms});
}

} // namespace

transport_engine::transport_engine(asio::io_context& io, const transport_options& options,
                                   route_table& routes, transport_tally& tally)
  : options_(options), routes_(routes), tally_(tally), cluster_(options.cluster.value), io_(io),
    listener_(io), timer_(io), tick_length_(tick_of(options.deadlines)),
    dialer_(io, options,
            {[this](const endpoint& target, lane on) { return connect(target, on); },
             [this](const endpoint& target, const std::string& why) {
               ++tally_.dials_failed;
               report(target, {errc::unreachable, "the host cannot be resolved: " + why});
             },
             [this] { return now_; }}),
    peers_(options.role), admission_(options.limits.connections) {}

void transport_engine::start(transport_sink& sink, std::shared_ptr<asio::ssl::context> tls,
                             const endpoint& advertise) {
  sink_ = &sink;
  tls_ = std::move(tls);
  advertise_ = advertise;
  if (options_.role == peer_role::node)
    listener_.accept([this](tcp::socket socket) { accept(std::move(socket)); });
  ticked_ = std::chrono::steady_clock::now();
  tick();
}

void transport_engine::stop() {
  listener_.close();
  timer_.cancel();
  dialer_.stop();
  routes_.clear();
  for (auto& c : connections_) c->close();
  connections_.clear();
  peers_.entries().clear();
}

hello transport_engine::own_hello(lane on, bool linked) const {
  return {hello_magic,
          options_.protocol_version,
          options_.cluster_name,
          cluster_id{cluster_},
          options_.store,
          options_.boot,
          options_.role,
          on,
          options_.name.empty() ? to_string(advertise_) : options_.name,
          advertise_,
          linked};
}

void transport_engine::accept(tcp::socket socket) {
  boost::system::error_code gone;
  auto from = socket.remote_endpoint(gone);
  auto answer = gone ? admission::answer{} : admission_.knock(network_of(from.address()), now_);
  if (answer.gives_way) give_way(*answer.gives_way);
  if (!answer.taken) {
    ++tally_.connections_refused;
    return; // the socket closes itself
  }
  connection_events& events = *this; // a private base
  auto c = std::make_shared<connection>(std::move(socket), dial_side::accepted, events, tls_.get(),
                                        options_.limits.queue_bytes[index_of(lane::data)]);
  c->due = now_ + options_.deadlines.hello;
  c->place = *answer.taken;
  placed_[c->place] = c;
  c->when_ended([this, place = c->place] {
    admission_.left(place);
    placed_.erase(place);
  });
  connections_.insert(c);
  c->open_accepted();
}

void transport_engine::give_way(admission::place which) {
  auto found = placed_.find(which);
  auto c = found == placed_.end() ? nullptr : found->second.lock();
  if (!c) return;
  ++tally_.connections_refused;
  discard(c);
}

connection_ptr transport_engine::connect(const endpoint& target, lane on) {
  connection_events& events = *this;
  auto c = std::make_shared<connection>(tcp::socket{io_}, dial_side::dialed, events, tls_.get(),
                                        options_.limits.queue_bytes[index_of(on)]);
  c->on = on;
  c->target = target;
  connections_.insert(c);
  return c;
}

void transport_engine::unlink(const endpoint& target) {
  auto* found = dialer_.find(target);
  if (!found) return;
  auto led_to = found->stage == dial_stage::dialing ? found->leads_to : store_id{};
  auto open = dialer_.unlink(target);
  if (dialer_.find(target)) return; // the peer still wants it
  discard(open);
  if (led_to) take_down(led_to);
}

void transport_engine::on_control(connection& c, frame_kind kind, const std::uint8_t* body,
                                  std::size_t size) {
  if (judge_frame(c.side, c.stage(), kind) != verdict::taken)
    return give_up(c, {errc::malformed, "it said something out of turn"});
  switch (kind) {
  case frame_kind::hello: return hear_hello(c, body, size);
  case frame_kind::hello_ok: return hear_hello_ok(c, body, size);
  case frame_kind::refused: return give_up(c, read_refusal(body, size));
  case frame_kind::ready: return hear_ready(c);
  case frame_kind::ping:
  case frame_kind::data: return; // data comes to on_data
  }
}

void transport_engine::on_data(connection& c, std::vector<frame> frames) {
  auto* entry = peers_.find(c.theirs->store);
  EXPECTS(entry && entry->up);
  auto judged = [&](const frame& f) {
    if (options_.role != peer_role::node) return verdict::taken; // it is the law of a node's port
    return judge_data(entry->info.role, c.on, f.channel);
  };
  auto broken = std::find_if(frames.begin(), frames.end(),
                             [&](auto& f) { return judged(f) == verdict::violation; });
  auto violation = broken == frames.end() ? std::nullopt : std::optional{broken->channel};
  auto taken =
    std::remove_if(frames.begin(), broken, [&](auto& f) { return judged(f) == verdict::ignored; });
  frames.erase(taken, frames.end());
  tally_.frames_received += frames.size();
  if (!frames.empty()) sink_->on_frames(entry->info, c.on, std::move(frames));
  if (!violation) return;
  give_up(c, {errc::malformed, "it sent on channel " + std::to_string(*violation) +
                                 " of the lane " + to_string(c.on) + ", which is not for it"});
}

void transport_engine::on_end(connection& c, const failure& why) {
  auto self = c.shared_from_this();
  connections_.erase(self);
  if (why.code == errc::malformed) violated(c, why.message);
  if (belongs_to_peer(c)) return take_down(c.theirs->store);
  if (c.side == dial_side::dialed) return dial_failed(c, why);
  if (!c.theirs) ++tally_.connections_refused; // it never said a good hello
}

void transport_engine::give_up(connection& c, const failure& why) {
  c.close();
  on_end(c, why);
}

void transport_engine::dial_failed(connection& c, const failure& why) {
  ++tally_.dials_failed;
  auto* target = dialer_.find(c.target);
  if (!target) return;
  target->hang_ups = why.code == errc::stopping ? target->hang_ups + 1 : 0;
  target->refused = why.code != errc::unreachable && why.code != errc::stopping;
  if (target->refused || target->hang_ups >= hang_ups_patience) report(c.target, why);
  if (target->leads_to) return take_down(target->leads_to);
  discard(dialer_.failed(c.target));
}

bool transport_engine::belongs_to_peer(const connection& c) {
  auto* entry = c.theirs ? peers_.find(c.theirs->store) : nullptr;
  if (!entry) return false;
  auto& lanes = c.side == dial_side::accepted ? entry->accepted : entry->dialed;
  return lanes[index_of(c.on)].get() == &c;
}

void transport_engine::raise_if_complete(peer_entry& entry) {
  if (entry.up || !peers_.complete(entry)) return;
  entry.up = true;
  if (entry.dialed_as) {
    dialer_.succeeded(*entry.dialed_as);
    told_.erase(*entry.dialed_as);
  }
  told_.erase(entry.info.advertise);
  routes_.add(entry.info.store, peers_.outgoing(entry));
  sink_->on_peer_up(entry.info);
  for (auto& c : peer_table::all(entry)) c->release();
}

void transport_engine::take_down(store_id store) {
  auto entry = peers_.remove(store);
  if (!entry) return;
  routes_.remove(store);
  discard(peer_table::all(*entry));
  discard(dialer_.forget(store));
  if (entry->up) sink_->on_peer_down(entry->info);
}

void transport_engine::expel(store_id peer) {
  auto entry = peers_.remove(peer);
  if (!entry) return;
  routes_.remove(peer);
  discard(dialer_.forget(peer));
  for (auto& c : entry->accepted) {
    if (!c) continue;
    violated(*c, "it asked for what its role may not ask for");
    c->due = now_ + options_.deadlines.write;
    c->close_when_written();
  }
  if (entry->up) sink_->on_peer_down(entry->info);
}

/// Who did not even say who it is tells an operator nothing.
void transport_engine::violated(const connection& c, const std::string& how) {
  ++tally_.violations;
  if (!c.theirs || !c.theirs->store || c.side == dial_side::dialed) return;
  if (violation_told_at_ && now_ - *violation_told_at_ < violations_told_every) return;
  violation_told_at_ = now_;
  sink_->on_trouble({errc::refused, to_string(c.theirs->role) + ' ' + in_quotes(c.theirs->name) +
                                      " from " + c.address() +
                                      " broke the law of the port: " + how});
}

void transport_engine::discard(const connection_ptr& c) {
  c->close();
  connections_.erase(c);
}

void transport_engine::discard(const std::vector<connection_ptr>& all) {
  for (auto& c : all) discard(c);
}

void transport_engine::report(const endpoint& about, const failure& why) {
  auto text = to_string(about) + ": " + why.message;
  if (told_.size() >= told_max) told_.clear(); // rather twice than without bound
  auto& told = told_[about];
  if (told == text) return;
  told = text;
  bool plain = why.code == errc::foreign_cluster || why.code == errc::unreachable;
  sink_->on_trouble({plain ? why.code : errc::refused, text});
}

void transport_engine::tick() {
  auto present = std::chrono::steady_clock::now();
  now_ += std::min<duration>(present - ticked_, tick_length_ * 2);
  ticked_ = present;
  look_after_connections();
  look_after_peers();
  dialer_.look_after();
  listener_.look_after();
  timer_.expires_after(tick_length_);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) tick();
  });
}

void transport_engine::look_after_connections() {
  auto all = connections_; // what follows closes and dials
  for (auto& c : all) {
    if (c->ended()) {
      connections_.erase(c);
      continue;
    }
    if (c->stage() == connection_stage::claiming && !c->closing()) decide(*c);
    if (auto why = c->look_after(options_.deadlines)) give_up(*c, *why);
  }
}

void transport_engine::look_after_peers() {
  auto& d = options_.deadlines;
  std::vector<store_id> half;
  for (auto& [store, entry] : peers_.entries())
    if (!entry.up && now_ - entry.since >= 2 * (d.connect + d.hello)) half.push_back(store);
  for (auto store : half) {
    auto* entry = peers_.find(store);
    if (!entry) continue;
    auto info = entry->info;
    if (!entry->dialed_as)
      report(info.advertise, {errc::unreachable, "node " + in_quotes(info.name) +
                                                   " dialed this node but cannot be dialed back "
                                                   "here: advertise an endpoint that nodes reach"});
    take_down(store);
  }
}

} // namespace ringleader::net
