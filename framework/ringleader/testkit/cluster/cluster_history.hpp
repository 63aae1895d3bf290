// SPDX-License-Identifier: BSD-3-Clause
/// cluster_history: what an application saw of a cluster, and whether it may have seen it.
///
/// The cluster_workload reports every request, delivery, answer, grant and start of a singleton at
/// the true time of the simulation; each is checked at once, and what breaks a promise is kept as a
/// line of text in breaches().
///
/// Checked:
/// - partition epochs: each belongs to one process, and deliveries never go back to an older one;
/// - activation tokens: no two activations of a key have the same;
/// - requests: delivered at most once, answered at most once, and never delivered if the answer
///   says that nothing happened;
/// - locks: no token twice, and no grant while another holder's node still has its lease;
/// - singletons: terms rise, and none starts beside another whose node still has its lease.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/contract/activation.hpp>
#include <ringleader/contract/leadership.hpp>
#include <ringleader/contract/locks.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace ringleader::testkit {

/// One start of one node.
struct process_id {
  std::size_t node = 0;
  std::uint64_t start = 0;

  friend bool operator==(process_id a, process_id b) {
    return a.node == b.node && a.start == b.start;
  }
  friend bool operator<(process_id a, process_id b) {
    return std::tie(a.node, a.start) < std::tie(b.node, b.start);
  }
};

/// How a request ended.
enum class ask_end : std::uint8_t { ok, unknown, nothing_happened };

class cluster_history {
public:
  /// acting: whether that process is there, runs and has a valid lease.
  explicit cluster_history(std::function<bool(process_id)> acting) : acting_(std::move(acting)) {}

  // Of requests; `id` is never used twice.
  void asked(std::uint64_t id, process_id by);
  void activated(process_id at, const activation& who);
  void delivered(std::uint64_t id, process_id at, const activation& who);
  void answered(std::uint64_t id, ask_end how, const std::string& why);

  // Of locks; `holder` is never used twice.
  void granted(std::uint64_t holder, process_id by, const lock_grant& grant);
  void released(std::uint64_t holder);

  // Of the singleton.
  void gained_leadership(process_id at, const leadership& won);
  void lost_leadership(process_id at, const leadership& won);

  const std::vector<std::string>& breaches() const { return breaches_; }
  /// All breaches, one a line.
  std::string report() const;

  /// Requests of that node that were answered with success, since the start.
  std::uint64_t ok_of(std::size_t node) const { return at(ok_, node); }
  std::uint64_t grants_of(std::size_t node) const { return at(grants_, node); }
  std::uint64_t count(ask_end how) const { return ends_[static_cast<std::size_t>(how)]; }
  std::uint64_t asked_total() const { return asks_.size(); }
  /// How often each error text came.
  const std::map<std::string, std::uint64_t>& errors() const { return errors_; }
  fencing_token last_token() const { return last_token_; }
  /// The leaderships held right now by processes that act.
  std::size_t leading() const;
  election_term last_term() const { return last_term_; }
  std::uint64_t digest() const { return digest_; }

private:
  struct ask {
    process_id by;
    std::optional<process_id> delivered_to;
    std::optional<ask_end> end;
  };

  struct holder {
    process_id by;
    std::string lock;
    bool holds = true;
  };

  static std::uint64_t at(const std::map<std::size_t, std::uint64_t>& counts, std::size_t node) {
    auto found = counts.find(node);
    return found == counts.end() ? 0 : found->second;
  }
  void breach(std::string text);
  void mix(std::uint64_t a, std::uint64_t b);

  std::function<bool(process_id)> acting_;
  std::map<std::uint64_t, ask> asks_;
  std::map<partition_id, partition_epoch> newest_epoch_;
  std::map<std::pair<partition_id, partition_epoch>, process_id> owners_;
  std::set<std::tuple<std::string, partition_epoch, activation_number>> activations_;
  std::map<std::uint64_t, holder> holders_;
  std::set<fencing_token> tokens_;
  fencing_token last_token_;
  std::map<std::pair<process_id, std::uint64_t>, bool> leaderships_; // by term
  election_term last_term_;
  std::map<std::size_t, std::uint64_t> ok_;
  std::map<std::size_t, std::uint64_t> grants_;
  std::array<std::uint64_t, 3> ends_{};
  std::map<std::string, std::uint64_t> errors_;
  std::vector<std::string> breaches_;
  std::uint64_t digest_ = 0;
};

} // namespace ringleader::testkit
