// SPDX-License-Identifier: BSD-3-Clause
/// directory: which entities live on this host, and what to do with a message for one of them.
/// Pure: one machine for each host; feed events, execute the effects in order.
///
///   directory entities{options};
///   entities.step(serve_partition{p, epoch}, now, effects);
///   entities.step(deliver_message{id, {type, key}, p, epoch}, now, effects);   // spawn_entity
///   entities.step(entity_started{slot}, now, effects);                         // forward_request
///
/// The first message starts an activation; those that arrive meanwhile wait in its stash. An idle
/// activation is passivated; a message that arrives while it stops waits and starts the next one,
/// so passivation loses none. Above `active_max` the least recently used idle activation makes
/// room. An activation that fails is started again by the next message, after a growing pause
/// during which messages are refused: an entity without messages costs nothing.
///
/// The machine knows requests by number; payloads, handles and timers stay with the actor, which
/// sends sweep_idle at next_deadline(). Does not forward what it refuses to the next owner.
///
/// Invariants: at most one activation of an entity at a time; never more than `active_max`; tokens
/// of an entity rise; every accepted request is forwarded or refused exactly once, in arrival order
/// for each entity; frozen, it forwards and starts nothing.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/base/field_names.hpp>
#include <ringleader/entities/directory_events.hpp>

#include <map>
#include <set>
#include <unordered_map>

namespace ringleader {

struct directory_options {
  /// The cluster's partition count.
  std::uint32_t partitions = 1024;
  static constexpr bounds<std::uint32_t> partition_bounds{1, 1 << 20};
  /// An activation without a request for this long is passivated. Longer: fewer starts, more
  /// memory.
  duration idle_after = std::chrono::minutes{2};
  static constexpr bounds<duration> idle_bounds{std::chrono::milliseconds{1},
                                                std::chrono::hours{24 * 365}};
  /// Activations at a time, those starting and stopping included. More: more memory; fewer: more
  /// starts.
  std::uint32_t active_max = 100'000;
  static constexpr bounds<std::uint32_t> active_bounds{1, 10'000'000};
  /// Entities that wait for room. Beyond, new ones are refused as overloaded.
  std::uint32_t waiting_max = 1'000;
  static constexpr bounds<std::uint32_t> waiting_bounds{1, 1'000'000};
  /// Requests that wait for one entity. Beyond, they are refused as overloaded.
  std::uint32_t stash_max = 1'000;
  static constexpr bounds<std::uint32_t> stash_bounds{1, 1'000'000};
  /// Requests that wait on this host; at least stash_max.
  std::uint32_t stash_total_max = 100'000;
  static constexpr std::uint32_t stash_total_most = 10'000'000;
  /// Bytes of the requests that wait on this host. One that comes while fewer wait is taken, so the
  /// last may lie beyond; then more are refused as overloaded.
  std::uint64_t stash_bytes_max = 256u << 20;
  static constexpr bounds<std::uint64_t> stash_bytes_bounds{1u << 20, std::uint64_t{1} << 40};
  /// Pause after a failure, doubled by each one that follows up to the maximum. Longer: less load
  /// by what keeps failing, later recovery.
  duration retry_pause = std::chrono::milliseconds{100};
  duration retry_pause_max = std::chrono::seconds{30};
  static constexpr bounds<duration> retry_bounds{std::chrono::milliseconds{1},
                                                 std::chrono::hours{1}};

  /// invalid_option with what is wrong and what is allowed.
  result<void> validate(const field_names& called = {}) const;
};

class directory {
public:
  /// EXPECTS options.validate().
  explicit directory(const directory_options& options);

  /// Appends to `out`, which callers reuse. EXPECTS that now never goes back and that partitions
  /// exist.
  void step(const directory_event& event, instant now, directory_effects& out);

  directory_effects step(const directory_event& event, instant now);

  /// When sweep_idle has something to do; `never` if nothing is due.
  instant next_deadline() const;

  /// Activations, those starting and stopping included.
  std::uint32_t active() const { return live_; }
  std::uint32_t stashed() const { return stashed_; }
  /// Of the requests that wait, as far as they were weighed.
  std::uint64_t stashed_bytes() const { return stashed_bytes_; }
  bool frozen() const { return frozen_; }
  bool serves(partition_id partition) const;

private:
  static constexpr std::uint32_t none = UINT32_MAX;

  /// waiting: for room or for a thaw; failed: for the pause after a failure.
  enum class phase : std::uint8_t { free, waiting, starting, active, stopping, failed };

  struct links {
    std::uint32_t previous = none;
    std::uint32_t next = none;
  };

  struct slot {
    phase in = phase::free;
    bool stop_when_started = false; ///< its partition is draining or has a newer epoch
    std::uint64_t pending_as = 0;   ///< its key in pending_, if it is there
    std::uint64_t waiting_as = 0;   ///< its key in waiting_, if it is there
    bool idle = false;              ///< linked in idle_
    std::uint32_t generation = 0;
    std::uint32_t in_flight = 0;
    std::uint32_t failures = 0; ///< one after another
    const entity_id* entity = nullptr;
    partition_id partition;
    partition_epoch epoch; ///< of its activation
    instant started{};
    instant idle_since{};
    instant retry_at{}; ///< if failed
    links by_idle;
    links by_partition;
    std::vector<request_id> stash; ///< of an active one: filled only while frozen
    std::uint64_t stash_bytes = 0;
  };

  struct partition_state {
    partition_epoch epoch;
    activation_number started;
    bool serving = false;
    bool draining = false;
    std::uint32_t first = none; ///< head of the slots of this partition
  };

  void on(const deliver_message& event, directory_effects& out);
  void on(const entity_started& event, directory_effects& out);
  void on(const entity_start_failed& event, directory_effects& out);
  void on(const entity_stopped& event, directory_effects& out);
  void on(const requests_finished& event, directory_effects& out);
  void on(const request_weighed& event, directory_effects& out);
  void on(const entity_yields& event, directory_effects& out);
  void on(const sweep_idle& event, directory_effects& out);
  void on(const serve_partition& event, directory_effects& out);
  void on(const drain_partition& event, directory_effects& out);
  void on(const freeze_entities& event, directory_effects& out);
  void on(const thaw_entities& event, directory_effects& out);
  void on(const close_directory& event, directory_effects& out);

  partition_state& at(partition_id partition);
  /// The slot's index if that activation is still there, else none.
  std::uint32_t find(entity_slot id) const;
  entity_slot id_of(std::uint32_t i) const;

  std::uint32_t allocate(const entity_id& entity, partition_id partition);
  void release(std::uint32_t i);
  bool stash_is_full() const;
  bool stash(std::uint32_t i, const deliver_message& event, directory_effects& out);
  std::vector<request_id> take_stash(std::uint32_t i);
  void refuse_stash(std::uint32_t i, errc code, directory_effects& out);
  void flush_stash(std::uint32_t i, directory_effects& out);
  void set_pending(std::uint32_t i);

  void want_start(std::uint32_t i, directory_effects& out);
  void start(std::uint32_t i, directory_effects& out);
  void begin_stop(std::uint32_t i, stop_cause cause, directory_effects& out);
  void failed_to_start(std::uint32_t i, directory_effects& out);
  void cool_down(std::uint32_t i);
  void drain_slot(std::uint32_t i, directory_effects& out);
  void make_room(directory_effects& out);
  void report_if_drained(partition_id partition, directory_effects& out);

  void link_idle(std::uint32_t i);
  void unlink_idle(std::uint32_t i);
  void link_partition(std::uint32_t i);
  void unlink_partition(std::uint32_t i);
  errc gone_code() const { return closed_ ? errc::stopping : errc::not_owner; }

  directory_options options_;
  std::vector<partition_state> partitions_;
  std::unordered_map<entity_id, std::uint32_t, entity_id_hash>
    index_; ///< looked up, never iterated
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t idle_first_ = none; ///< idle for the longest time
  std::uint32_t idle_last_ = none;
  std::map<std::uint64_t, std::uint32_t> waiting_;      ///< for room, in order of arrival
  std::map<std::uint64_t, std::uint32_t> pending_;      ///< to look at after a thaw, the same
  std::uint64_t last_place_ = 0;                        ///< key in one of both
  std::set<std::pair<instant, std::uint32_t>> cooling_; ///< failed slots by when to forget them
  std::uint32_t live_ = 0;                              ///< starting, active and stopping
  std::uint32_t stopping_ = 0;                          ///< those of them that will make room
  std::uint32_t stashed_ = 0;
  std::uint64_t stashed_bytes_ = 0;
  bool frozen_ = false;
  bool closed_ = false;
  instant now_{};
};

} // namespace ringleader
