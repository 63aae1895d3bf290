// SPDX-License-Identifier: BSD-3-Clause
// Messages and time become events.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/options/configure.hpp>

namespace ringleader {

namespace {

campaigns::lease_seen seen(const lease_cell& lease) {
  auto session = lease.session();
  auto until = lease.until();
  // A lease that began in between is another session's.
  return {session, lease.session() == session ? until : instant::min()};
}

} // namespace

leader_actor::leader_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
                           std::shared_ptr<kept_elections> kept)
  : caf::event_based_actor(cfg), node_(std::move(node)), kept_(std::move(kept)),
    machine_(node_->configuration->elections, generation, kept_->candidacies) {}

void leader_actor::on_exit() {
  run_all(machine_.step(campaigns::end{}, node_->now()));
  kept_->candidacies = machine_.kept();
  askers_.clear();
  singletons_.clear();
}

caf::behavior leader_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& whom) { down(whom); });
  for (auto& owner : kept_->owners.all()) watch(owner.first);
  for (auto& [election, listeners] : kept_->listeners.all()) {
    for (auto& listener : listeners) watch(listener.address());
    feed(campaigns::watched{election});
  }
  add_singletons();
  run(campaigns::ask_for_state{});
  return {
    [this](const registry_update& update) { take(update); },
    [this](const lease_begun&) { feed(campaigns::tick{}); },
    [this](const singleton_added&) { add_singletons(); },
    [this](wake w) {
      if (timer_.rang(w)) feed(campaigns::tick{});
    },
    [this](const campaign& what) { return accept(what); },
    [this](const resign& what) { return accept(what); },
    [this](const vote& what) { return accept(what); },
    [this](const watch_election& what) { return accept(what); },
    [this](const unwatch_election& what) { accept(what); },
    [this](const inspect_election& what) { return accept(what); },
    [this](const list_elections& what) { return accept(what); },
    [this](drain_all) { return drain(); },
  };
}

/// The lease, and whether the node leaves, are cells that others write: they are looked at first.
void leader_actor::feed(const campaigns::event& what) {
  auto now = node_->now();
  if (auto lease = seen(node_->lease); !(lease == lease_)) {
    lease_ = lease;
    run_all(machine_.step(lease, now));
  }
  if (node_->leaving) run_all(machine_.step(campaigns::leaving{}, now));
  run_all(machine_.step(what, now));
  timer_.arm(this, machine_.next_deadline(), node_->now());
}

void leader_actor::run_all(const campaigns::effects& all) {
  for (auto& fx : all) std::visit([this](const auto& x) { run(x); }, fx);
}

void leader_actor::take(const registry_update& update) {
  if (update.members != members_) {
    members_ = update.members;
    names_.clear();
    voters_.clear();
    for (auto& m : members_->members) {
      if (!ringleader::alive(m)) continue;
      names_.emplace(m.session, m.name);
      voters_.emplace(m.session, m.weight);
    }
  }
  campaigns::update told;
  told.index = update.index;
  told.own = session_of(*members_, boot_id{node_->membership.load()});
  told.voters = voters_;
  told.names = names_;
  if (update.state) told.all = {update.state, &update.state->elections().all()};
  for (auto& ev : *update.events) {
    if (auto* change = std::get_if<election_changed>(&ev)) told.events.emplace_back(*change);
    if (auto* who = std::get_if<candidacy_changed>(&ev)) told.events.emplace_back(*who);
  }
  feed(told);
}

void leader_actor::add_singletons() {
  for (auto& spec : kept_->singletons.all())
    feed(campaigns::run_singleton{spec.election, spec.options});
}

// An actor may campaign and watch in many elections; demonitor would forget all of them at once.
void leader_actor::watch(const caf::actor_addr& whom) {
  if (whom && watched_.insert(whom).second) monitor(whom);
}

void leader_actor::down(const caf::down_msg& whom) {
  watched_.erase(whom.source);
  stopped_watching(kept_->listeners.remove(whom.source));
  if (auto owner = kept_->owners.remove(whom.source)) feed(campaigns::owner_ended{owner});
  for (auto at = singletons_.begin(); at != singletons_.end(); ++at) {
    if (at->second.address() != whom.source) continue;
    auto election = at->first;
    node_->children_of(child::leader).remove(at->second.id());
    singletons_.erase(at);
    return feed(campaigns::singleton_ended{election, to_text(whom.reason)});
  }
}

campaigns::asker_id leader_actor::ask(caf::response_promise& asker) {
  last_asker_ = last_asker_.next();
  askers_.emplace(last_asker_, asker);
  return last_asker_;
}

} // namespace ringleader
