// SPDX-License-Identifier: BSD-3-Clause
/// The two kinds of entity of the sample and the singleton that reports.
#pragma once

#include "conversation.hpp"
#include "ledger.hpp"
#include "wordcount.hpp"

#include <caf/event_based_actor.hpp>

#include <map>

namespace wordcount {

struct counter_state {
  std::uint64_t count = 0;
};

/// Counts one word. Appends to the ledger, if there is one, before it counts; tells the top words
/// its count from time to time.
word_counter::behavior_type count_word(word_counter::stateful_pointer<counter_state> self,
                                       const ringleader::activation& who,
                                       const ringleader::routed<top_words>& top,
                                       const std::shared_ptr<ledger>& applied_ids);

struct top_state {
  std::map<std::string, std::uint64_t> counts;
};

/// Keeps the most frequent words of those that it was told, at most a thousand.
top_words::behavior_type keep_top(top_words::stateful_pointer<top_state> self,
                                  const ringleader::activation& who);

/// Prints the top words every two seconds, on the one node that won the election.
caf::behavior report(caf::event_based_actor* self, const ringleader::leadership& won,
                     const ringleader::routed<top_words>& top, const conversation_ptr& talk);

} // namespace wordcount
