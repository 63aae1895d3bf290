// SPDX-License-Identifier: BSD-3-Clause
/// cluster: real node processes on loopback, with data directories, logs and certificates in a
/// directory that goes with the object. What the nodes logged is printed if the test failed.
///
///   cluster all{3};                     // a, b and c found a cluster
///   all.start_all();
///   REQUIRE(all.settled({"a", "b", "c"}, 10s));
///   all[*all.leader()].process().kill_now();
///
/// With a relay every node advertises a port of it, so what nodes say to each other goes through
/// it. The test itself asks nodes directly.
///
/// Everything a test waits for it sees from outside: by the nodes' answer to `status`, by their
/// consoles, and by the files that entities and singletons write.
#pragma once

#include "../../support/certificates.hpp"
#include "child_process.hpp"
#include "node_place.hpp"
#include "temp_directory.hpp"

#include <ringleader/base/endpoint.hpp>

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace ringleader {

/// One node of the cluster, over all its starts.
class test_node {
public:
  test_node(const temp_directory& directory, std::string name, node_place place);

  const std::string& name() const { return name_; }
  const endpoint& at() const { return place_.listens; }
  /// Where other nodes reach it.
  const endpoint& advertised() const { return place_.advertised; }
  const std::string& data_directory() const { return data_; }

  /// Options beside name, listen and data directory.
  command_line options;
  /// What it runs.
  std::string program;
  bool in_memory = false; // without a data directory

  void start();
  bool started() const { return static_cast<bool>(process_); }
  child_process& process();

  std::string log() const { return read_text(log_); }
  bool logged(const std::string& part) const { return log().find(part) != std::string::npos; }

  /// One command of its console; 12 s are more than any of them takes.
  std::string ask(const std::string& line, wall_clock::duration limit = std::chrono::seconds{12});

private:
  std::string name_;
  node_place place_;
  std::string data_;
  std::string log_;
  std::unique_ptr<child_process> process_;
};

class cluster {
public:
  /// That many founders, called a, b, c, ...; with certificates of the authority if there is one.
  explicit cluster(std::size_t founders, certificate_authority* authority = nullptr,
                   placing where = on_loopback);
  ~cluster();

  test_node& operator[](std::size_t i) { return *nodes_.at(i); }
  test_node& operator[](const std::string& name);

  /// Another node, not started, that joins through all the founders.
  test_node& add_joiner(const std::string& name);

  /// Certificate options for a node that claims `name`, granted by `uri`.
  static command_line tls_options(const net::tls_files& files);

  void start_all();

  /// What a running node answers to an operator's question; null if it does not.
  nlohmann::json tell(const test_node& node, const std::string& question);
  nlohmann::json status(const test_node& node);

  /// The name of the control leader, when every running node of the set says the same.
  std::optional<std::string> leader(const std::set<std::string>& among);

  /// All of these are members, have the same leader and the same log, they are all that is up, and
  /// no partition is without an owner or on its way.
  bool settled(const std::set<std::string>& names, wall_clock::duration limit);

  /// Settled, and each of them owns partitions: 5 s after the last of them came.
  bool balanced(const std::set<std::string>& names, wall_clock::duration limit);

  /// Partitions that a node owns in the eyes of `seen_by`.
  int owned(const std::string& seen_by, const std::string& name);

  /// Files that all nodes append to.
  std::string ledger() const { return place_ / "ledger"; }
  std::string pulse() const { return place_ / "pulse"; }
  const temp_directory& place() const { return place_; }

private:
  bool is_settled(const std::set<std::string>& names, int owned_min);
  command_line shared_options(const std::string& name);

  temp_directory place_;
  certificate_authority* authority_;
  placing where_;
  std::optional<net::tls_files> admin_;
  std::vector<std::unique_ptr<test_node>> nodes_;
  std::string founders_;
};

} // namespace ringleader
