// SPDX-License-Identifier: BSD-3-Clause
/// client_world: lock clients of several nodes, the actors above them, one lock table, and a log
/// between them that loses answers, tells events late or not at all, and takes commands in any
/// order.
///
///   client_world world{seed};
///   for (...) world.step();          // one random thing each, some time apart
///   world.settle();                  // no faults any more, until everything is quiet
///
/// It checks at each change of the table that nobody loses what it counts on, and that no asker is
/// answered twice. One clock for all: the share for clocks of different rates is the leases' test.
#pragma once

#include <ringleader/base/match.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/base/token_source.hpp>
#include <ringleader/locks/lock_client.hpp>
#include <ringleader/locks/lock_table.hpp>

#include <catch2/catch.hpp>

#include <deque>

namespace ringleader {

class client_world {
public:
  explicit client_world(std::uint64_t seed) : random_(seed) {
    for (auto& n : nodes_) {
      n.session = session_id{++last_session_};
      start(n);
    }
  }

  void step() {
    pass(random_.between(duration{1}, std::chrono::milliseconds{200}));
    auto& n = nodes_.at(random_.below(nodes_.size()));
    auto dice = random_.below(1000);
    if (dice < 120) return ask(n);
    if (dice < 240) return give_up(n);
    if (dice < 250) return end_asker(n);
    if (dice < 256) return start(n); // the actor alone died
    if (dice < 262) return look(n);  // and the events before that are lost
    if (dice < 268) n.cut_off_until = now_ + random_.between(duration{0}, 3 * ttl);
    for (auto more = random_.below(4); more > 0; --more)
      if (dice < 700)
        take_effect(n, random_.chance(60), random_.chance(100));
      else
        tell(n);
  }

  void settle() {
    for (auto& n : nodes_) n.cut_off_until = {};
    for (auto& n : nodes_) // what is under way is there before they look for it
      while (!n.sent.empty()) take_effect(n, false, false);
    for (int i = 0; i < 2'000; ++i) {
      pass(std::chrono::milliseconds{20});
      for (auto& n : nodes_) {
        while (!n.sent.empty()) take_effect(n, false, false);
        while (!n.events.empty()) tell(n);
      }
    }
  }

  /// Claims that wait, or have a grant for themselves, and that no actor waits for or holds.
  std::size_t unclaimed() const {
    std::size_t count = 0;
    for (auto& n : nodes_)
      for (auto& [claim, place] : table_.book().claims_of(n.session)) {
        auto all = std::vector<claim_id>{claim};
        if (place.token) all = table_.book().hold(place.token)->claims;
        if (std::none_of(all.begin(), all.end(), [&](claim_id c) { return is_known(n, c); }))
          ++count;
      }
    return count;
  }

  /// Actors that hold what the table gave to nobody, or to somebody else.
  std::size_t deceived() const {
    std::size_t count = 0;
    for (auto& n : nodes_)
      for (auto& [claim, held] : n.believed) {
        auto stands = table_.standing({n.session, claim});
        if (!stands || stands->token != held.token) ++count;
      }
    return count;
  }

  std::size_t grants = 0;
  std::size_t losses = 0;
  std::size_t unknown = 0;

private:
  static constexpr duration ttl = std::chrono::seconds{2};
  static constexpr duration margin = std::chrono::milliseconds{100};
  static constexpr std::size_t askers = 3;

  struct belief {
    fencing_token token;
    instant until = never;
    locks::asker_id asker;
  };

  struct node {
    std::optional<locks::lock_client> client;
    session_id session;
    instant lease;         // of the session
    instant cut_off_until; // nobody renews it before
    struct proposal {
      std::uint64_t generation;
      std::uint64_t cookie;
      locks::lock_command what;
    };
    std::deque<proposal> sent;
    std::uint64_t generation = 0;
    std::deque<lock_event> events;
    std::map<locks::ask_id, claim_id> asks; // none: not an acquire, or not asked for yet
    std::map<claim_id, belief> believed;
    locks::held_claims kept;
    locks::keep_lease kept_lease{{}, instant::min()};
    std::uint64_t first_asker = 1;
  };

  void start(node& n) {
    n.asks.clear(); // told that the outcome is unknown
    auto follows = n.generation != 0;
    n.generation = ++last_generation_;
    n.client.emplace(locks::lock_client_options{ttl, margin}, n.generation);
    feed(n, locks::node_lease{n.session, n.lease});
    feed(n, locks::adopt{n.kept, n.kept_lease.session, n.kept_lease.until, follows});
    look(n);
  }

  /// Sees the table as it is; what was not told before is not told any more.
  void look(node& n) {
    n.events.clear();
    feed(n, locks::session_seen{n.session});
    feed(n, locks::state_seen{&table_.book(), tokens_.last(), registry_now()});
  }

  void pass(duration by) {
    auto end = now_ + by;
    for (auto due = next(); due <= end; due = next()) {
      now_ = std::max(now_, due);
      for (auto& n : nodes_) {
        if (n.client->next_deadline() <= now_) feed(n, locks::tick{});
        for (auto& [claim, held] : n.believed) {
          CHECK(held.until > now_);
          CHECK(n.lease > now_);
        }
      }
    }
    now_ = end;
    for (auto& n : nodes_)
      if (now_ >= n.cut_off_until && n.lease < now_ + ttl / 2) {
        // A session whose node was not heard of for long is over.
        if (n.lease + 2 * margin < now_ && n.lease != instant{}) end_session(n);
        n.lease = now_ + ttl - margin;
        feed(n, locks::node_lease{n.session, n.lease});
      }
    for (auto& due : table_.due(registry_now(), 100))
      change([&](auto& out) { REQUIRE(table_.expire(due, registry_now(), tokens_, out)); });
  }

  instant next() const {
    auto due = never;
    for (auto& n : nodes_) due = std::min(due, n.client->next_deadline());
    return due;
  }

  /// By the cluster; never before the node's lease is over.
  void end_session(node& n) {
    if (n.lease > now_) return;
    auto before = std::exchange(n.session, session_id{++last_session_});
    change([&](auto& out) {
      table_.end_sessions({before}, random_.chance(200), registry_now(), tokens_, out);
    });
    look(n);
    CHECK(n.believed.empty());
  }

  void ask(node& n) {
    locks::acquire what;
    what.ask = locks::ask_id{++last_ask_};
    what.asker = locks::asker_id{n.first_asker + random_.below(askers)};
    what.owner = random_.chance(400) ? 0 : 100 + last_ask_;
    for (const char* name : {"a", "b", "pool"}) {
      if (!random_.chance(400)) continue;
      if (name[1] != 0)
        what.wants.push_back(
          {name, lock_mode::permits, static_cast<std::uint32_t>(1 + random_.below(2)), 3});
      else
        what.wants.push_back(
          {name, random_.chance(300) ? lock_mode::shared : lock_mode::exclusive, 0, 0});
    }
    if (what.wants.empty()) what.wants = {{"a", lock_mode::exclusive, 0, 0}};
    what.reentrant = what.wants.back().mode != lock_mode::permits && random_.chance(500);
    if (random_.chance(500)) what.lease = random_.between(duration{1}, std::chrono::seconds{4});
    if (random_.chance(600)) what.wait = random_.between(duration{1}, std::chrono::seconds{5});
    what.fenced = random_.chance(500);
    what.delay = random_.between(duration{0}, std::chrono::seconds{1});
    n.asks.emplace(what.ask, claim_id{});
    asking_ = what.ask;
    feed(n, std::move(what));
    asking_ = {};
  }

  void give_up(node& n) {
    if (n.believed.empty()) return;
    auto at =
      std::next(n.believed.begin(), static_cast<std::ptrdiff_t>(random_.below(n.believed.size())));
    auto [claim, held] = *at;
    locks::ask_id ask{++last_ask_};
    n.asks.emplace(ask, claim_id{});
    if (held.until != never && random_.chance(500)) {
      auto lease = random_.between(std::chrono::milliseconds{1}, std::chrono::seconds{4});
      shorten(n, held.token, now_ + lock_lease{ttl, margin}.trusted(lease));
      return feed(n, locks::extend{ask, claim, held.token, lease});
    }
    n.believed.erase(at);
    feed(n, locks::release{ask, claim, held.token});
  }

  static void shorten(node& n, fencing_token token, instant until) {
    for (auto& entry : n.believed)
      if (entry.second.token == token) entry.second.until = std::min(entry.second.until, until);
  }

  void end_asker(node& n) {
    locks::asker_id gone{n.first_asker++};
    for (auto at = n.believed.begin(); at != n.believed.end();)
      at = at->second.asker == gone ? n.believed.erase(at) : std::next(at);
    feed(n, locks::asker_gone{gone, random_.chance(500)});
  }

  /// One of the commands under way; lost: it never will. unanswered: its node hears of neither.
  void take_effect(node& n, bool lost, bool unanswered) {
    if (n.sent.empty()) return;
    auto at = n.sent.begin() + static_cast<std::ptrdiff_t>(random_.below(n.sent.size()));
    auto [generation, cookie, what] = std::move(*at);
    n.sent.erase(at);
    locks::concluded told{cookie, done{}, {}};
    if (lost)
      told.error = {random_.chance(500) ? errc::no_quorum : errc::outcome_unknown, "lost"};
    else
      change([&, c = std::move(what)](auto& out) { told.what = apply(n.session, c, out); }, &n);
    if (generation != n.generation) return; // nobody waits for it any more
    if (unanswered && !lost) told.error = {errc::outcome_unknown, "unanswered"};
    if (told.error.code == errc::outcome_unknown) ++unknown;
    auto again = told;
    feed(n, std::move(told));
    if (random_.chance(50)) feed(n, std::move(again)); // doubled
  }

  /// News come behind the answer of the command that made them.
  template <class Change> void change(Change apply, node* = nullptr) {
    std::vector<lock_event> events;
    apply(events);
    for (auto& ev : events) {
      if (auto* grant = std::get_if<lock_granted>(&ev))
        for (auto& name : grant->names) {
          CHECK(grant->token > newest_[name]);
          newest_[name] = grant->token;
        }
      if (auto* ended = std::get_if<lock_ended>(&ev))
        for (auto& n : nodes_)
          for (auto claim : ended->claims) {
            auto held = n.believed.find(claim);
            if (n.session != ended->owner.session || held == n.believed.end()) continue;
            INFO(to_string(ev));
            CHECK((held->second.token != ended->token ||
                   now_ >= std::min(held->second.until, n.lease)));
          }
      for (auto& n : nodes_) n.events.push_back(ev);
    }
  }

  void tell(node& n) {
    if (n.events.empty()) return;
    auto ev = std::move(n.events.front());
    n.events.pop_front();
    if (auto* grant = std::get_if<lock_granted>(&ev)) feed(n, *grant);
    if (auto* ended = std::get_if<lock_ended>(&ev)) feed(n, *ended);
  }

  locks::lock_outcome apply(session_id by, const locks::lock_command& what,
                            std::vector<lock_event>& out);

  locks::lock_outcome told(const lock_answer& answer) const {
    using outcome = locks::lock_outcome;
    return match(
      answer,
      [](const failure& no) {
        return outcome{refused{no.code, no.message, false}};
      },
      [&](const lock_standing& x) {
        if (x.token) return outcome{locks::granted{x.token, x.expires}};
        return x.position == 0 ? outcome{done{}}
                               : outcome{locks::queued{x.position, registry_now()}};
      },
      [](const lock_deadlock& found) {
        return outcome{locks::deadlocked{found.cycle, found.more}};
      });
  }

  lock_answer told(const result<lock_standing>& r) const {
    return r ? lock_answer{*r} : lock_answer{r.error()};
  }

  void feed(node& n, locks::client_event what) {
    for (auto& fx : n.client->step(std::move(what), now_))
      std::visit([&](auto& x) { run(n, x); }, fx);
  }

  template <class T> void run(node&, const T&) {}
  void run(node& n, locks::propose& x) {
    if (auto* acquire = std::get_if<locks::acquire_lock>(&x.what); acquire != nullptr && asking_)
      n.asks.at(asking_) = acquire->claim;
    if (auto* release = std::get_if<locks::release_lock>(&x.what))
      CHECK(n.believed.count(release->claim) == 0); // told before
    n.sent.push_back({n.generation, x.cookie, std::move(x.what)});
  }
  void run(node& n, locks::answer_granted& x) {
    auto claim = answered(n, x.ask);
    auto until = x.left == duration::zero() ? never : now_ + x.left;
    if (claim) {
      ++grants;
      n.believed[claim] = {x.token, until, n.kept.at(claim).asker};
      CHECK(now_ < n.lease);
    } else {
      for (auto& entry : n.believed)
        if (entry.second.token == x.token) entry.second.until = until;
    }
  }
  void run(node& n, locks::answer_failed& x) { answered(n, x.ask); }
  void run(node& n, locks::answer_deadlock& x) { answered(n, x.ask); }
  void run(node& n, locks::answer_released& x) { answered(n, x.ask); }
  void run(node& n, locks::tell_lost& x) { losses += n.believed.erase(x.claim); }
  void run(node& n, locks::keep& x) { n.kept[x.claim] = x.what; }
  void run(node& n, locks::keep_end& x) {
    n.kept.at(x.claim).ends = x.ends;
    n.kept.at(x.claim).least = x.least;
  }
  void run(node& n, locks::keep_ending& x) {
    n.kept.at(x.claim).ending = true;
    n.kept.at(x.claim).lost = x.lost;
  }
  void run(node& n, locks::keep_lease& x) { n.kept_lease = x; }
  void run(node& n, locks::forget& x) { n.kept.erase(x.claim); }
  void run(node& n, locks::query_standing& x) {
    feed(n, locks::standing_seen{x.session, table_.book().claims_of(x.session)});
  }

  static bool is_known(const node& n, claim_id claim) {
    return n.believed.count(claim) != 0 ||
           std::any_of(n.asks.begin(), n.asks.end(),
                       [&](const auto& ask) { return ask.second == claim; });
  }

  static claim_id answered(node& n, locks::ask_id ask) {
    auto at = n.asks.find(ask);
    REQUIRE(at != n.asks.end()); // or it was answered twice
    auto claim = at->second;
    n.asks.erase(at);
    return claim;
  }

  registry_time registry_now() const { return registry_time{now_.time_since_epoch()}; }

  random_source random_;
  lock_table table_;
  token_source tokens_;
  instant now_{};
  std::array<node, 3> nodes_;
  std::map<std::string, fencing_token> newest_;
  locks::ask_id asking_; // whose step this is
  std::uint64_t last_ask_ = 0;
  std::uint64_t last_session_ = 0;
  std::uint64_t last_generation_ = 0;
};

inline locks::lock_outcome client_world::apply(session_id by, const locks::lock_command& what,
                                               std::vector<lock_event>& out) {
  using namespace locks;
  return match(
    what,
    [&](const acquire_lock& x) {
      lock_request wanted{
        {by, x.holder}, x.claim, x.wants, x.lease, x.delay.value_or(duration::zero())};
      return told(
        table_.acquire(std::move(wanted), {x.wait, x.reentrant}, registry_now(), tokens_, out));
    },
    [&](const release_lock& x) -> lock_outcome {
      auto r = table_.release({by, x.claim}, x.token, !x.lost, registry_now(), tokens_, out);
      if (!r) return refused{r.error().code, r.error().message, false};
      return done{};
    },
    [&](const cancel_lock& x) {
      return told(told(table_.cancel({by, x.claim}, registry_now(), tokens_, out)));
    },
    [&](const extend_lock& x) {
      return told(told(table_.extend({by, x.claim}, x.token, x.lease, registry_now())));
    });
}

} // namespace ringleader
