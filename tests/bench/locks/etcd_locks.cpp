// SPDX-License-Identifier: BSD-3-Clause
#include "etcd_locks.hpp"

#include "../consensus/http2_calls.hpp"
#include "../other_process.hpp"

#include <cinttypes>
#include <thread>
#include <unordered_map>

namespace ringleader::bench {

namespace {

constexpr std::uint64_t lease_seconds = 600; // longer than a run: never renewed

// Fields of protobuf: numbers as varints, texts by their length.
void put_varint(bytes& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<std::uint8_t>(number | 0x80));
  out.push_back(static_cast<std::uint8_t>(number));
}

void put_number(bytes& out, std::uint8_t field, std::uint64_t number) {
  out.push_back(static_cast<std::uint8_t>(field << 3));
  put_varint(out, number);
}

void put_text(bytes& out, std::uint8_t field, const std::string& text) {
  out.push_back(static_cast<std::uint8_t>(field << 3 | 2));
  put_varint(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

struct lock_client {
  std::string name;
  std::uint64_t lease = 0;
  bool holds = false;
  watch::time_point began;

  bytes grant_lease() const {
    bytes message;
    put_number(message, 1, lease_seconds);
    put_number(message, 2, lease);
    return message;
  }

  bytes lock() const {
    bytes message;
    put_text(message, 1, name);
    put_number(message, 2, lease);
    return message;
  }

  /// The key that the lock service makes of name and lease.
  bytes unlock() const {
    char number[17];
    std::snprintf(number, sizeof number, "%" PRIx64, lease);
    bytes message;
    put_text(message, 1, name + '/' + number);
    return message;
  }
};

/// The clients of one member.
class lock_clients {
public:
  lock_clients(const endpoint& member, std::vector<lock_client> clients)
    : calls_(member), clients_(std::move(clients)) {
    for (auto& each : clients_) {
      calls_.begin("/etcdserverpb.Lease/LeaseGrant", each.grant_lease());
      if (!calls_.await().ok) give_up("etcd granted no lease");
    }
  }

  void run(pair_times& times) {
    for (auto& each : clients_) lock(each);
    while (!waiting_.empty()) {
      auto done = calls_.await();
      auto& client = *waiting_.at(done.call);
      waiting_.erase(done.call);
      if (!done.ok) give_up("etcd refused a lock");
      client.holds = !client.holds;
      if (client.holds)
        waiting_[calls_.begin("/v3lockpb.Lock/Unlock", client.unlock())] = &client;
      else if (times.ended(client.began))
        lock(client);
    }
  }

private:
  void lock(lock_client& client) {
    client.began = watch::now();
    waiting_[calls_.begin("/v3lockpb.Lock/Lock", client.lock())] = &client;
  }

  http2_calls calls_;
  std::vector<lock_client> clients_;
  std::unordered_map<std::uint32_t, lock_client*> waiting_; // by call
};

} // namespace

std::vector<double> etcd_locks::run(const lock_window& what) {
  std::vector<pair_times> times(lock_members, pair_times{what});
  std::vector<std::thread> members;
  for (std::size_t m = 0; m < lock_members; ++m) {
    std::vector<lock_client> clients;
    for (std::uint32_t i = 0; i < what.clients.at(m); ++i) {
      auto lease = std::uint64_t{what.number + 1} << 32 | (i * lock_members + m + 1);
      clients.push_back({what.name_of(m, i), lease, false, {}});
    }
    if (!clients.empty())
      members.emplace_back([&, m, clients] {
        lock_clients{peers_.client(m), clients}.run(times.at(m));
      });
  }
  for (auto& each : members) each.join();
  std::vector<double> all;
  for (auto& each : times) all.insert(all.end(), each.took_us().begin(), each.took_us().end());
  return all;
}

} // namespace ringleader::bench
