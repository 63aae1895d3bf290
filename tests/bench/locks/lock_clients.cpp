// SPDX-License-Identifier: BSD-3-Clause
#include "lock_clients.hpp"

#include "../other_process.hpp"

#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/type_ids.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <memory>

namespace ringleader::bench {

namespace {

class lock_client final : public caf::event_based_actor {
public:
  lock_client(caf::actor_config& cfg, lock_manager locks, std::string name,
              std::shared_ptr<pair_times> times)
    : caf::event_based_actor(cfg), locks_(std::move(locks)), name_(std::move(name)),
      times_(std::move(times)) {}

private:
  caf::behavior make_behavior() override {
    begin();
    return {[](caf::unit_t) {}};
  }

  void begin() {
    began_ = watch::now();
    request(locks_, caf::infinite, acquire{name_})
      .then([this](const lock_grant& grant) { give_back(grant); },
            [](const caf::error& why) { give_up(("an acquire failed: " + to_text(why)).c_str()); });
  }

  void give_back(const lock_grant& grant) {
    request(locks_, caf::infinite, release{grant})
      .then(
        [this](bool held) {
          if (!held) give_up("a release came too late");
          if (times_->ended(began_))
            begin();
          else
            quit();
        },
        [](const caf::error& why) { give_up(("a release failed: " + to_text(why)).c_str()); });
  }

  lock_manager locks_;
  std::string name_;
  std::shared_ptr<pair_times> times_; // its own until it has ended
  watch::time_point began_;
};

} // namespace

std::vector<double> run_lock_clients(caf::actor_system& sys, const lock_manager& locks,
                                     const lock_window& what, std::size_t member) {
  std::vector<std::shared_ptr<pair_times>> times;
  std::vector<caf::actor> clients;
  caf::scoped_actor self{sys};
  for (std::uint32_t i = 0; i < what.clients.at(member); ++i) {
    times.push_back(std::make_shared<pair_times>(what));
    clients.push_back(self->spawn<lock_client>(locks, what.name_of(member, i), times.back()));
  }
  self->wait_for(clients);
  std::vector<double> all;
  for (auto& each : times) all.insert(all.end(), each->took_us().begin(), each->took_us().end());
  return all;
}

} // namespace ringleader::bench
