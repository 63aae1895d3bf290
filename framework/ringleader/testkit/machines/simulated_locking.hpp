// SPDX-License-Identifier: BSD-3-Clause
/// simulated_locking: the locks actor of a simulated node and the actors that ask it for locks.
///
/// The lock_client is the real one: what it proposes goes to the control machine, its answers to
/// askers that wait for them. They live as long as the process, also while the client is made anew
/// from what it kept, and end at times, orderly or not. What they believe to hold is told to the
/// holder_checker, and what they see of one lock to the client_histories.
///
/// Some locks are exclusive, some shared at times, one is a semaphore, and some requests name two.
/// Askers try, wait, or wait for ever; come in again; extend leases, also several times at once.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/locks/lock_client.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <array>
#include <map>
#include <optional>

namespace ringleader::testkit {

class simulated_locking final : public simulated_part {
public:
  explicit simulated_locking(const part_setup& setup);

  void began(part_desk& desk) override;
  void ended() override;
  void forget() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk& desk, const open_request& asked,
                 const control::concluded& how) override;
  instant next_deadline() const override { return client_->next_deadline(); }
  void tick(part_desk& desk) override;
  bool work(part_desk& desk) override;
  void leaving(part_desk& desk) override { step(desk, locks::drain{}); }
  bool drained() const override { return drained_; }

private:
  /// A request of an asker that is not answered yet.
  struct open_ask {
    bool acquires = false;
    claim_id claim; // none: not asked for yet
    locks::asker_id asker;
    std::uint64_t owner = 0;
    std::vector<lock_want> wants;
    bool tries = false;       // without a wait
    instant wait_end = never; // by the node's clock
    instant answer_by = never;
  };

  /// What a holder was told, and not told otherwise.
  struct belief {
    session_id session;
    locks::asker_id asker;
    std::uint64_t owner = 0;
    std::vector<lock_want> wants;
    fencing_token token;
    instant until; // of its own lease, by the node's clock
  };
  using beliefs = std::map<claim_id, belief>;

  // simulated_locking.cpp: between the client and the node
  void step(part_desk& desk, locks::client_event what);
  void run(part_desk& desk, locks::propose& fx);
  void run(part_desk& desk, locks::answer_granted& fx);
  void run(part_desk& desk, locks::answer_failed& fx);
  void run(part_desk& desk, locks::answer_deadlock& fx);
  void run(part_desk& desk, locks::answer_released& fx);
  void run(part_desk& desk, locks::tell_lost& fx);
  void run(part_desk&, locks::watch_asker&) {}
  void run(part_desk&, locks::unwatch_asker&) {}
  void run(part_desk&, locks::keep& fx) { kept_[fx.claim] = fx.what; }
  void run(part_desk&, locks::keep_end& fx);
  void run(part_desk&, locks::keep_ending& fx);
  void run(part_desk&, locks::forget& fx) { kept_.erase(fx.claim); }
  void run(part_desk&, locks::keep_lease& fx) { kept_lease_ = fx; }
  void run(part_desk& desk, locks::query_standing& fx);
  void run(part_desk&, locks::drained&) { drained_ = true; }
  std::optional<open_ask> answered(part_desk& desk, locks::ask_id ask);

  // simulated_askers.cpp: what the actors above do
  void acquire(part_desk& desk);
  locks::acquire any_acquire();
  void release(part_desk& desk, beliefs::iterator held);
  void extend(part_desk& desk, beliefs::iterator held);
  void end_asker(part_desk& desk, std::size_t which);
  beliefs::iterator any_belief();
  void believe(part_desk& desk, claim_id claim, const belief& what);
  void stop_believing(part_desk& desk, beliefs::iterator held);
  void look_for_untold(part_desk& desk);

  part_setup setup_;
  random_source random_;
  const part_checkers* seen_by_ = nullptr;

  // Of this life of the actor.
  std::optional<locks::lock_client> client_;
  locks::node_lease lease_;
  std::map<std::uint64_t, std::uint64_t> proposals_; // of the log's cookies the client's
  std::map<locks::ask_id, open_ask> asks_;
  locks::ask_id asking_; // whose step this is
  bool drained_ = false;

  // Of the process.
  locks::held_claims kept_;
  locks::keep_lease kept_lease_{{}, instant::min()};
  std::array<locks::asker_id, 3> askers_;
  beliefs beliefs_;
  std::set<claim_id> watched_;
  bool was_used_ = false; // by a client before this one

  std::uint64_t last_ask_ = 0;
  std::uint64_t last_asker_ = 0;
};

} // namespace ringleader::testkit
