// SPDX-License-Identifier: BSD-3-Clause
/// simulated_member: what runs on one simulated node above its control machine: it joins, keeps its
/// session renewed, takes and releases locks, reads, and serves the partitions that it owns while
/// its lease is valid.
///
///   member.began(boot, now);                         // the process started
///   while (auto ask = member.act(state, now)) feed(machine, *ask);
///   if (auto ask = member.renew(local)) feed(machine, *ask);
///   member.concluded(fx, state); member.renewed(session, id, local); member.saw(state);
///
/// A lost session makes it a new start, as a node does. Of its commands each lock request has a
/// number of its own, the claim id, by which the registry_checker knows it. Some of the locks it
/// takes are exclusive, some shared at times, one is a semaphore, and some requests name two; some
/// wait, and may be given up. It stands for an office, votes, changes its weight and resigns at
/// times. What it finds granted or waiting in its name without knowing of it (the outcome was
/// unknown) it takes for its own.
/// Does not retry: that is the control machine's.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/control/control_machine.hpp>
#include <ringleader/membership/lease.hpp>
#include <ringleader/testkit/checkers/open_request.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ringleader::testkit {

struct load_options {
  duration think_max = std::chrono::seconds{2};
  duration patience = std::chrono::seconds{4};
  std::uint32_t reads = 200;   // of a thousand requests
  std::uint32_t leased = 300;  // of a thousand locks; the others end by release or session only
  std::size_t window = 1;      // requests under way at once
  std::size_t padding_max = 0; // bytes that make commands, and the state, larger
  election_rules office;       // of the election that all stand in
};

class simulated_member {
public:
  simulated_member(std::size_t number, const registry::cluster_settings& own,
                   const load_options& load, std::uint64_t seed);

  /// The process started; `boot` was never used before.
  void began(boot_id boot, store_id store);
  /// The process is gone.
  void ended();

  /// The next thing to ask of the machine, and what to remember of it; none: rest().
  std::optional<std::pair<control::event, open_request>> act(const registry::registry& state);
  /// How long it rests between two bursts of act().
  duration rest();
  /// From now on it asks again and again, whether it is answered or not.
  void rush();
  /// The request is answered; none if it is not known (any more).
  std::optional<open_request> close(std::uint64_t cookie);
  void opened(const open_request& asked) { open_.push_back(asked); }

  /// How its own request ended. True: the session is new, renew at once.
  bool concluded(const open_request& asked, const control::concluded& how,
                 const registry::registry& state, boot_id fresh_boot);
  /// The registry changed. True: there is something to do at once.
  bool saw(const registry::registry& state, boot_id fresh_boot);

  struct taken_lock {
    claim_id claim;
    fencing_token token;
    bool watched = false;
  };
  /// Grants on the watched lock that it learned of since.
  std::vector<taken_lock> take_grants() { return std::exchange(news_, {}); }
  /// Its candidacy and its term, if it knows itself in office.
  std::optional<std::pair<holder_id, election_term>> in_office() const { return in_office_; }

  std::optional<control::renew> renew(instant local);
  void renewed(session_id session, std::uint64_t id, instant local);

  session_id session() const { return session_; }
  const lease_holder& lease() const { return lease_; }
  /// A bit for each partition that it takes for its own to serve, the highest for the office of
  /// the election; its lease is to be looked at apart. Where a stronger candidate may take over the
  /// office is left out: the old winner serves on until it hears of it (docs/elections.md).
  std::uint64_t serves() const { return serves_; }
  static constexpr std::uint64_t office = std::uint64_t{1} << 63;

private:
  registry::join joining() const;
  std::optional<registry::drained> drain(const registry::registry& state);
  registry::command next_command(open_request& asked, const registry::registry& state);
  registry::acquire_lock acquire();
  void look(const registry::registry& state);
  void lose_session(boot_id fresh_boot);

  std::size_t number_;
  registry::cluster_settings own_;
  load_options load_;
  random_source random_;
  boot_id boot_;
  store_id store_;
  session_id session_;
  lease_holder lease_;
  std::uint64_t last_renewal_ = 0;
  std::uint64_t last_cookie_ = 0;
  std::uint64_t last_claim_ = 0;
  std::vector<open_request> open_;
  void adopt(const registry::registry& state);
  void hold(claim_id claim, fencing_token token, bool watched);
  bool knows(claim_id claim) const;
  registry::command next_of_office(open_request& asked, const registry::registry& state);
  std::optional<candidate_id> any_candidate(const registry::registry& state);
  std::uint32_t weight();

  struct waiting {
    claim_id claim;
    bool watched = false;
  };
  std::vector<taken_lock> held_;
  std::vector<waiting> waiting_;
  std::vector<taken_lock> news_;
  holder_id candidate_; // none: does not stand
  std::optional<std::pair<holder_id, election_term>> in_office_;
  std::vector<std::pair<std::uint32_t, log_index>> drained_; // partition, move
  bool moves_ = false;                                       // to drain
  bool rushes_ = false;
  std::size_t burst_ = 0; // requests left before a rest
  std::uint64_t serves_ = 0;
};

} // namespace ringleader::testkit
