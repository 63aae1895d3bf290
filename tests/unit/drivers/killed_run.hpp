// SPDX-License-Identifier: BSD-3-Clause
/// What a store leaves on the disk when its process is killed, at many moments of a run.
///
///   killed_run run{seed};
///   for (auto& moment : run.moments()) // moment.files is what was there, and moment.acknowledged
///     run.state(n);                    // what the first n writes make
///
/// The store runs in a process of its own, is stopped between any two of its instructions while its
/// files are copied, goes on, and in the end is killed and started again on what it left. Its
/// journal is small, so that it turns often; writes go into it, beside it, and with snapshots.
#pragma once

#include "store_fixture.hpp"
#include "store_model.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

namespace ringleader {

using directory_files = std::map<std::string, bytes>;

/// The files as a process that was killed there left them, and how many writes it had acknowledged.
struct killed_moment {
  directory_files files;
  std::uint64_t acknowledged = 0;
};

/// Writes without end, the same for each seed. State n is what the first n of them make, and its
/// term says n.
class write_sequence {
public:
  explicit write_sequence(std::uint64_t seed, stored_state from) : random_(seed) {
    states_.push_back(std::move(from));
  }

  const stored_state& state(std::uint64_t n) {
    while (states_.size() <= n) add();
    return states_[n];
  }

  /// The one that makes state n; from 1.
  const store_write& write(std::uint64_t n) {
    state(n);
    return writes_[n - 1];
  }

private:
  void add() {
    auto id = states_.size();
    auto batch = random_write(random_, states_.back(), id);
    batch.hard = hard_state{raft_term{id}, store_id{3}};
    if (batch.snapshot && batch.snapshot->data.size() > 20'000)
      batch.snapshot->data = shared_bytes{batch.snapshot->data.data(), 20'000};
    auto next = states_.back();
    apply(next, batch);
    writes_.push_back(std::move(batch));
    states_.push_back(std::move(next));
  }

  random_source random_;
  std::vector<store_write> writes_;
  std::vector<stored_state> states_;
};

class killed_run {
public:
  static constexpr int lives = 4;
  static constexpr int moments_of_a_life = 5;

  explicit killed_run(std::uint64_t seed) : random_(seed), writes_(seed, formatted()) {
    for (int i = 0; i < lives; ++i) live();
  }

  const std::vector<killed_moment>& moments() const { return moments_; }
  const stored_state& state(std::uint64_t n) { return writes_.state(n); }

private:
  stored_state formatted() {
    auto state = open()->load();
    REQUIRE(state);
    return *state;
  }

  std::unique_ptr<lmdb_store> open() {
    static counting_entropy entropy;
    auto options = with_small_journal({home_.str(), "bank"});
    options.apply_delay = std::chrono::milliseconds{apply_delay_};
    options.group_max = 4;
    auto opened = lmdb_store::open(options, entropy);
    if (!opened) FAIL(to_string(opened.error()));
    return std::move(*opened);
  }

  /// The child's: writes until it is killed, some of them at once and some after each other.
  [[noreturn]] void write_on(int told) {
    auto store = open();
    auto found = store->load();
    EXPECTS(found.ok());
    auto tell = [&](ticket id, const result<void>& outcome) {
      EXPECTS(outcome && ::write(told, &id.value, sizeof id.value) > 0);
    };
    for (auto n = found->hard.term.value + 1;; ++n) {
      if (n % 4 != 0) {
        store->write(writes_.write(n), tell);
        continue;
      }
      std::promise<void> done;
      store->write(writes_.write(n), [&](ticket id, const result<void>& outcome) {
        tell(id, outcome);
        done.set_value();
      });
      done.get_future().wait();
    }
  }

  void live() {
    apply_delay_ = std::array<int, 3>{0, 3, 3'600'000}[random_.below(3)];
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) write_on(ends[1]);
    ::close(ends[1]);
    for (int i = 0; i < moments_of_a_life; ++i) {
      for (auto upto = acknowledged_ + 1 + random_.below(25); acknowledged_ < upto;)
        REQUIRE(read_one(ends[0]));
      ::kill(child, SIGSTOP);
      REQUIRE(::waitpid(child, nullptr, WUNTRACED) == child);
      while (has_more(ends[0])) REQUIRE(read_one(ends[0]));
      moments_.push_back({content_of(home_.str()), acknowledged_});
      ::kill(child, SIGCONT);
    }
    ::kill(child, SIGKILL);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    while (read_one(ends[0])) {}
    ::close(ends[0]);
  }

  bool read_one(int end) {
    return ::read(end, &acknowledged_, sizeof acknowledged_) == sizeof acknowledged_;
  }

  static bool has_more(int end) {
    pollfd ready{end, POLLIN, 0};
    return ::poll(&ready, 1, 0) == 1;
  }

  temporary_directory home_{place_in_memory()};
  random_source random_;
  int apply_delay_ = 0;
  write_sequence writes_;
  std::uint64_t acknowledged_ = 0;
  std::vector<killed_moment> moments_;
};

} // namespace ringleader
