// SPDX-License-Identifier: BSD-3-Clause
#include "etcd_trio.hpp"

#include "../../processes/support/free_endpoint.hpp"
#include "../../processes/support/temp_directory.hpp"
#include "../figures.hpp"
#include "../other_process.hpp"
#include "http2_calls.hpp"

#include <unordered_map>

namespace ringleader::bench {

namespace {

constexpr auto program = "/usr/bin/etcd"; // of Debian's etcd-server

/// PutRequest{key, value} of rpc.proto; both shorter than 128 bytes, so that lengths take one byte.
bytes put_request(std::uint32_t key) {
  auto name = "load-" + std::to_string(key);
  std::string value(120, 'x');
  bytes message{0x0a, static_cast<std::uint8_t>(name.size())};
  message.insert(message.end(), name.begin(), name.end());
  message.insert(message.end(), {0x12, static_cast<std::uint8_t>(value.size())});
  message.insert(message.end(), value.begin(), value.end());
  return message;
}

} // namespace

bool etcd_trio::installed() { return std::filesystem::exists(program); }

etcd_trio::etcd_trio(const data_place& place) {
  std::array<endpoint, size> peers;
  std::string all;
  for (std::size_t i = 0; i < size; ++i) {
    peers[i] = free_endpoint();
    clients_[i] = free_endpoint();
    all += (i == 0 ? "e" : ",e") + std::to_string(i) + "=http://" + to_string(peers[i]);
  }
  for (std::size_t i = 0; i < size; ++i) {
    auto name = "e" + std::to_string(i);
    auto peer = "http://" + to_string(peers[i]), client = "http://" + to_string(clients_[i]);
    command_line command{program,
                         "--name",
                         name,
                         "--data-dir",
                         place / (name + ".etcd"),
                         "--listen-peer-urls",
                         peer,
                         "--initial-advertise-peer-urls",
                         peer,
                         "--listen-client-urls",
                         client,
                         "--advertise-client-urls",
                         client,
                         "--initial-cluster",
                         all,
                         "--initial-cluster-state",
                         "new",
                         "--logger",
                         "zap"};
    members_[i] = std::make_unique<child_process>(command, place / (name + ".log"));
  }
  auto log = place / "e0.log";
  if (!eventually(std::chrono::seconds{30}, [&] { return find_leader(log) < size; }))
    give_up("etcd elected no leader");
  leader_ = find_leader(log);
  // A leader by the log of one member; the first puts show that it serves.
  put(1, 0.5);
}

/// By the last "raft.node: ID elected leader ID" of its log; the members' own ids are there, too.
std::size_t etcd_trio::find_leader(const std::string& log_path) const {
  auto text = read_text(log_path);
  const std::string elected = "elected leader ";
  auto at = text.rfind(elected);
  if (at == std::string::npos) return size;
  auto id = text.substr(at + elected.size(), 16);
  id.erase(id.find_first_not_of("0123456789abcdef") == std::string::npos
             ? id.size()
             : id.find_first_not_of("0123456789abcdef"));
  for (std::size_t i = 0; i < size; ++i) {
    auto own =
      read_text(log_path.substr(0, log_path.size() - 6) + "e" + std::to_string(i) + ".log");
    if (own.find("\"local-member-id\":\"" + id + "\"") != std::string::npos) return i;
  }
  return size;
}

commit_rate etcd_trio::put(std::uint32_t in_flight, double seconds) {
  http2_calls calls{clients_[leader_]};
  struct flying {
    std::uint32_t key = 0;
    watch::time_point since;
  };
  std::unordered_map<std::uint32_t, flying> sent;
  auto send = [&](std::uint32_t key) {
    auto now = watch::now();
    sent[calls.begin("/etcdserverpb.KV/Put", put_request(key))] = {key, now};
  };
  auto start = watch::now();
  for (std::uint32_t key = 0; key < in_flight; ++key) send(key);
  std::vector<double> took;
  while (!sent.empty()) {
    auto done = calls.await();
    auto each = sent.at(done.call);
    sent.erase(done.call);
    if (!done.ok) give_up("etcd refused a put");
    took.push_back(microseconds_since(each.since));
    if (microseconds_since(start) < seconds * 1e6) send(each.key);
  }
  auto rate = static_cast<double>(took.size()) / microseconds_since(start) * 1e6;
  return {rate, percentile(took, 50), percentile(took, 99)};
}

} // namespace ringleader::bench
