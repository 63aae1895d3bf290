// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/testkit/machines/simulated_serving.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t keys = 12;
constexpr std::uint64_t senders = 2;

/// Between the nodes: a request, or its answer.
struct routed_words {
  bool is_answer = false;
  std::uint64_t correlation = 0;
  std::uint64_t number = 0;
  std::uint64_t key = 0;
  partition_epoch epoch;
  duration remaining{};
  errc code = errc::none;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, routed_words& x) {
  return f(x.is_answer, x.correlation, x.number, x.key, x.epoch, x.remaining, x.code);
}

} // namespace

simulated_serving::simulated_serving(const part_setup& setup)
  : setup_(setup), random_(setup.seed) {}

void simulated_serving::began(part_desk& desk) {
  streams_.emplace(random_.next(), desk.now);
  host_.emplace(setup_.own.partition_count, setup_.number, random_.next());
  make_router(desk);
  next_ask_ = desk.local + random_.between(duration{1}, milliseconds{4000});
  settle(desk);
}

void simulated_serving::ended() {
  items_.clear();
  reports_.clear();
  router_.reset();
  host_.reset();
  streams_.reset();
  lease_ = {};
  burst_ = 0;
  next_ask_ = never;
}

void simulated_serving::make_router(part_desk& desk) {
  routing::routing_config config;
  config.partitions = setup_.own.partition_count;
  config.stash_max = 6;
  config.stash_total_max = 8;
  config.pending_max = 16;
  router_.emplace(config, random_.next());
  lease_ = {};
  connect(desk);
  tell_registry(desk, true);
}

void simulated_serving::connect(part_desk& desk) {
  std::map<store_id, boot_id> members;
  for (const auto& m : desk.state.view()->members)
    if (alive(m) && m.store != desk.cells.store) members.emplace(m.store, m.boot);
  streams_->keep(members, desk);
}

void simulated_serving::tell_registry(part_desk& desk, bool reset) {
  step(desk, routing::registry_seen{desk.log.applied_index(), reset,
                                    static_cast<bool>(desk.log.raft().leader()),
                                    desk.cells.membership, desk.state.view(), desk.state.table()});
}

void simulated_serving::saw(part_desk& desk, const std::vector<registry::event>&, bool anew) {
  connect(desk);
  tell_registry(desk, anew);
  settle(desk);
}

void simulated_serving::concluded(part_desk& desk, const open_request& asked,
                                  const control::concluded& how) {
  auto known = reports_.find(asked.cookie);
  if (known == reports_.end()) return; // of a router that died
  auto [partition, move] = known->second;
  reports_.erase(known);
  auto taken = how.error.code == errc::none && registry::refusal(how.what) == nullptr;
  step(desk, routing::report_concluded{partition, move, taken});
  settle(desk);
}

void simulated_serving::received(part_desk& desk, store_id from, const bytes& body) {
  streams_->received(from, body, desk);
  settle(desk);
}

instant simulated_serving::next_deadline() const {
  return std::min(
    {next_ask_, router_->next_deadline(), host_->next_deadline(), streams_->next_deadline()});
}

void simulated_serving::tick(part_desk& desk) {
  settle(desk);
  streams_->tick(desk);
  host_->tick(desk.local, desk.seen_by.requests);
  if (router_->next_deadline() <= desk.local) step(desk, routing::tick{});
  check_overdue(desk);
  if (next_ask_ <= desk.local) {
    misfortune(desk);
    ask(desk);
  }
  settle(desk);
}

void simulated_serving::settle(part_desk& desk) {
  look_at_lease(desk);
  for (bool is_quiet = false; !is_quiet;) {
    is_quiet = true;
    for (auto& what : streams_->take()) {
      is_quiet = false;
      if (what.what == peer_streams::kind::up) step(desk, routing::peer_up{what.peer});
      if (what.what == peer_streams::kind::down) step(desk, routing::peer_down{what.peer});
      if (what.what == peer_streams::kind::frame) hear(desk, what.peer, what.body);
    }
    for (auto& what : host_->take_replies()) reply(desk, what);
    for (auto& what : host_->take_empty()) {
      is_quiet = false;
      step(desk, what);
    }
  }
}

void simulated_serving::look_at_lease(part_desk& desk) {
  const auto& cells = desk.cells;
  host_->look_at_lease(cells.session, cells.holds_lease(cells.session, desk.local), desk.local);
  routing::lease_seen seen{cells.session, cells.lease_until};
  if (seen == lease_) return;
  lease_ = seen;
  step(desk, seen);
}

void simulated_serving::hear(part_desk& desk, store_id from, const bytes& body) {
  auto words = decode<routed_words>(body);
  EXPECTS(words.ok());
  if (words->is_answer) {
    told_ = words->code;
    return step(desk, routing::answered{words->correlation, from, words->code});
  }
  host_->deliver(
    {words->number, words->key, from, words->correlation, desk.local + words->remaining},
    partition_of(words->key, setup_.own.partition_count), words->epoch, desk.local);
}

void simulated_serving::reply(part_desk& desk, const simulated_host::reply& what) {
  const auto& to = what.to;
  if (to.correlation == 0) return;
  if (!to.from) return desk.seen_by.requests.told(to.number, what.code);
  routed_words words;
  words.is_answer = true;
  words.correlation = to.correlation;
  words.code = what.code;
  streams_->send(to.from, encode(words), desk);
}

/// One request; those of a burst go mostly to one key.
void simulated_serving::ask(part_desk& desk) {
  if (burst_ == 0) {
    burst_ = 1 + random_.below(4);
    sender_ = desk.generation * senders + random_.below(senders);
  }
  if (key_ == 0 || random_.chance(300)) key_ = 1 + random_.below(keys);
  auto rest = --burst_ == 0 ? milliseconds{5000} : milliseconds{25};
  next_ask_ = desk.local + random_.between(duration{1}, rest);
  routing::submit what;
  what.id = routing::message_id{1};
  while (items_.count(what.id) != 0) what.id = what.id.next();
  what.sender = sender_;
  what.key = key_;
  what.patience = random_.between(milliseconds{50}, milliseconds{6000});
  what.asks = random_.chance(850);
  what.bytes = 1;
  item about{desk.generation << 24 | ++asked_,
             key_,
             what.asks,
             desk.local + what.patience + milliseconds{1000},
             {}};
  items_.emplace(what.id, about);
  desk.seen_by.requests.asked(about.number, sender_, about.key);
  step(desk, what);
}

void simulated_serving::misfortune(part_desk& desk) {
  if (random_.chance(10) && desk.state.view()->members.size() > 1) {
    const auto& all = desk.state.view()->members;
    streams_->reset(all[random_.below(all.size())].store, desk);
  }
  if (!random_.chance(10)) return;
  step(desk, routing::stop{});
  reports_.clear();
  make_router(desk);
  streams_->introduce();
}

void simulated_serving::check_overdue(part_desk& desk) {
  for (const auto& entry : items_)
    if (entry.second.asks && entry.second.overdue < desk.local)
      desk.seen_by.requests.unanswered(entry.second.number);
}

/// Effects in order; those that follow from carrying one out come behind.
void simulated_serving::step(part_desk& desk, const routing::event& what) {
  router_->step(what, desk.local, effects_);
  for (std::size_t i = 0; i < effects_.size(); ++i) {
    auto fx = std::move(effects_[i]);
    match(fx, [&](auto& e) { run(desk, e); });
  }
  effects_.clear();
}

void simulated_serving::run(part_desk& desk, const routing::deliver_here& fx) {
  auto what = take_out(fx.id);
  host_->deliver({what.number, what.key, store_id{}, what.asks ? 1U : 0U, fx.deadline},
                 fx.partition, fx.epoch, desk.local);
  router_->step(routing::handed_over{fx.id, errc::none}, desk.local, effects_);
}

/// The transport has lost a connection at times before anybody else knows.
void simulated_serving::run(part_desk& desk, const routing::send_to& fx) {
  auto& what = items_.at(fx.id);
  routed_words words{false, fx.number, what.number, what.key, fx.epoch, fx.remaining, errc::none};
  auto code = errc::none;
  if (random_.chance(30) || !streams_->send(fx.to, encode(words), desk)) code = errc::unreachable;
  what.sent_to = fx.to;
  if (code == errc::none && fx.number == 0) take_out(fx.id);
  router_->step(routing::handed_over{fx.id, code}, desk.local, effects_);
}

void simulated_serving::run(part_desk&, const routing::weigh&) {} // each says what it weighs

void simulated_serving::run(part_desk& desk, const routing::answer& fx) {
  desk.seen_by.requests.told(take_out(fx.id).number, told_);
}

void simulated_serving::run(part_desk& desk, const routing::fail& fx) {
  auto what = take_out(fx.id);
  desk.seen_by.requests.told(what.number, fx.code);
  // A transport would have noticed by now that nobody answers.
  if (fx.why == routing::cause::no_answer && random_.chance(500))
    streams_->reset(what.sent_to, desk);
}

void simulated_serving::run(part_desk& desk, const routing::assignment& fx) {
  host_->take(fx, desk.local);
  const auto& cells = desk.cells;
  host_->look_at_lease(cells.session, cells.holds_lease(cells.session, desk.local), desk.local);
}

void simulated_serving::run(part_desk& desk, const routing::report_drained& fx) {
  registry::drained report;
  report.moves.push_back({fx.partition, fx.epoch, fx.move});
  auto asked = desk.propose(std::move(report));
  reports_.emplace(asked.cookie, std::make_pair(fx.partition, fx.move));
}

simulated_serving::item simulated_serving::take_out(routing::message_id id) {
  auto found = items_.find(id);
  auto what = found->second;
  items_.erase(found);
  return what;
}

std::uint64_t simulated_serving::roles(const simulated_cells& cells) const {
  return host_ && host_->session() == cells.session ? host_->serves() : 0;
}

} // namespace ringleader::testkit
