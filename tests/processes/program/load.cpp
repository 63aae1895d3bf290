// SPDX-License-Identifier: BSD-3-Clause
#include "load.hpp"

#include <ringleader/actors/node/messages.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>

#include <algorithm>
#include <chrono>

namespace ringleader {

namespace {

using watch = std::chrono::steady_clock;

constexpr std::size_t data_bytes = 120;
constexpr std::size_t filling_bytes = 4'000;      // below what the registry takes
constexpr std::uint64_t filled_elections = 3'600; // as well

class load final : public caf::event_based_actor {
public:
  load(caf::actor_config& cfg, node_context_ptr node)
    : caf::event_based_actor(cfg), node_(std::move(node)) {}

private:
  struct standing {
    registry::campaign command;
    watch::time_point sent;
  };

  caf::behavior make_behavior() override {
    return {[this](const load_spec& what) -> caf::result<load_result> {
      promise_ = make_response_promise();
      spec_ = what;
      standings_.resize(what.in_flight);
      began_ = watch::now();
      for (std::uint32_t i = 0; i < what.in_flight; ++i) begin(i);
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
    command.election = "load-" + node_->name + "-" + std::to_string(i);
    command.holder = holder_id{1};
    command.data = bytes(spec_.keys > 0 ? filling_bytes : data_bytes, 'x');
    campaign(i);
  }

  void choose_key(registry::campaign& command) {
    command.election = "load-" + std::to_string(filled_ % filled_elections);
    command.holder = holder_id{1 + filled_ / filled_elections};
    ++filled_;
  }

  void campaign(std::uint32_t i) {
    auto& each = standings_[i];
    if (spec_.keys > 0) choose_key(each.command);
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
        took_us_.push_back(static_cast<std::uint32_t>(took));
      } else {
        ++result_.failed;
        if (spec_.keys > 0) return propose_again(i); // every key counts, and twice is once
      }
      auto more = spec_.keys > 0 ? filled_ < spec_.keys : now - began_ < spec_.runs_for;
      if (more) return campaign(i);
      if (++ended_ == standings_.size()) report(now);
    });
  }

  void report(watch::time_point now) {
    result_.commits = took_us_.size();
    result_.seconds = std::chrono::duration<double>(now - began_).count();
    std::sort(took_us_.begin(), took_us_.end());
    if (!took_us_.empty()) {
      result_.p50_us = took_us_[took_us_.size() / 2];
      result_.p99_us = took_us_[took_us_.size() * 99 / 100];
    }
    promise_.deliver(result_);
    quit();
  }

  node_context_ptr node_;
  caf::response_promise promise_;
  load_spec spec_;
  std::vector<standing> standings_;
  std::size_t ended_ = 0;
  std::uint64_t filled_ = 0;
  watch::time_point began_;
  std::vector<std::uint32_t> took_us_;
  load_result result_;
};

} // namespace

caf::actor spawn_load(caf::actor_system& sys, node_context_ptr node) {
  return sys.spawn<load>(std::move(node));
}

} // namespace ringleader
