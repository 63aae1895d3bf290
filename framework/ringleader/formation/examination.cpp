// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/formation/examination.hpp>

#include <ringleader/consensus/reach.hpp>

#include <algorithm>

namespace ringleader::formation {

namespace {

result<void> damaged(std::string why) {
  return {errc::malformed, why + ": recover another survivor, or restore a backup"};
}

bool is_malformed(const registry::outcome& outcome) {
  auto* no = registry::refusal(outcome);
  return no != nullptr && no->code == errc::malformed;
}

} // namespace

result<void> check_log(const stored_state& stored) {
  auto disorder = disorder_of(stored);
  if (!disorder.empty()) return damaged(disorder);
  raft_term last;
  for (auto& record : stored.records) {
    auto e = consensus::to_entry(record);
    if (!e) return e.error();
    if (!e->index || !e->term || e->index.value > consensus::index_max ||
        e->term.value > consensus::term_max)
      return damaged("index " + to_string(e->index) + " in term " + to_string(e->term) +
                     " is none that a log reaches");
    if (e->term < last) return damaged("the terms of the log fall at " + to_string(e->index));
    last = e->term;
    if (e->kind == consensus::entry_kind::configuration)
      if (auto members = configuration_of(*e); !members) return members.error();
  }
  if (!stored.snapshot) return {};
  auto& base = *stored.snapshot;
  if (!base.index || !base.term || base.index.value > consensus::index_max ||
      base.term.value > consensus::term_max)
    return damaged("the snapshot stands for no entry that a log reaches");
  for (auto& record : stored.records)
    if (record.index <= base.index ? record.term > base.term : record.term < base.term)
      return damaged("the terms of log and snapshot contradict each other at " +
                     to_string(record.index));
  if (auto state = consensus::to_snapshot(base); !state) return state.error();
  return {};
}

result<void> check_start(const stored_state& stored) {
  if (auto ok = check_log(stored); !ok) return ok;
  auto last = stored.snapshot ? stored.snapshot->term : raft_term{};
  if (!stored.records.empty()) last = std::max(last, stored.records.back().term);
  if (stored.hard.term >= last && stored.hard.term.value <= consensus::term_max) return {};
  return {errc::malformed, "the stored term " + to_string(stored.hard.term) +
                             " does not go with a log up to term " + to_string(last) +
                             "; `recover` makes a new cluster out of the directory"};
}

result<examination> examine(const stored_state& stored) {
  if (auto ok = check_log(stored); !ok) return ok.error();
  examination seen;
  auto covered = stored.snapshot ? stored.snapshot->index : log_index{};
  if (stored.snapshot) {
    auto state = registry::registry::restore(stored.snapshot->data, covered);
    if (!state) return state.error();
    seen.built = std::move(*state);
  }
  for (auto& record : stored.records) {
    auto e = consensus::to_entry(record);
    if (!e) return e.error();
    if (e->index <= covered || e->kind != consensus::entry_kind::command) continue;
    ++seen.commands;
    auto applied = seen.built.apply(e->index, e->data);
    if (is_malformed(applied.outcome) && seen.malformed++ == 0) {
      seen.first_malformed = e->index;
      seen.why = registry::refusal(applied.outcome)->message;
    }
    if (auto known = registry::understands(seen.built.settings()); !known) return known.error();
  }
  return seen;
}

} // namespace ringleader::formation
