// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/registry.hpp>

#include <ringleader/base/match.hpp>
#include <ringleader/registry/command_check.hpp>
#include <ringleader/registry/execute.hpp>

#include <algorithm>

namespace ringleader::registry {

namespace {

/// The answer to those who may not propose the command in this state, or not with these fields;
/// none for all others.
std::optional<refused> not_acceptable(const state& s, const envelope& e) {
  bool founding = std::holds_alternative<found>(e.what);
  if (!s.founded && !founding) return refuse(errc::refused, "the cluster is not founded yet", true);
  if (needs_session(e.what) != e.from.has_value())
    return refuse(errc::refused, e.from ? "this command is not proposed in a session's name"
                                        : "this command needs a session; join first");
  if (auto ok = check_command(e.what); !ok) return refuse(ok.error());
  return std::nullopt;
}

outcome dispatch(state& s, context& c, const command& what) {
  return match(what, [&](const auto& x) { return execute(s, c, x); });
}

outcome execute_once(state& s, context& c, const envelope& e, std::uint64_t hash) {
  if (!e.from) {
    if (auto no = not_acceptable(s, e)) return *no;
    return dispatch(s, c, e.what);
  }
  auto at = s.sessions.find(e.from->session);
  if (at == s.sessions.end())
    return refuse(errc::unknown_session, "the session has ended or was never opened");
  if (auto seen = at->second.window.admit(*e.from, hash).answer) return *seen;
  c.by = e.from->session;
  auto no = not_acceptable(s, e);
  auto answer = no ? outcome{*no} : dispatch(s, c, e.what);
  // A command that ended its own session has nobody left to ask for the outcome.
  at = s.sessions.find(e.from->session);
  if (at != s.sessions.end()) at->second.window.keep(e.from->sequence, hash, answer);
  return answer;
}

/// However much one entry changed, view and table get one new version each.
void close_entry(state& s, context& c) {
  if (!c.ended.empty()) end_candidacies(s, c);
  if (c.view_moved) {
    s.version = s.version.next();
    c.events.push_back(view_changed{s.version});
  }
  if (!c.touched.empty()) {
    s.table.version = s.table.version.next();
    c.events.push_back(table_changed{s.table.version, {c.touched.begin(), c.touched.end()}});
  }
}

} // namespace

registry::registry() { refresh(true, true); }

applied registry::apply(log_index index, const shared_bytes& entry) {
  return apply(index, read_entry(entry));
}

applied registry::apply(log_index index, const result<read_command>& parsed) {
  EXPECTS(index > state_.applied);
  state_.applied = index;
  if (!parsed || parsed->of.stamp < registry_time{} || parsed->of.stamp > registry_time_latest)
    return {refuse(errc::malformed, "the entry is no command that this release knows"), {}};
  // A new leader continues from what it applied, so a lower stamp is an echo of an older one.
  state_.now = std::max(state_.now, parsed->of.stamp);
  context c;
  c.index = index;
  auto answer = execute_once(state_, c, parsed->of.body, parsed->hash);
  close_entry(state_, c);
  refresh(c.view_moved, !c.touched.empty());
  return {std::move(answer), std::move(c.events)};
}

electorate registry::voters() const { return voters_of(state_); }

const member* registry::member_of(session_id session) const {
  auto at = state_.sessions.find(session);
  return at == state_.sessions.end() ? nullptr : &state_.members.at(at->second.member).present;
}

std::vector<planned_move> registry::next_moves(std::uint32_t moves_per_pair_max) const {
  return ringleader::registry::next_moves(state_, moves_per_pair_max);
}

void registry::refresh(bool view_moved, bool table_moved) {
  if (view_moved) {
    auto fresh = std::make_shared<ringleader::view>();
    fresh->version = state_.version;
    for (const auto& [name, record] : state_.members)
      if (record.present.state != member_state::removed) fresh->members.push_back(record.present);
    view_ = std::move(fresh);
  }
  if (table_moved) table_ = std::make_shared<partition_table>(state_.table);
}

} // namespace ringleader::registry
