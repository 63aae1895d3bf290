// SPDX-License-Identifier: BSD-3-Clause
#include "entities.hpp"

#include <algorithm>

using namespace std::chrono_literals;

namespace wordcount {

namespace {

constexpr std::size_t kept_max = 1000;
constexpr std::size_t reported_max = 10;
constexpr std::uint64_t told_every = 64; // a rare word never gets near the top

bool more_frequent(const progress& a, const progress& b) { return a.count > b.count; }

/// The `n` most frequent words, in order.
std::vector<progress> most_frequent(const std::map<std::string, std::uint64_t>& counts,
                                    std::size_t n) {
  std::vector<progress> words;
  for (auto& [word, count] : counts) words.push_back({word, count});
  n = std::min(n, words.size());
  std::partial_sort(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(n), words.end(),
                    more_frequent);
  words.resize(n);
  return words;
}

} // namespace

word_counter::behavior_type count_word(word_counter::stateful_pointer<counter_state> self,
                                       const ringleader::activation& who,
                                       const ringleader::routed<top_words>& top,
                                       const std::shared_ptr<ledger>& applied_ids) {
  return {
    [=](const occurrence& x) -> caf::result<applied> {
      if (applied_ids && x.id != 0 &&
          !applied_ids->append({x.id, who.epoch.value, who.number.value}))
        return ringleader::make_error(ringleader::errc::io_error, "the ledger cannot be written");
      auto count = ++self->state.count;
      if (count % told_every == 0)
        self->send(top, ringleader::entity_key{"top"}, progress{who.key, count});
      return applied{count, who.partition.value, who.node};
    },
    [=](get_count) -> caf::result<tally> {
      return tally{self->state.count, who.epoch.value, who.number.value};
    },
  };
}

top_words::behavior_type keep_top(top_words::stateful_pointer<top_state> self,
                                  const ringleader::activation&) {
  return {
    [=](const progress& x) {
      auto& counts = self->state.counts;
      counts[x.word] = x.count;
      if (counts.size() <= kept_max) return;
      std::map<std::string, std::uint64_t> kept;
      for (auto& p : most_frequent(counts, kept_max / 2)) kept.emplace(p.word, p.count);
      counts = std::move(kept);
    },
    [=](get_top) -> caf::result<ranking> {
      return ranking{most_frequent(self->state.counts, reported_max)};
    },
  };
}

caf::behavior report(caf::event_based_actor* self, const ringleader::leadership& won,
                     const ringleader::routed<top_words>& top, const conversation_ptr& talk) {
  self->delayed_send(self, 2s, std::string{"report"});
  return {[=](const std::string&) {
    self->delayed_send(self, 2s, std::string{"report"});
    ringleader::ask(self, top, "top", 2s, get_top{})
      .then(
        [=](const ranking& now) {
          if (now.words.empty()) return;
          auto text = "# top words in term " + std::to_string(won.term.value) + ":";
          for (auto& x : now.words) text += " " + x.word + " " + std::to_string(x.count);
          talk->say(text);
        },
        [](const caf::error&) {}); // asked again in two seconds
  }};
}

} // namespace wordcount
