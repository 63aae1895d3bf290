// SPDX-License-Identifier: BSD-3-Clause
// Baseline of the router: what plain CAF does between two processes, with published actors and
// remote handles, on the same settings that a Ringleader node uses (policy sharing, two workers).
//
// One-way: a burst of small messages, then a question; the answer comes when all have arrived, as
// CAF keeps the order between a sender and a receiver. Ask: one request at a time.
#include "../figures.hpp"
#include "../other_process.hpp"

#include <caf/all.hpp>
#include <caf/io/all.hpp>

#include <string>

namespace bench = ringleader::bench;

struct entry {
  std::string key;
  std::int64_t value = 0;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, entry& x) {
  return f(caf::meta::type_name("entry"), x.key, x.value);
}

CAF_BEGIN_TYPE_ID_BLOCK(plain_caf, first_custom_type_id)
  CAF_ADD_TYPE_ID(plain_caf, (entry))
CAF_END_TYPE_ID_BLOCK(plain_caf)

namespace {

constexpr int bursts = 5;
constexpr int burst_messages = 50000;
constexpr int warm_up = 1000;
constexpr int asks = 10000;
constexpr auto timeout = std::chrono::seconds(60);

struct config : caf::actor_system_config {
  config() {
    load<caf::io::middleman>();
    add_message_types<caf::id_block::plain_caf>();
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{2});
  }
};

struct counter_state {
  std::int64_t received = 0;
};

caf::behavior counter(caf::stateful_actor<counter_state>* self) {
  return {
    [=](const entry&) { ++self->state.received; },
    [=](caf::get_atom) { return self->state.received; },
    [](caf::put_atom, const entry& x) { return x.value; },
  };
}

void serve(const bench::other_process::announce& ready) {
  config settings;
  caf::actor_system system{settings};
  auto published = system.middleman().publish(system.spawn(counter), 0, "127.0.0.1");
  if (!published) bench::give_up("publish");
  ready(*published);
  pause(); // killed by the parent: the system's destructor would wait for the published actor
}

std::int64_t ask_received(caf::scoped_actor& self, const caf::actor& remote) {
  std::int64_t received = 0;
  self->request(remote, timeout, caf::get_atom_v)
    .receive([&](std::int64_t n) { received = n; },
             [](const caf::error&) { bench::give_up("the count was not answered"); });
  return received;
}

double messages_per_second(caf::scoped_actor& self, const caf::actor& remote) {
  auto before = ask_received(self, remote);
  auto start = bench::watch::now();
  for (int i = 0; i < burst_messages; ++i) self->send(remote, entry{"account-000042", i});
  auto received = ask_received(self, remote) - before;
  if (received != burst_messages) bench::give_up("messages were lost");
  return burst_messages / bench::microseconds_since(start) * 1e6;
}

double ask_microseconds(caf::scoped_actor& self, const caf::actor& remote) {
  auto start = bench::watch::now();
  self->request(remote, timeout, caf::put_atom_v, entry{"account-000042", 7})
    .receive([](std::int64_t) {}, [](const caf::error&) { bench::give_up("an ask failed"); });
  return bench::microseconds_since(start);
}

} // namespace

int main() {
  bench::other_process far{serve};
  config settings;
  caf::actor_system system{settings};
  auto remote = system.middleman().remote_actor("127.0.0.1", far.port());
  if (!remote) bench::give_up("remote_actor");
  caf::scoped_actor self{system};

  for (int i = 0; i < warm_up; ++i) ask_microseconds(self, *remote);
  std::vector<double> latencies;
  for (int i = 0; i < asks; ++i) latencies.push_back(ask_microseconds(self, *remote));
  std::vector<double> rates;
  for (int i = 0; i < bursts; ++i) rates.push_back(messages_per_second(self, *remote));

  bench::print("plain_oneway_per_s", bench::percentile(rates, 50));
  bench::print("plain_ask_p50_us", bench::percentile(latencies, 50));
  bench::print("plain_ask_p99_us", bench::percentile(latencies, 99));
}
