// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulated_joining.hpp>

#include <ringleader/base/match.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

constexpr auto type_name = "account";

} // namespace

void simulated_joining::began(part_desk& desk) {
  joiner_config config;
  config.sessions = setup_.own.sessions();
  config.self = desk.cells.store;
  config.join_pause = setup_.own.election_timeout;
  config.join_pause_max = setup_.own.ttl;
  joiner_.emplace(config);
  feed(desk, joining::started{desk.cells.membership});
  if (desk.cells.leaving) feed(desk, joining::leave_begun{});
  feed(desk, joining::type_known{type_name, setup_.number % 2 == 0});
  saw(desk, {}, true);
}

void simulated_joining::ended() {
  joiner_.reset();
  asked_.clear();
}

void simulated_joining::saw(part_desk& desk, const std::vector<registry::event>&, bool anew) {
  auto own = desk.own_session();
  const auto& owned = desk.state.table()->entries;
  auto depended_on = desk.log.raft().is_voter() ||
                     std::any_of(owned.begin(), owned.end(),
                                 [&](const partition_entry& e) { return own && e.owner == own; });
  feed(desk, joining::members_seen{desk.state.view(), anew, depended_on});
}

void simulated_joining::concluded(part_desk& desk, const open_request& asked,
                                  const control::concluded& how) {
  auto at = asked_.find(asked.cookie);
  if (at == asked_.end()) return;
  auto about = std::move(at->second);
  asked_.erase(at);
  if (!about.boot) {
    auto& told = how.error.code == errc::none ? about.done : about.failed;
    if (told) feed(desk, *told);
  } else if (how.error.code != errc::none) {
    feed(desk, joining::join_failed{about.boot, how.error});
  } else if (auto* no = registry::refusal(how.what)) {
    feed(desk, joining::join_refused{about.boot, {no->code, no->message}, no->retry});
  } else {
    feed(desk, joining::join_accepted{about.boot});
  }
}

void simulated_joining::renewed(part_desk& desk, session_id session, renewal_id id) {
  feed(desk, joining::renewal_answered{session, id});
}

void simulated_joining::leaving(part_desk& desk) {
  feed(desk, joining::leave_begun{});
  feed(desk, joining::leave_asked{1});
}

void simulated_joining::tick(part_desk& desk) { feed(desk, joining::tick{true}); }

void simulated_joining::feed(part_desk& desk, const joining::event& what) {
  for (const auto& fx : joiner_->step(what, desk.local)) run(desk, fx);
}

void simulated_joining::run(part_desk& desk, const joining::effect& fx) {
  auto& cells = desk.cells;
  match(
    fx,
    [&](const joining::draw_boot&) {
      cells.membership = boot_id{random_.next()};
      feed(desk, joining::boot_drawn{cells.membership});
    },
    [&](const joining::submit_join& x) {
      auto who = description(cells);
      who.replaces = x.replaces;
      asked_[desk.propose_join(std::move(who)).cookie].boot = x.boot;
    },
    [&](const joining::renew& x) { desk.renew(x.session, x.id); },
    [&](const joining::set_lease& x) {
      cells.session = x.session;
      cells.lease_until = x.until;
    },
    [&](const joining::announce& x) {
      propose(desk, registry::announce_type{x.type, {}, x.hosts}, std::nullopt,
              joining::announce_failed{x.session, x.type});
    },
    [&](const joining::submit_leave& x) {
      propose(desk, registry::leave{}, joining::leave_ended{x.cookie, {}},
              joining::leave_ended{x.cookie, {errc::outcome_unknown, ""}});
    },
    [&](const joining::answer_leave&) { cells.left = true; },
    [&](const joining::submit_begin_leave&) {
      propose(desk, registry::begin_leave{}, std::nullopt, joining::begin_leave_failed{});
    },
    [&](const joining::give_up& x) {
      desk.seen_by.report(violation_kind::refused_for_good,
                          "node " + std::to_string(setup_.number) + ": " + to_string(x.why));
    },
    [](const auto&) {});
}

void simulated_joining::propose(part_desk& desk, registry::command what,
                                std::optional<joining::event> done,
                                std::optional<joining::event> failed) {
  asked_[desk.propose(std::move(what)).cookie] = {{}, std::move(done), std::move(failed)};
}

registry::join simulated_joining::description(const simulated_cells& cells) const {
  auto number = std::to_string(setup_.number);
  registry::join who;
  who.boot = cells.membership;
  who.name = simulated_name(setup_.number);
  who.advertise = {"10.0.0." + std::to_string(setup_.number + 1), 4711};
  who.store = cells.store;
  // The lock file lives as long as the directory: a restart replaces its former self at once.
  who.host_boot = "host" + number;
  who.lock_file = {1, cells.store.value};
  who.own = setup_.own;
  if (setup_.election.policy == election_policy::weighted_votes)
    who.weight = static_cast<std::uint32_t>(500 * (1 + setup_.number % 3));
  return who;
}

} // namespace ringleader::testkit
