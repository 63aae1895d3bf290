// SPDX-License-Identifier: BSD-3-Clause
// Transcripts against the lock client of one node, in session 1, and a real lock table. Nothing of
// what it proposes happens by itself. Numbers of claims are generation.number, but for the first.
//
//   client [keeps] [until=1h]           anew, with such a lease; keeps: prints what is to be kept
//   acquire alice payroll [pool:2/8] [lease=5s] [wait=10s|forever] [owner=3] [reentrant] [delay=1s]
//   release CLAIM token=T [unasked] | extend CLAIM token=T lease=5s
//   gone alice [orderly] | drain | advance TIME
//   lease until=TIME [session=1] | lease none | session N       what the node and the log say of it
//   commit COOKIE... [unanswered] [unseen]   takes effect in the table; the answer, the event lost
//   fail COOKIE CODE                         an answer without an outcome
//   rival acquire|cancel payroll [lease=5s] | rival release payroll          of session 2
//   expire | force payroll token=T           by the control leader, an operator
//                                            each of these with `unseen`: the node misses it
//   pause TIME                               the process stands still, and then no timer was heard
//   state | standing | rebuild
//   former COOKIE...                           what the client before had proposed takes effect
#include <ringleader/base/match.hpp>
#include <ringleader/base/token_source.hpp>
#include <ringleader/locks/lock_client.hpp>
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using testkit::scenario_error;

namespace {

constexpr session_id own{1};
constexpr session_id other{2};

class client_world {
public:
  std::string run(const testkit::command& c) {
    text_.clear();
    execute(c);
    return text_;
  }

private:
  void execute(const testkit::command& c) {
    if (c.name == "client") return begin(c);
    if (!client_) throw scenario_error("client comes first");
    if (c.name == "acquire") return acquire(c);
    if (c.name == "release")
      return step(
        locks::release{has_word(c, "unasked") ? locks::ask_id{} : next_ask(), claim(c), token(c)});
    if (c.name == "extend")
      return step(locks::extend{next_ask(), claim(c), token(c), c.time("lease")});
    if (c.name == "gone") return step(locks::asker_gone{asker(c.word(0)), has_word(c, "orderly")});
    if (c.name == "drain") return step(locks::drain{});
    if (c.name == "advance") return advance(testkit::parse_time(c.word(0)));
    if (c.name == "pause") {
      now_ += testkit::parse_time(c.word(0));
      return;
    }
    if (c.name == "lease") return lease(c);
    if (c.name == "session")
      return step(locks::session_seen{session_id{testkit::parse_number(c.word(0))}});
    if (c.name == "commit") return commit(c);
    if (c.name == "former")
      return tell(c, [&](auto& out) {
        for (const auto& word : c.words) (void)apply(former_.at(testkit::parse_number(word)), out);
      });
    if (c.name == "fail") return fail(c);
    if (c.name == "rival") return rival(c);
    if (c.name == "expire") return expire(c);
    if (c.name == "force")
      return tell(c, [&](auto& out) {
        (void)table_.force(c.word(0), token(c), "it hangs", registry_now(), tokens_, out);
      });
    if (c.name == "state")
      return step(locks::state_seen{&table_.book(), tokens_.last(), registry_now()});
    if (c.name == "standing") return step(locks::standing_seen{own, table_.book().claims_of(own)});
    if (c.name == "rebuild") return rebuild();
    throw scenario_error("no such command: " + c.name);
  }

  static bool has_word(const testkit::command& c, const std::string& word) {
    return std::find(c.words.begin(), c.words.end(), word) != c.words.end();
  }

  void begin(const testkit::command& c) {
    keeps_ = has_word(c, "keeps");
    client_.emplace(locks::lock_client_options{}, 0);
    step(locks::node_lease{own, instant{testkit::parse_time(c.option("until", "1h"))}});
    step(locks::session_seen{own});
  }

  /// Of the client before, only what it kept is left.
  void rebuild() {
    former_ = std::exchange(proposed_, {});
    client_.emplace(locks::lock_client_options{}, ++generation_);
    step(lease_);
    step(locks::adopt{kept_, kept_lease_.session, kept_lease_.until, true});
  }

  void acquire(const testkit::command& c) {
    locks::acquire what;
    what.ask = next_ask();
    if (c.word(0) != "nobody") what.asker = asker(c.word(0));
    for (std::size_t i = 1; i < c.words.size(); ++i)
      if (c.words[i] == "reentrant")
        what.reentrant = true;
      else
        what.wants.push_back(want(c.words[i]));
    what.owner = c.number("owner", 0);
    if (c.has("lease")) what.lease = c.time("lease");
    auto wait = c.option("wait", "10s");
    what.wait = wait == "forever" ? duration::max() : testkit::parse_time(wait);
    what.fenced = !c.has("delay");
    if (c.has("delay")) what.delay = c.time("delay");
    step(std::move(what));
  }

  static lock_want want(const std::string& word) {
    auto colon = word.find(':');
    if (colon == std::string::npos) return {word, lock_mode::exclusive, 0, 0};
    auto slash = word.find('/');
    auto number = [&](std::size_t from, std::size_t count) {
      return static_cast<std::uint32_t>(testkit::parse_number(word.substr(from, count)));
    };
    return {word.substr(0, colon), lock_mode::permits, number(colon + 1, slash - colon - 1),
            number(slash + 1, std::string::npos)};
  }

  void lease(const testkit::command& c) {
    auto until = c.has("until") ? instant{c.time("until")} : instant::min();
    step(locks::node_lease{session_id{has_word(c, "none") ? 0 : c.number("session", 1)}, until});
  }

  void advance(duration by) {
    auto end = now_ + by;
    while (client_->next_deadline() <= end) {
      now_ = std::max(now_, client_->next_deadline());
      step(locks::tick{});
    }
    now_ = end;
    step(locks::tick{});
  }

  void commit(const testkit::command& c) {
    for (const auto& word : c.words) {
      if (word == "unanswered" || word == "unseen") continue;
      auto cookie = testkit::parse_number(word);
      if (proposed_.count(cookie) == 0) throw scenario_error("nothing is proposed as " + word);
      std::vector<lock_event> events;
      auto outcome = apply(proposed_.at(cookie), events);
      if (!has_word(c, "unseen") && !has_word(c, "unanswered")) {
        proposed_.erase(cookie);
        step(locks::concluded{cookie, std::move(outcome), {}});
      }
      tell(c, events);
    }
  }

  void fail(const testkit::command& c) {
    auto cookie = testkit::parse_number(c.word(0));
    for (std::uint8_t code = 0; code <= static_cast<std::uint8_t>(errc::deadlock); ++code)
      if (to_string(static_cast<errc>(code)) == c.word(1)) {
        proposed_.erase(cookie);
        return step(locks::concluded{cookie, {}, {static_cast<errc>(code), "no answer"}});
      }
    throw scenario_error("no such code: " + c.word(1));
  }

  locks::lock_outcome apply(const locks::lock_command& what, std::vector<lock_event>& out) {
    using namespace locks;
    return match(
      what,
      [&](const acquire_lock& x) {
        return told(table_.acquire(
          {{own, x.holder}, x.claim, x.wants, x.lease, x.delay.value_or(duration::zero())},
          {x.wait, x.reentrant}, registry_now(), tokens_, out));
      },
      [&](const release_lock& x) -> lock_outcome {
        auto done_ = table_.release({own, x.claim}, x.token, !x.lost, registry_now(), tokens_, out);
        if (!done_) return refused{done_.error().code, done_.error().message, false};
        return done{};
      },
      [&](const cancel_lock& x) {
        return told(table_.cancel({own, x.claim}, registry_now(), tokens_, out));
      },
      [&](const extend_lock& x) {
        return told(table_.extend({own, x.claim}, x.token, x.lease, registry_now()));
      });
  }

  locks::lock_outcome told(const result<lock_standing>& r) const {
    return told(r ? lock_answer{*r} : lock_answer{r.error()});
  }

  locks::lock_outcome told(const lock_answer& answer) const {
    using out = locks::lock_outcome;
    return match(
      answer,
      [](const failure& no) {
        return out{refused{no.code, no.message, false}};
      },
      [&](const lock_standing& x) {
        if (x.token) return out{locks::granted{x.token, x.expires}};
        return x.position == 0 ? out{done{}} : out{locks::queued{x.position, registry_now()}};
      },
      [](const lock_deadlock& found) {
        return out{locks::deadlocked{found.cycle, found.more}};
      });
  }

  void rival(const testkit::command& c) {
    const auto& name = c.word(1);
    lock_claim key{other, rivals_.emplace(name, claim_id{100 + rivals_.size()}).first->second};
    tell(c, [&](auto& out) {
      if (c.word(0) == "acquire") {
        auto lease = c.has("lease") ? std::optional{c.time("lease")} : std::nullopt;
        table_.acquire({{other, holder_id{1}}, key.id, {want(name)}, lease, {}}, {}, registry_now(),
                       tokens_, out);
        return;
      }
      if (c.word(0) == "cancel")
        (void)table_.cancel(key, registry_now(), tokens_, out);
      else
        (void)table_.release(key, table_.standing(key)->token, true, registry_now(), tokens_, out);
    });
  }

  void expire(const testkit::command& c) {
    tell(c, [&](auto& out) {
      for (const auto& due : table_.due(registry_now(), 100))
        (void)table_.expire(due, registry_now(), tokens_, out);
    });
  }

  template <class Change> void tell(const testkit::command& c, const Change& change) {
    std::vector<lock_event> events;
    change(events);
    tell(c, events);
  }

  void tell(const testkit::command& c, const std::vector<lock_event>& events) {
    if (has_word(c, "unseen")) return;
    for (const auto& ev : events) {
      text_ += "  log: " + readable(to_string(ev)) + '\n';
      if (auto* grant = std::get_if<lock_granted>(&ev)) step(*grant);
      if (auto* ended = std::get_if<lock_ended>(&ev)) step(*ended);
    }
  }

  void step(locks::client_event event) {
    if (auto* lease = std::get_if<locks::node_lease>(&event)) lease_ = *lease;
    for (auto& fx : client_->step(std::move(event), now_)) {
      note(fx);
      if (is_quiet(fx)) continue;
      text_ += to_string(duration{now_.time_since_epoch()}) + ' ' + readable(to_string(fx)) + '\n';
    }
  }

  bool is_quiet(const locks::client_effect& fx) const {
    auto keeps =
      std::holds_alternative<locks::keep>(fx) || std::holds_alternative<locks::keep_end>(fx) ||
      std::holds_alternative<locks::keep_ending>(fx) ||
      std::holds_alternative<locks::keep_lease>(fx) ||
      std::holds_alternative<locks::watch_asker>(fx) ||
      std::holds_alternative<locks::unwatch_asker>(fx) || std::holds_alternative<locks::forget>(fx);
    return keeps && !keeps_;
  }

  void note(const locks::client_effect& fx) {
    match(
      fx, [&](const locks::propose& x) { proposed_[x.cookie] = x.what; },
      [&](const locks::keep& x) { kept_[x.claim] = x.what; },
      [&](const locks::keep_end& x) {
        kept_.at(x.claim).ends = x.ends;
        kept_.at(x.claim).least = x.least;
      },
      [&](const locks::keep_ending& x) {
        kept_.at(x.claim).ending = true;
        kept_.at(x.claim).lost = x.lost;
      },
      [&](const locks::keep_lease& x) { kept_lease_ = x; },
      [&](const locks::forget& x) { kept_.erase(x.claim); }, [](const auto&) {});
  }

  /// Claims of later generations as generation.number.
  static std::string readable(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
      auto digits = text.find_first_not_of("0123456789", i);
      if (digits == std::string::npos) digits = text.size();
      if (digits == i) {
        out += text[i++];
        continue;
      }
      auto number = text.substr(i, digits - i);
      auto value = number.size() < 19 ? std::stoull(number) : 0;
      auto generation = value >> 32;
      out += generation > 0 && generation < 100
               ? std::to_string(generation) + '.' + std::to_string(value & UINT32_MAX)
               : number;
      i = digits;
    }
    return out;
  }

  static claim_id claim(const testkit::command& c) {
    const auto& word = c.word(0);
    auto dot = word.find('.');
    if (dot == std::string::npos) return claim_id{testkit::parse_number(word)};
    return claim_id{testkit::parse_number(word.substr(0, dot)) << 32 |
                    testkit::parse_number(word.substr(dot + 1))};
  }

  static fencing_token token(const testkit::command& c) { return fencing_token{c.number("token")}; }
  locks::ask_id next_ask() { return locks::ask_id{++asks_}; }
  locks::asker_id asker(const std::string& name) {
    return askers_.emplace(name, locks::asker_id{askers_.size() + 1}).first->second;
  }
  registry_time registry_now() const { return registry_time{now_.time_since_epoch()}; }

  std::optional<locks::lock_client> client_;
  lock_table table_;
  token_source tokens_;
  instant now_{};
  std::string text_;
  std::map<std::uint64_t, locks::lock_command> proposed_;
  std::map<std::uint64_t, locks::lock_command> former_; // by the client before
  locks::held_claims kept_;
  locks::keep_lease kept_lease_{{}, instant::min()};
  locks::node_lease lease_;
  std::map<std::string, locks::asker_id> askers_;
  std::map<std::string, claim_id> rivals_; // by what they hold or want
  std::uint64_t asks_ = 0;
  std::uint64_t generation_ = 0;
  bool keeps_ = false;
};

} // namespace

TEST_CASE("the lock client keeps every claim of its transcripts") {
  const auto* folder = RINGLEADER_SOURCE_DIR "/tests/scenarios/locks/client";
  for (const auto& file : testkit::scenario_files(folder)) {
    client_world world;
    CHECK(testkit::run_scenario(file, [&](const auto& c) { return world.run(c); }) == "");
  }
}
