// SPDX-License-Identifier: BSD-3-Clause
/// node_options: everything that a node can be told, as a plain struct with the defaults.
/// docs/configuration.md explains each, with unit, range and price; option_table.cpp is its source.
/// An application that does not read a command line fills it in; what configure() refuses does not
/// start.
#pragma once

#include <ringleader/base/endpoint.hpp>
#include <ringleader/base/log_levels.hpp>
#include <ringleader/base/time.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ringleader {

struct node_options {
  // cluster
  std::string name; // empty: node_name() takes the advertised endpoint
  std::string cluster = "ringleader";
  std::vector<endpoint> founders;
  std::vector<endpoint> seeds;
  std::uint32_t partitions = 1024;
  std::uint32_t voters = 3;                         // an odd number
  std::string placement = "balanced";               // or ring, rendezvous, jump
  duration join_timeout = std::chrono::seconds{60}; // 0: for ever

  // member
  std::vector<std::string> roles; // sorted, each once
  std::string zone;
  std::uint32_t weight = 1000; // thousandths
  std::string app_version;

  // network
  endpoint listen{"127.0.0.1", 4700};
  std::optional<endpoint> advertise; // none: where the node listens
  bool insecure = false;
  std::string tls_cert;
  std::string tls_key;
  std::string tls_ca;

  // storage
  std::string data_dir; // empty: in memory
  std::uint32_t data_max_mib = 8192;

  // timing
  duration heartbeat = std::chrono::milliseconds{50};
  duration election_timeout = std::chrono::milliseconds{200};
  duration session_ttl = std::chrono::seconds{2};
  duration lease_margin = std::chrono::milliseconds{100};

  // entities
  duration idle_after = std::chrono::minutes{2}; // 0: never
  std::uint32_t stash_max = 1024;
  std::uint32_t stash_max_mib = 256;
  std::uint32_t mailbox_max = 4096;
  std::uint32_t threads = 0; // 0: one for each processor

  // logging
  log::levels log_level;
  std::string log_file; // empty: stderr

  // admin
  std::optional<endpoint> at; // none: the listen address
  bool json = false;
  std::string to;
  std::string from;
  bool force_new_cluster = false;

  bool has_tls() const { return !tls_cert.empty(); }
  bool in_memory() const { return data_dir.empty(); }
  /// A cluster of its own.
  bool alone() const { return founders.empty() && seeds.empty(); }
};

/// Where others reach the node that is bound to `bound`.
endpoint advertised_endpoint(const node_options& options, const endpoint& bound);

/// The name of the node that advertises that endpoint.
std::string node_name(const node_options& options, const endpoint& advertised);

/// True for 127.0.0.0/8, ::1 and localhost.
bool is_loopback(const std::string& host);

} // namespace ringleader
