// SPDX-License-Identifier: BSD-3-Clause
// What a message to a key costs when another node owns it: two processes on loopback, in memory,
// through entity proxy, router, transport, host and entity. The same messages, bursts and settings
// as the plain CAF baseline.
#include "figures.hpp"
#include "other_process.hpp"

#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/ringleader.hpp>

#include <caf/scoped_actor.hpp>

#include <atomic>
#include <thread>

namespace bench = ringleader::bench;

struct entry {
  std::string key;
  std::int64_t value = 0;
};
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, entry& x) {
  return f(x.key, x.value);
}

CAF_BEGIN_TYPE_ID_BLOCK(routing, caf::id_block::ringleader::end)
  CAF_ADD_TYPE_ID(routing, (entry))
  CAF_ADD_ATOM(routing, routing, total_atom, "total")
  CAF_ADD_ATOM(routing, routing, echo_atom, "echo")
CAF_END_TYPE_ID_BLOCK(routing)

namespace {

using counter =
  caf::typed_actor<caf::reacts_to<entry>, caf::replies_to<routing::total_atom>::with<std::int64_t>,
                   caf::replies_to<routing::echo_atom, entry>::with<std::int64_t>>;

constexpr int bursts = 5;
constexpr int burst_messages = 50000;
constexpr int warm_up = 1000;
constexpr int asks = 10000;
constexpr int windowed_asks = 200000;
constexpr int window = 64;
constexpr auto timeout = std::chrono::seconds(60);

struct counter_state {
  std::int64_t received = 0;
};

counter::behavior_type count(counter::stateful_pointer<counter_state> self,
                             const ringleader::activation&) {
  return {
    [=](const entry&) { ++self->state.received; },
    [=](routing::total_atom) { return self->state.received; },
    [](routing::echo_atom, const entry& x) { return x.value; },
  };
}

ringleader::node_options options() {
  ringleader::node_options wanted;
  wanted.listen = {"127.0.0.1", 0};
  wanted.mailbox_max = 1 << 20; // a burst waits in one mailbox, as it does in the baseline
  wanted.session_ttl = std::chrono::seconds{20};
  wanted.lease_margin = std::chrono::seconds{1};
  ringleader::log::settings quiet;
  quiet.at.of.fill(ringleader::log::level::error);
  if (!ringleader::log::configure(quiet)) bench::give_up("log");
  return wanted;
}

void serve(const bench::other_process::announce& ready) {
  ringleader::system_config cfg{2};
  cfg.add_types<caf::id_block::routing>();
  caf::actor_system sys{cfg};
  auto node = ringleader::node::start(sys, options());
  if (!node || !node->wait_until_up(timeout)) bench::give_up("the far node");
  node->host(ringleader::entity_type<counter>{"counter"}, count);
  ready(node->listens_at().port);
  pause();
}

using target = ringleader::routed<counter>;

double ask_microseconds(caf::scoped_actor& self, const target& to) {
  auto start = bench::watch::now();
  ringleader::ask(self, to, "account", timeout, routing::echo_atom_v, entry{"account-000042", 7})
    .receive([](std::int64_t) {}, [](const caf::error&) { bench::give_up("an ask failed"); });
  return bench::microseconds_since(start);
}

std::int64_t ask_received(caf::scoped_actor& self, const target& to) {
  std::int64_t received = 0;
  ringleader::ask(self, to, "account", timeout, routing::total_atom_v)
    .receive([&](std::int64_t n) { received = n; },
             [](const caf::error&) { bench::give_up("the count was not answered"); });
  return received;
}

double messages_per_second(caf::scoped_actor& self, const target& to) {
  auto before = ask_received(self, to);
  auto start = bench::watch::now();
  for (int i = 0; i < burst_messages; ++i)
    self->send(to, ringleader::entity_key{"account"}, entry{"account-000042", i});
  if (ask_received(self, to) - before != burst_messages) bench::give_up("messages were lost");
  return burst_messages / bench::microseconds_since(start) * 1e6;
}

struct windowed {
  int sent = 0;
  int answered = 0;
};

void ask_next(caf::stateful_actor<windowed>* self, const target& to, std::atomic<bool>* done) {
  if (self->state.sent >= windowed_asks) return;
  ++self->state.sent;
  ringleader::ask(self, to, "account", timeout, routing::echo_atom_v, entry{"account-000042", 7})
    .then(
      [=](std::int64_t) {
        if (++self->state.answered == windowed_asks) *done = true;
        ask_next(self, to, done);
      },
      [](caf::error&) { bench::give_up("an ask failed"); });
}

double windowed_asks_per_second(caf::actor_system& sys, const target& to) {
  std::atomic<bool> done{false};
  auto start = bench::watch::now();
  sys.spawn([&done, to](caf::stateful_actor<windowed>* self) {
    for (int i = 0; i < window; ++i) ask_next(self, to, &done);
  });
  while (!done) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  return windowed_asks / bench::microseconds_since(start) * 1e6;
}

} // namespace

int main() {
  bench::other_process far{serve};
  ringleader::system_config cfg{2};
  cfg.add_types<caf::id_block::routing>();
  caf::actor_system sys{cfg};
  auto wanted = options();
  wanted.seeds = {{"127.0.0.1", far.port()}};
  wanted.weight = 1; // owns next to nothing, so the keys stay where they are
  auto node = ringleader::node::start(sys, wanted);
  if (!node || !node->wait_until_up(timeout)) bench::give_up("the near node");
  target to = node->route(ringleader::entity_type<counter>{"counter"});
  caf::scoped_actor self{sys};

  for (int i = 0; i < warm_up; ++i) ask_microseconds(self, to);
  std::vector<double> latencies;
  for (int i = 0; i < asks; ++i) latencies.push_back(ask_microseconds(self, to));
  std::vector<double> rates;
  for (int i = 0; i < bursts; ++i) rates.push_back(messages_per_second(self, to));
  auto windowed_rate = windowed_asks_per_second(sys, to);

  bench::print("oneway_per_s", bench::percentile(rates, 50));
  bench::print("ask_p50_us", bench::percentile(latencies, 50));
  bench::print("ask_p99_us", bench::percentile(latencies, 99));
  bench::print("ask64_per_s", windowed_rate);
  std::fflush(stdout);
  std::_Exit(0); // the far process is killed, leaving in order would wait for it
}
