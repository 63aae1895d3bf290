// SPDX-License-Identifier: BSD-3-Clause
#include "load.hpp"

#include <ringleader/actors/runtime/messages.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace ringleader {

namespace {

using watch = std::chrono::steady_clock;

constexpr std::size_t data_bytes = 120;
constexpr std::size_t filling_bytes = 4'000;      // below what the registry takes
constexpr std::uint64_t filled_elections = 3'600; // as well

/// What one proposer has to do, and what came of it. Nobody has hundreds of commands of one actor
/// in flight, and the actor would spend its time looking for the one that is answered.
constexpr std::uint32_t in_flight_of_one = 32;

struct share {
  std::uint32_t number = 0;
  std::uint32_t in_flight = 0;
  std::vector<std::uint32_t> took_us;
  std::uint64_t failed = 0;
};

/// What all proposers of a load take from.
struct shared_load {
  load_spec spec;
  watch::time_point began = watch::now();
  std::atomic<std::uint64_t> filled{0};
};

class proposer final : public caf::event_based_actor {
public:
  proposer(caf::actor_config& cfg, node_context_ptr node, std::shared_ptr<shared_load> all,
           std::shared_ptr<share> own)
    : caf::event_based_actor(cfg), node_(std::move(node)), all_(std::move(all)),
      own_(std::move(own)) {}

private:
  struct standing {
    registry::campaign command;
    watch::time_point sent;
  };

  caf::behavior make_behavior() override {
    return {[this](caf::ok_atom) -> caf::result<bool> {
      promise_ = make_response_promise();
      standings_.resize(own_->in_flight);
      for (std::uint32_t i = 0; i < own_->in_flight; ++i) begin(i);
      return promise_;
    }};
  }

  template <class Then> void agree(registry::command what, Then then) {
    auto log = node_->book.get(child::control_log);
    if (!log) return then(nullptr);
    request(log, caf::infinite, propose{std::move(what)})
      .then([then](const proposal_outcome& answer) { then(&answer.what); },
            [then](caf::error&) { then(nullptr); });
  }

  void begin(std::uint32_t i) {
    auto& command = standings_[i].command;
    auto number = own_->number * in_flight_of_one + i;
    command.election = "load-" + node_->name + "-" + std::to_string(number);
    command.holder = holder_id{1};
    command.data = bytes(all_->spec.keys > 0 ? filling_bytes : data_bytes, 'x');
    campaign(i);
  }

  /// False when all keys are taken.
  bool choose_key(registry::campaign& command) {
    auto key = all_->filled++;
    command.election = "load-" + std::to_string(key % filled_elections);
    command.holder = holder_id{1 + key / filled_elections};
    return key < all_->spec.keys;
  }

  void campaign(std::uint32_t i) {
    auto& each = standings_[i];
    if (all_->spec.keys > 0 && !choose_key(each.command)) return one_less();
    ++each.command.weight;
    propose_again(i);
  }

  void propose_again(std::uint32_t i) {
    auto& each = standings_[i];
    each.sent = watch::now();
    agree(each.command, [this, i](const registry::outcome* outcome) {
      auto now = watch::now();
      if (outcome && !registry::refusal(*outcome)) {
        auto took =
          std::chrono::duration_cast<std::chrono::microseconds>(now - standings_[i].sent).count();
        own_->took_us.push_back(static_cast<std::uint32_t>(took));
      } else {
        ++own_->failed;
        if (all_->spec.keys > 0) return propose_again(i); // every key counts, and twice is once
      }
      if (all_->spec.keys > 0 || now - all_->began < all_->spec.runs_for) return campaign(i);
      one_less();
    });
  }

  void one_less() {
    if (++ended_ < standings_.size()) return;
    promise_.deliver(true);
    quit();
  }

  node_context_ptr node_;
  std::shared_ptr<shared_load> all_;
  std::shared_ptr<share> own_;
  caf::response_promise promise_;
  std::vector<standing> standings_;
  std::size_t ended_ = 0;
};

class load final : public caf::event_based_actor {
public:
  load(caf::actor_config& cfg, node_context_ptr node)
    : caf::event_based_actor(cfg), node_(std::move(node)) {}

private:
  caf::behavior make_behavior() override {
    return {[this](const load_spec& what) -> caf::result<load_result> {
      promise_ = make_response_promise();
      all_->spec = what;
      all_->began = watch::now();
      for (std::uint32_t left = what.in_flight; left > 0;) {
        auto own = std::make_shared<share>();
        own->number = static_cast<std::uint32_t>(shares_.size());
        own->in_flight = std::min(left, in_flight_of_one);
        left -= own->in_flight;
        shares_.push_back(own);
        request(spawn<proposer>(node_, all_, own), caf::infinite, caf::ok_atom_v)
          .then([this](bool) { report(); });
      }
      return promise_;
    }};
  }

  void report() {
    if (++ended_ < shares_.size()) return;
    std::vector<std::uint32_t> took_us;
    load_result result;
    for (auto& own : shares_) {
      took_us.insert(took_us.end(), own->took_us.begin(), own->took_us.end());
      result.failed += own->failed;
    }
    result.commits = took_us.size();
    result.seconds = std::chrono::duration<double>(watch::now() - all_->began).count();
    std::sort(took_us.begin(), took_us.end());
    if (!took_us.empty()) {
      result.p50_us = took_us[took_us.size() / 2];
      result.p99_us = took_us[took_us.size() * 99 / 100];
    }
    promise_.deliver(result);
    quit();
  }

  node_context_ptr node_;
  std::shared_ptr<shared_load> all_ = std::make_shared<shared_load>();
  std::vector<std::shared_ptr<share>> shares_;
  caf::response_promise promise_;
  std::size_t ended_ = 0;
};

} // namespace

caf::actor spawn_load(caf::actor_system& sys, node_context_ptr node) {
  return sys.spawn<load>(std::move(node));
}

} // namespace ringleader
