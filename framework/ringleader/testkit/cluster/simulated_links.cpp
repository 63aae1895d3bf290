// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/cluster/simulated_links.hpp>

#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/runtime/outbox.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/testkit/cluster/simulated_links.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

constexpr std::size_t system_frame_max = 64u << 10;
constexpr std::size_t held_max = 10'000;       // frames of one way that wait for it to be mended
constexpr store_id operator_store{UINT64_MAX}; // of the operator that asks for a status

} // namespace

simulated_links::simulated_links(timeline& world, std::vector<endpoint> endpoints,
                                 link_weather weather, std::uint64_t seed)
  : world_(world), endpoints_(std::move(endpoints)), weather_(weather), random_(seed),
    ports_(size()), links_(size() * size()), cut_(size() * size()), wanted_(size() * size()),
    dialing_(size() * size()), blockings_(size() * size()), frozen_(size()), statuses_(size()) {}

simulated_links::link& simulated_links::between(std::size_t a, std::size_t b) {
  return links_[cell(std::min(a, b), std::max(a, b))];
}

simulated_links::side& simulated_links::side_of(std::size_t at, std::size_t peer) {
  return between(at, peer).sides[at < peer ? 0 : 1];
}

std::optional<std::size_t> simulated_links::node_at(const endpoint& where) const {
  auto found = std::find(endpoints_.begin(), endpoints_.end(), where);
  if (found == endpoints_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - endpoints_.begin());
}

void simulated_links::open(simulated_transport& port) {
  EXPECTS(ports_[port.node()] == nullptr);
  ports_[port.node()] = &port;
}

void simulated_links::close(simulated_transport& port) {
  if (ports_[port.node()] == &port) lose(port.node(), false);
}

void simulated_links::lose(std::size_t node, bool silently) {
  ports_[node] = nullptr;
  for (std::size_t peer = 0; peer < size(); ++peer) {
    if (peer == node) continue;
    wanted_[cell(node, peer)] = 0;
    auto& own = side_of(node, peer);
    own.up = false;
    own.held.clear();
    auto& pair = between(node, peer);
    if (!pair.open) continue;
    if (!silently) {
      break_link(node, peer);
      continue;
    }
    auto patience = random_.between(weather_.patience_min, weather_.patience_max);
    world_.after(patience, [this, node, peer, number = pair.number] {
      if (between(node, peer).number == number) break_link(node, peer);
    });
  }
}

// --- making and breaking -----------------------------------------------------------------------

void simulated_links::want(simulated_transport& port, const endpoint& target) {
  auto peer = node_at(target);
  if (ports_[port.node()] != &port || !peer || *peer == port.node()) return;
  wanted_[cell(port.node(), *peer)] = 1;
  dial(port.node(), *peer, random_.between(weather_.delay_min, weather_.delay_max));
}

void simulated_links::unwant(simulated_transport& port, const endpoint& target) {
  auto peer = node_at(target);
  if (ports_[port.node()] != &port || !peer || *peer == port.node()) return;
  wanted_[cell(port.node(), *peer)] = 0;
  if (wanted_[cell(*peer, port.node())] == 0 && between(port.node(), *peer).open)
    break_link(port.node(), *peer);
}

void simulated_links::dial(std::size_t from, std::size_t to, duration wait) {
  auto& dialing = dialing_[cell(from, to)];
  if (dialing != 0) return;
  dialing = 1;
  world_.after(wait, [this, from, to] { try_dial(from, to); });
}

void simulated_links::try_dial(std::size_t from, std::size_t to) {
  dialing_[cell(from, to)] = 0;
  if (ports_[from] == nullptr || wanted_[cell(from, to)] == 0) return;
  auto& pair = between(from, to);
  auto reachable = ports_[to] != nullptr && !blocked(from, to) && !blocked(to, from);
  // A process that is back is a new one: the link of the old one breaks first.
  if (reachable && pair.open && (side_of(from, to).up == false || side_of(to, from).up == false) &&
      side_of(from, to).up_at <= world_.now() && side_of(to, from).up_at <= world_.now())
    break_link(from, to);
  auto idle = !pair.open && !pair.sides[0].up && !pair.sides[1].up;
  if (reachable && idle) {
    auto ours = ports_[from]->who().cluster;
    auto theirs = ports_[to]->who().cluster;
    if (!ours || !theirs || ours == theirs) return connect(from, to);
    ports_[from]->sink().on_trouble(
      {errc::foreign_cluster, to_string(endpoints_[to]) + " belongs to another cluster"});
  }
  if (!pair.open || !reachable)
    dial(from, to, random_.between(weather_.backoff_min, weather_.backoff_max));
}

void simulated_links::connect(std::size_t from, std::size_t to) {
  auto& pair = between(from, to);
  pair.number = ++last_number_;
  pair.open = true;
  world_.mix(stable_hash(from, to));
  for (auto [at, peer] : {std::make_pair(from, to), std::make_pair(to, from)}) {
    auto& own = side_of(at, peer);
    own = side{};
    own.peer = ports_[peer]->who();
    own.up_at = world_.now() + random_.between(weather_.delay_min, weather_.delay_max);
    own.last_arrival.fill(instant::min());
    // Each side dials what it sends on, so both keep the link up from here on.
    wanted_[cell(at, peer)] = 1;
    world_.at(own.up_at, [this, a = at, p = peer, number = pair.number] { raise(a, p, number); });
  }
}

void simulated_links::raise(std::size_t at, std::size_t peer, std::uint64_t number) {
  if (between(at, peer).number != number || ports_[at] == nullptr) return;
  auto& own = side_of(at, peer);
  own.up = true;
  ports_[at]->sink().on_peer_up(own.peer);
}

void simulated_links::break_link(std::size_t a, std::size_t b) {
  auto& pair = between(a, b);
  pair.open = false;
  pair.number = ++last_number_; // what is under way does not arrive
  lower(a, b);
  lower(b, a);
}

void simulated_links::lower(std::size_t at, std::size_t peer) {
  auto& own = side_of(at, peer);
  own.held.clear();
  auto notice = random_.between(weather_.delay_min, weather_.delay_max);
  world_.after(notice, [this, at, peer, number = between(at, peer).number, port = ports_[at]] {
    auto& now = side_of(at, peer);
    if (between(at, peer).number != number) return;
    auto told = now.up && port != nullptr && ports_[at] == port;
    now.up = false;
    if (told) port->sink().on_peer_down(now.peer);
    if (ports_[at] != nullptr && wanted_[cell(at, peer)] != 0)
      dial(at, peer, random_.between(weather_.backoff_min, weather_.backoff_max));
  });
}

// --- frames ------------------------------------------------------------------------------------

errc simulated_links::send(simulated_transport& port, store_id to, lane on, frame what) {
  auto from = port.node();
  if (ports_[from] != &port) return errc::unreachable;
  if (to == operator_store) {
    statuses_[from] = to_text(what.body);
    return errc::none;
  }
  for (std::size_t peer = 0; peer < size(); ++peer) {
    if (peer == from) continue;
    auto& own = side_of(from, peer);
    if (!own.up || own.peer.store != to) continue;
    if (on == lane::system && what.body.size() > system_frame_max) return errc::malformed;
    if (!between(from, peer).open) return errc::none; // broken, but not noticed yet
    if (blocked(from, peer)) {
      if (own.held.size() >= held_max) return errc::overloaded;
      own.held.emplace_back(on, std::move(what));
    } else {
      carry(from, peer, on, std::move(what));
    }
    return errc::none;
  }
  return errc::unreachable;
}

void simulated_links::carry(std::size_t from, std::size_t to, lane on, frame what) {
  auto& own = side_of(from, to);
  auto& last = own.last_arrival[static_cast<std::size_t>(on)];
  auto arrival = world_.now() + random_.between(weather_.delay_min, weather_.delay_max);
  last = std::max({arrival, last, side_of(to, from).up_at});
  ++counters_.frames_sent;
  world_.at(last, [this, from, to, on, number = between(from, to).number,
                   body = std::move(what)]() mutable {
    if (between(from, to).number != number || ports_[to] == nullptr) return;
    auto& receiver = side_of(to, from);
    if (!receiver.up) return;
    ++counters_.frames_received;
    world_.mix(stable_hash(cell(from, to), stable_hash(as_view(body.body), body.channel)));
    std::vector<frame> frames;
    frames.push_back(std::move(body));
    ports_[to]->sink().on_frames(receiver.peer, on, std::move(frames));
  });
}

// --- faults ------------------------------------------------------------------------------------

bool simulated_links::blocked(std::size_t from, std::size_t to) const {
  return cut_[cell(from, to)] != 0 || frozen_[from] != 0 || frozen_[to] != 0;
}

void simulated_links::cut(std::size_t from, std::size_t to) { set_cut(from, to, true); }
void simulated_links::mend(std::size_t from, std::size_t to) { set_cut(from, to, false); }
void simulated_links::freeze(std::size_t node) { set_frozen(node, true); }
void simulated_links::thaw(std::size_t node) { set_frozen(node, false); }

void simulated_links::set_cut(std::size_t from, std::size_t to, bool value) {
  EXPECTS(from != to);
  auto was = blocked(from, to);
  cut_[cell(from, to)] = value ? 1 : 0;
  changed(from, to, was);
}

void simulated_links::set_frozen(std::size_t node, bool value) {
  std::vector<std::uint8_t> was(size() * size());
  for (std::size_t i = 0; i < size(); ++i)
    for (std::size_t j = 0; j < size(); ++j) was[cell(i, j)] = blocked(i, j) ? 1 : 0;
  frozen_[node] = value ? 1 : 0;
  for (std::size_t peer = 0; peer < size(); ++peer) {
    if (peer == node) continue;
    changed(node, peer, was[cell(node, peer)] != 0);
    changed(peer, node, was[cell(peer, node)] != 0);
  }
}

void simulated_links::changed(std::size_t from, std::size_t to, bool was_blocked) {
  if (blocked(from, to) == was_blocked) return;
  auto number = ++blockings_[cell(from, to)];
  auto& pair = between(from, to);
  if (was_blocked) {
    auto held = std::move(side_of(from, to).held);
    side_of(from, to).held.clear();
    for (auto& [on, what] : held) carry(from, to, on, std::move(what));
    return;
  }
  auto patience = random_.between(weather_.patience_min, weather_.patience_max);
  world_.after(patience, [this, from, to, number, of = pair.number] {
    if (blockings_[cell(from, to)] != number || between(from, to).number != of) return;
    if (between(from, to).open) break_link(from, to);
  });
}

// --- the operator ------------------------------------------------------------------------------

void simulated_links::ask_status(std::size_t node) {
  statuses_[node].reset();
  if (ports_[node] == nullptr) return;
  peer_info asker;
  asker.store = operator_store;
  asker.boot = boot_id{1};
  asker.role = peer_role::admin;
  asker.name = "operator";
  ports_[node]->sink().on_frames(
    asker, lane::data,
    {frame{static_cast<std::uint8_t>(channel::admin), encode(wire::admin_request{"status"})}});
}

std::optional<std::string> simulated_links::take_status(std::size_t node) {
  return std::exchange(statuses_[node], std::nullopt);
}

} // namespace ringleader::testkit
