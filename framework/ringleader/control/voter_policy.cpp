// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/voter_policy.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/consensus/quorum.hpp>

#include <algorithm>

namespace ringleader::control {

namespace {

using candidates = std::vector<voter_candidate>;
using kind = voter_step::kind;

template <class Pick> std::optional<store_id> first(const candidates& among, Pick pick) {
  auto found = std::find_if(among.begin(), among.end(), pick);
  if (found == among.end()) return std::nullopt;
  return found->store;
}

bool is_unfit(const voter_candidate& c) { return c.is_gone || c.is_leaving; }

bool is_spare(const voter_candidate& c) { return !c.votes && c.is_live && c.is_caught_up; }

// A change counts from the moment that it is proposed: without a majority of those that remain it
// would never be committed, nor anything behind it.
bool is_sound_without(const candidates& all, store_id voter) {
  std::size_t remain = 0;
  std::size_t sound = 0;
  for (auto& c : all) {
    if (!c.votes || c.store == voter) continue;
    ++remain;
    if (c.is_caught_up) ++sound;
  }
  return remain > 0 && sound >= consensus::majority_of(remain);
}

// A leader cannot take itself out: another one does, once it leads.
std::optional<voter_step> drop(const voter_situation& now, store_id voter) {
  if (voter != now.leader) {
    if (!is_sound_without(now.candidates, voter)) return std::nullopt;
    return voter_step{kind::demote, voter};
  }
  auto heir = first(now.candidates, [&](const voter_candidate& c) {
    return c.votes && c.store != now.leader && c.is_live && c.is_caught_up;
  });
  if (!heir) return std::nullopt;
  return voter_step{kind::hand_over, *heir};
}

std::size_t odd_below(std::size_t count) { return count % 2 == 0 ? count - 1 : count; }

// An even number is a change half done: it goes on, or back.
std::optional<voter_step> leave_even(const voter_situation& now, std::size_t voters,
                                     std::size_t desired) {
  auto& all = now.candidates;
  if (auto unfit = first(all, [](auto& c) { return c.votes && is_unfit(c); }))
    return drop(now, *unfit);
  auto spare = first(all, is_spare);
  if (voters < desired && spare) return voter_step{kind::promote, *spare};
  auto last = std::find_if(all.rbegin(), all.rend(), [&](const voter_candidate& c) {
    return c.votes && c.store != now.leader && is_sound_without(all, c.store);
  });
  if (last == all.rend()) return std::nullopt;
  return voter_step{kind::demote, last->store};
}

// Of an odd number, without a substitute. Where the others need it, those that are gone go first.
std::optional<voter_step> let_leave(const voter_situation& now, store_id leaving) {
  if (auto step = drop(now, leaving)) return step;
  auto gone = first(now.candidates, [&](const voter_candidate& c) {
    return c.votes && c.is_gone && c.store != now.leader;
  });
  if (!gone || leaving == now.leader) return std::nullopt;
  return drop(now, *gone);
}

} // namespace

std::optional<voter_step> next_voter_step(const voter_situation& now) {
  EXPECTS(now.target % 2 == 1);
  auto& all = now.candidates;
  auto count = [&](auto pick) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), pick));
  };
  if (auto gone = first(all, [](auto& c) { return !c.votes && c.is_gone; }))
    return voter_step{kind::remove_learner, *gone};
  auto voters = count([](auto& c) { return c.votes; });
  auto live = count([](auto& c) { return c.is_live; });
  auto desired = odd_below(std::max<std::size_t>(1, std::min(now.target, live)));
  if (voters % 2 == 0) return leave_even(now, voters, desired);
  auto spare = first(all, is_spare);
  if (first(all, [](auto& c) { return c.votes && is_unfit(c); })) {
    if (spare) return voter_step{kind::promote, *spare};
    auto leaving = first(all, [](auto& c) { return c.votes && c.is_leaving; });
    if (leaving && voters > 1) return let_leave(now, *leaving);
    // One that is gone costs nothing; without two of them the others survive a failure more.
    auto gone = first(all, [](auto& c) { return c.votes && c.is_gone; });
    if (count([](auto& c) { return c.votes && c.is_gone; }) >= 2) return drop(now, *gone);
    return std::nullopt;
  }
  if (voters + 2 <= desired && count(is_spare) >= 2) return voter_step{kind::promote, *spare};
  return std::nullopt;
}

std::string to_string(const voter_step& step) {
  auto verb = [&] {
    switch (step.what) {
    case kind::promote: return "promote ";
    case kind::demote: return "demote ";
    case kind::remove_learner: return "remove learner ";
    case kind::hand_over: return "hand over to ";
    }
    return "";
  };
  return verb() + to_hex(step.store);
}

} // namespace ringleader::control
