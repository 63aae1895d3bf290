// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/event_filter.hpp>
#include <ringleader/testkit/machines/simulated_campaigns.hpp>
#include <ringleader/testkit/machines/simulated_joining.hpp>
#include <ringleader/testkit/machines/simulated_locking.hpp>
#include <ringleader/testkit/machines/simulated_member.hpp>
#include <ringleader/testkit/machines/simulated_serving.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

constexpr std::uint64_t nodes_max = 64;

constexpr std::array all_parts{node_part::joining, node_part::serving, node_part::locking,
                               node_part::campaigning};

/// Who is offered a chance to ask first; the last one never lets it pass while it has a session.
constexpr std::array offered{node_part::campaigning, node_part::serving, node_part::locking};

/// As a node leaves: work first, the membership last.
constexpr std::array leaving_order{node_part::campaigning, node_part::serving, node_part::locking,
                                   node_part::joining};
constexpr duration drain_patience = std::chrono::seconds{5};

std::unique_ptr<simulated_part> make_part(node_part which, const part_setup& setup) {
  switch (which) {
  case node_part::joining: return std::make_unique<simulated_joining>(setup);
  case node_part::serving: return std::make_unique<simulated_serving>(setup);
  case node_part::locking: return std::make_unique<simulated_locking>(setup);
  case node_part::campaigning: break;
  }
  return std::make_unique<simulated_campaigns>(setup);
}

} // namespace

simulated_member::simulated_member(std::size_t number, const registry::cluster_settings& own,
                                   const load_options& load, std::uint64_t seed)
  : load_(load), random_(seed) {
  cells_.number = number;
  mail_.patience = load.patience;
  for (auto which : all_parts)
    at(which).part =
      make_part(which, {number, own, load.election, load.leased, load.padding_max, random_.next()});
}

void simulated_member::began(part_desk& desk, store_id store) {
  cells_.store = store;
  for (auto which : all_parts) begin_part(desk, which);
}

void simulated_member::ended() {
  for (auto which : all_parts) {
    end_part(which);
    at(which).part->forget();
  }
  auto before = cells_;
  cells_ = {};
  cells_.number = before.number;
  cells_.store = before.store;
  mail_.waiting.clear();
  mail_.unanswered.clear();
  parts_left_ = 0;
  leaves_anyway_ = never;
  members_.reset();
}

bool simulated_member::end_part(node_part which) {
  auto& its = at(which);
  if (!std::exchange(its.lives, false)) return false;
  its.part->ended();
  auto& open = mail_.unanswered;
  open.erase(std::remove_if(open.begin(), open.end(),
                            [&](const auto& r) { return r.part == which && !r.is_read; }),
             open.end());
  // A rebuilt lease keeper has no lease until a renewal is answered.
  if (which == node_part::joining) {
    cells_.session = {};
    cells_.lease_until = instant::min();
  }
  return true;
}

void simulated_member::begin_part(part_desk& desk, node_part which) {
  auto& its = at(which);
  if (std::exchange(its.lives, true)) return;
  its.generation = ++last_generation_ * nodes_max + cells_.number;
  with(desk, which, [&](simulated_part& part) { part.began(desk); });
}

template <class F> void simulated_member::with(part_desk& desk, node_part which, F&& tell) {
  auto& its = at(which);
  if (!its.lives) return;
  desk.part = which;
  desk.generation = its.generation;
  tell(*its.part);
}

template <class F> void simulated_member::with_all(part_desk& desk, F&& tell) {
  for (auto which : all_parts) with(desk, which, tell);
}

void simulated_member::saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) {
  auto any = [&](auto concerns) { return std::any_of(events.begin(), events.end(), concerns); };
  auto members_moved = std::exchange(members_, desk.state.view()) != desk.state.view() || anew;
  auto tell = [&](node_part which, bool wanted) {
    if (wanted) with(desk, which, [&](simulated_part& part) { part.saw(desk, events, anew); });
  };
  // As the actors of a node are told; each commit would otherwise wake all of them.
  tell(node_part::joining, true);
  tell(node_part::serving, true);
  tell(node_part::locking, members_moved || any(registry::concerns_locks));
  tell(node_part::campaigning, members_moved || any(registry::concerns_elections));
  go_on_leaving(desk);
}

void simulated_member::concluded(part_desk& desk, const part_mail::open& request,
                                 const control::concluded& how) {
  with(desk, request.part, [&](simulated_part& part) { part.concluded(desk, request.asked, how); });
  go_on_leaving(desk);
}

void simulated_member::received(part_desk& desk, store_id from, const part_letter& what) {
  with(desk, what.part, [&](simulated_part& part) { part.received(desk, from, what.body); });
}

void simulated_member::renewed(part_desk& desk, session_id session, renewal_id id) {
  auto had = cells_.holds_lease(cells_.session, desk.local);
  with(desk, node_part::joining, [&](simulated_part& part) { part.renewed(desk, session, id); });
  if (had || !cells_.holds_lease(cells_.session, desk.local)) return;
  with_all(desk, [&](simulated_part& part) { part.lease_begun(desk); });
}

instant simulated_member::next_deadline() const {
  auto due = leaves_anyway_;
  for (const auto& one : seats_)
    if (one.lives) due = std::min(due, one.part->next_deadline());
  return due;
}

void simulated_member::tick(part_desk& desk) {
  with_all(desk, [&](simulated_part& part) {
    if (part.next_deadline() <= desk.local) part.tick(desk);
  });
  go_on_leaving(desk);
}

void simulated_member::leave(part_desk& desk) {
  if (std::exchange(cells_.leaving, true)) return;
  parts_left_ = leaving_order.size();
  leaves_anyway_ = desk.local + drain_patience;
  with(desk, leaving_order.front(), [&](simulated_part& part) { part.leaving(desk); });
  go_on_leaving(desk);
}

/// The next part leaves when the one before it has given everything back, is down, or was waited
/// for long enough.
void simulated_member::go_on_leaving(part_desk& desk) {
  while (parts_left_ > 1) {
    const auto& its = at(leaving_order[leaving_order.size() - parts_left_]);
    if (its.lives && !its.part->drained() && desk.local < leaves_anyway_) return;
    --parts_left_;
    leaves_anyway_ = parts_left_ > 1 ? desk.local + drain_patience : never;
    with(desk, leaving_order[leaving_order.size() - parts_left_],
         [&](simulated_part& part) { part.leaving(desk); });
  }
}

void simulated_member::work(part_desk& desk) {
  auto is_of_client = [](const part_mail::open& r) { return r.part != node_part::joining; };
  const auto& open = mail_.unanswered;
  for (; burst_ > 0 && cells_.session && !cells_.leaving; --burst_) {
    auto under_way =
      static_cast<std::size_t>(std::count_if(open.begin(), open.end(), is_of_client));
    if (under_way >= load_.window) return;
    if (random_.chance(load_.reads)) {
      desk.part = node_part::campaigning; // watches the leadership
      desk.read();
      continue;
    }
    bool taken = false;
    for (auto which : offered)
      if (!taken) with(desk, which, [&](simulated_part& part) { taken = part.work(desk); });
  }
}

void simulated_member::rush() {
  rushes_ = true;
  load_.window = 900; // the registry remembers 1,024
  load_.reads = 0;
  mail_.patience = std::chrono::minutes{1};
}

duration simulated_member::rest() {
  burst_ = rushes_ ? 1 : load_.window;
  return random_.between(std::chrono::milliseconds{1}, load_.think_max);
}

std::optional<part_mail::open> simulated_member::close(std::uint64_t cookie) {
  auto& open = mail_.unanswered;
  auto at =
    std::find_if(open.begin(), open.end(), [&](const auto& r) { return r.asked.cookie == cookie; });
  if (at == open.end()) return std::nullopt;
  auto request = *at;
  open.erase(at);
  return request;
}

std::uint64_t simulated_member::roles() const {
  std::uint64_t all = 0;
  for (const auto& one : seats_)
    if (one.lives) all |= one.part->roles(cells_);
  return all;
}

} // namespace ringleader::testkit
