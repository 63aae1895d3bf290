// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulated_joining.hpp>

namespace ringleader::testkit {

namespace {

constexpr auto join_pause = std::chrono::milliseconds{700};

} // namespace

simulated_joining::simulated_joining(const part_setup& setup)
  : setup_(setup), random_(setup.seed), lease_(setup.own.sessions()) {}

void simulated_joining::began(part_desk& desk) {
  if (!desk.cells.membership) desk.cells.membership = boot_id{random_.next()};
  lease_ = lease_holder{setup_.own.sessions()};
  due_ = desk.local;
  saw(desk, {}, true);
}

void simulated_joining::ended() {
  session_ = {};
  joining_ = false;
  due_ = never;
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
  if (setup_.office.policy == election_policy::weighted_votes)
    who.weight = static_cast<std::uint32_t>(500 * (1 + setup_.number % 3));
  return who;
}

void simulated_joining::saw(part_desk& desk, const std::vector<registry::event>&, bool) {
  auto own = desk.own_session();
  if (own == session_) return;
  session_ = own;
  lease_.reset();
  due_ = desk.local;
  desk.cells.session = own;
  desk.cells.lease_until = instant::min();
  if (!own) desk.cells.membership = boot_id{random_.next()};
  tick(desk);
}

void simulated_joining::concluded(part_desk& desk, const open_request&,
                                  const control::concluded& how) {
  joining_ = false;
  if (how.error.code != errc::none) return;
  auto* no = registry::refusal(how.what);
  if (no != nullptr && no->code == errc::unknown_session)
    desk.cells.membership = boot_id{random_.next()};
}

void simulated_joining::renewed(part_desk& desk, session_id session, renewal_id id) {
  if (!session || session != session_) return;
  lease_.renewal_answered(id, desk.local);
  desk.cells.lease_until = lease_.valid_until();
}

instant simulated_joining::next_deadline() const { return joining_ && !session_ ? never : due_; }

void simulated_joining::tick(part_desk& desk) {
  if (desk.local < due_) return;
  if (session_) {
    last_renewal_ =
      std::max(last_renewal_.next(),
               renewal_id{static_cast<std::uint64_t>(desk.local.time_since_epoch().count())});
    lease_.renewal_sent(last_renewal_, desk.local);
    desk.renew(session_, last_renewal_);
    due_ = desk.local + setup_.own.sessions().renewal_interval();
  } else if (!joining_) {
    joining_ = true;
    desk.propose_join(description(desk.cells));
    due_ = desk.local + join_pause;
  }
}

} // namespace ringleader::testkit
