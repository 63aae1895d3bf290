// SPDX-License-Identifier: BSD-3-Clause
/// registry_checker: what must hold after every entry, and over all entries together.
#pragma once

#include <ringleader/registry/registry.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace ringleader::registry {

class registry_checker {
public:
  void after(const registry& r, const applied& a) {
    no_dead_session_anywhere(r);
    holders_and_winners(r);
    partitions(r);
    CHECK(r.now() >= now_);
    now_ = r.now();
    for (const auto& ev : a.events) remember(ev);
    // Whatever was granted in this entry, no token is larger than the counter.
    CHECK(r.last_token() >= last_token_);
    last_token_ = r.last_token();
    CHECK((tokens_.empty() || *tokens_.rbegin() <= last_token_.value));
  }

  std::size_t grants() const { return tokens_.size(); }
  std::size_t sessions_ended() const { return ended_.size(); }

private:
  void no_dead_session_anywhere(const registry& r) {
    auto alive_here = [&](session_id s) { return r.session_open(s) && ended_.count(s) == 0; };
    for (const auto& m : r.view()->members) {
      CHECK(alive(m) == (m.state == member_state::up || m.state == member_state::leaving));
      if (alive(m)) CHECK(alive_here(m.session));
    }
    CHECK(count_alive(*r.view()) == r.sessions().size());
    for (const auto& [token, held] : r.locks().book().holds())
      CHECK((held.withheld ? !held.owner.session : alive_here(held.owner.session)));
    for (const auto& [arrival, request] : r.locks().book().requests())
      CHECK(alive_here(request.owner.session));
    for (const auto& [name, e] : r.elections().all()) {
      for (const auto& c : e.candidates) CHECK(alive_here(c.id.session));
      for (const auto& [voter, choice] : e.votes) CHECK(alive_here(voter));
    }
    for (const auto& [name, type] : r.types())
      for (auto [session, hosts] : type.known_by) CHECK(alive_here(session));
    for (const auto& e : r.table()->entries) {
      if (e.owner) CHECK(alive_here(e.owner));
      if (e.move) CHECK((e.owner && alive_here(e.move->target) && e.move->target != e.owner));
    }
  }

  static void holders_and_winners(const registry& r) {
    std::set<lock_claim> claims;
    for (const auto& [token, held] : r.locks().book().holds())
      for (auto claim : held.claims)
        CHECK(claims.insert(lock_claim{held.owner.session, claim}).second);
    for (const auto& [arrival, request] : r.locks().book().requests())
      CHECK(claims.insert(request.key()).second);
    for (const auto& [name, e] : r.elections().all()) {
      auto winners = std::count_if(e.candidates.begin(), e.candidates.end(),
                                   [&](const candidate& c) { return c.id == e.winner; });
      CHECK(winners == (e.winner || !by_votes(e.rules.policy) ? 1 : 0));
      CHECK_FALSE(e.candidates.empty());
    }
  }

  void partitions(const registry& r) {
    auto table = r.table();
    bool takers =
      std::any_of(r.view()->members.begin(), r.view()->members.end(),
                  [](const member& m) { return m.state == member_state::up && m.weight > 0; });
    for (std::size_t p = 0; p < table->entries.size(); ++p) {
      const auto& e = table->entries[p];
      if (takers) CHECK(e.owner);
      if (!e.owner) continue;
      if (e.move) CHECK(r.member_of(e.move->target)->weight > 0);
      auto fresh = owners_.emplace(std::make_pair(p, e.epoch), e.owner);
      CHECK(fresh.first->second == e.owner); // one owner per (partition, epoch), for ever
      if (fresh.second) {
        CHECK(e.epoch > epochs_[p]);
        CHECK(tokens_.insert(e.epoch.value).second);
        epochs_[p] = e.epoch;
      }
    }
  }

  void remember(const event& ev) {
    if (const auto* end = std::get_if<session_ended>(&ev)) ended_.insert(end->session);
    if (const auto* opened = std::get_if<session_opened>(&ev)) {
      CHECK(opened->session > last_session_);
      last_session_ = opened->session;
    }
    if (const auto* grant = std::get_if<lock_granted>(&ev)) {
      CHECK(tokens_.insert(grant->token.value).second);
      for (const auto& name : grant->names) {
        CHECK(grant->token > lock_tokens_[name]);
        lock_tokens_[name] = grant->token;
      }
    }
    if (const auto* win = std::get_if<election_changed>(&ev)) {
      auto& last = terms_[win->name];
      CHECK(win->term >= last);
      if (win->term > last && win->winner) CHECK(tokens_.insert(win->term.value).second);
      last = win->term;
    }
  }

  registry_time now_{};
  fencing_token last_token_;
  session_id last_session_;
  std::set<session_id> ended_;
  std::set<std::uint64_t> tokens_; ///< every grant of any kind has its own
  std::map<std::pair<std::size_t, partition_epoch>, session_id> owners_;
  std::map<std::size_t, partition_epoch> epochs_;
  std::map<std::string, fencing_token> lock_tokens_;
  std::map<std::string, election_term> terms_;
};

} // namespace ringleader::registry
