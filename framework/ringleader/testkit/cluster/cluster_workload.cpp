// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/contract/ask.hpp>
#include <ringleader/testkit/cluster/cluster_workload.hpp>

#include <memory>
#include <utility>

namespace ringleader::testkit {

namespace {

struct tally_state {
  std::uint64_t count = 0;
};

std::chrono::microseconds whole(duration d) {
  return std::chrono::duration_cast<std::chrono::microseconds>(d);
}

} // namespace

cluster_workload::cluster_workload(cluster_workload_options options)
  : options_(options), random_(options.seed), history_([this](process_id p) { return acting(p); }) {
}

cluster_options cluster_workload::on(cluster_options options) {
  auto before = std::move(options.on_start);
  options.on_start = [this, before](simulated_node& n) {
    start_on(n);
    if (before) before(n);
  };
  return options;
}

bool cluster_workload::seen(process_id p) const {
  auto latest = starts_.find(p.node);
  return cluster_->is_up(p.node) && latest != starts_.end() && latest->second == p.start;
}

bool cluster_workload::acting(process_id p) const {
  if (!seen(p) || cluster_->at(p.node).paused()) return false;
  auto& context = cluster_->node(p.node).tree().context();
  return context.lease.valid(*context.ports.clock);
}

void cluster_workload::start_on(simulated_node& n) {
  EXPECTS(cluster_ != nullptr);
  process_id by{n.number(), ++starts_[n.number()]};
  routed<tally> tallies = n.node().host(entity_type<tally>{"tally"},
                                        [this, by](tally::stateful_pointer<tally_state> self,
                                                   const activation& who) -> tally::behavior_type {
                                          if (seen(by)) history_.activated(by, who);
                                          return {[this, by, self, who](std::uint64_t id) {
                                            if (seen(by)) history_.delivered(id, by, who);
                                            return ++self->state.count;
                                          }};
                                        });
  n.spawn([this, by, tallies](caf::stateful_actor<asker_state>* self) {
    return asker(self, by, tallies);
  });
  n.spawn([this, by, locks = n.node().locks()](caf::event_based_actor* self) {
    return locker(self, by, locks);
  });
  n.node().run_singleton("office", [this, by](caf::event_based_actor* self, const leadership& won) {
    if (seen(by)) history_.gained_leadership(by, won);
    self->attach_functor([this, by, won] { history_.lost_leadership(by, won); });
    return caf::behavior{[](caf::tick_atom) {}};
  });
}

caf::behavior cluster_workload::asker(caf::stateful_actor<asker_state>* self, process_id by,
                                      const routed<tally>& target) {
  self->delayed_send(self, whole(around(options_.ask_every)), caf::tick_atom_v);
  return {[this, self, by, target](caf::tick_atom) {
    self->delayed_send(self, whole(around(options_.ask_every)), caf::tick_atom_v);
    if (!resting_ && self->state.waiting < options_.asks_waiting_max) ask_one(self, by, target);
  }};
}

void cluster_workload::ask_one(caf::stateful_actor<asker_state>* self, process_id by,
                               const routed<tally>& target) {
  auto id = ++last_id_;
  auto key = "key " + std::to_string(random_.below(options_.keys));
  if (seen(by)) history_.asked(id, by);
  ++self->state.waiting;
  ask(self, target, std::move(key), options_.ask_timeout, id)
    .then(
      [this, self, by, id](std::uint64_t) {
        --self->state.waiting;
        if (seen(by)) history_.answered(id, ask_end::ok, "");
      },
      [this, self, by, id](const caf::error& err) {
        --self->state.waiting;
        auto how = may_have_happened(err) ? ask_end::unknown : ask_end::nothing_happened;
        if (seen(by)) history_.answered(id, how, to_text(err));
      });
}

caf::behavior cluster_workload::locker(caf::event_based_actor* self, process_id by,
                                       const lock_manager& locks) {
  self->set_default_handler(caf::drop); // what is told of an earlier grant
  self->delayed_send(self, whole(around(options_.hold_lock)), caf::tick_atom_v);
  // The end of a hold that was lost comes late. Dropped, it would come back as an error, of which
  // this actor would die.
  return {[this, self, by, locks](caf::tick_atom) { lock_one(self, by, locks); },
          [](caf::ok_atom) {}};
}

void cluster_workload::lock_one(caf::event_based_actor* self, process_id by,
                                const lock_manager& locks) {
  auto again = [this, self, by, locks] { self->become(locker(self, by, locks)); };
  if (resting_) return again();
  acquire wanted;
  wanted.wants = "lock " + std::to_string(random_.below(options_.locks));
  wanted.fenced = true; // the history compares tokens
  wanted.wait = options_.ask_timeout;
  self->request(locks, whole(2 * options_.ask_timeout), wanted)
    .then(
      [this, self, by, locks, again](const lock_grant& grant) {
        auto holder = ++last_id_;
        if (seen(by)) history_.granted(holder, by, grant);
        self->delayed_send(self, whole(around(options_.hold_lock)), caf::ok_atom_v);
        auto ended = std::make_shared<bool>(false); // by one of the two, whichever is first
        self->become(
          [this, self, by, locks, holder, grant, ended](caf::ok_atom) {
            if (std::exchange(*ended, true)) return;
            if (seen(by)) history_.released(holder);
            unlock(self, by, locks, grant);
          },
          [this, by, holder, grant, again, ended](const lock_lost& lost) {
            if (lost.grant.token != grant.token || std::exchange(*ended, true)) return;
            if (seen(by)) history_.released(holder);
            again();
          });
      },
      [again](const caf::error&) { again(); });
}

void cluster_workload::unlock(caf::event_based_actor* self, process_id by,
                              const lock_manager& locks, const lock_grant& grant) {
  auto again = [this, self, by, locks] { self->become(locker(self, by, locks)); };
  // A release that the lock manager did not live to take is said again: the lock would stay with
  // this actor for as long as it lives.
  auto repeat = [this, self, by, locks, grant] {
    self->delayed_send(self, whole(options_.hold_lock), caf::ok_atom_v);
    self->become([this, self, by, locks, grant](caf::ok_atom) { unlock(self, by, locks, grant); });
  };
  self->request(locks, whole(2 * options_.ask_timeout), release{grant})
    .then([again](bool) { again(); }, [repeat](const caf::error&) { repeat(); });
}

} // namespace ringleader::testkit
