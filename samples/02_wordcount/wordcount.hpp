// SPDX-License-Identifier: BSD-3-Clause
/// The messages of the sample. One entity of type "word" per word counts it; one of type "top"
/// keeps the most frequent words, as the word entities tell it; a singleton prints them.
#pragma once

#include <ringleader/ringleader.hpp>

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wordcount {

/// One occurrence of a word. The id is unique over all nodes and texts; 0 is not kept in a ledger.
struct occurrence {
  std::uint64_t id = 0;
};

struct applied {
  std::uint64_t count = 0; // after the occurrence
  std::uint32_t partition = 0;
  std::string node;
};

struct get_count {};

/// A count and the token of the activation that counted.
struct tally {
  std::uint64_t count = 0;
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
};

/// To the top words: a word's count has grown to this.
struct progress {
  std::string word;
  std::uint64_t count = 0;
};

struct get_top {};

struct ranking {
  std::vector<progress> words; // the most frequent first
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, occurrence& x) {
  return f(x.id);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, applied& x) {
  return f(x.count, x.partition, x.node);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, get_count&) {
  return f();
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, tally& x) {
  return f(x.count, x.epoch, x.number);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, progress& x) {
  return f(x.word, x.count);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, get_top&) {
  return f();
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, ranking& x) {
  return f(x.words);
}

using word_counter = caf::typed_actor<caf::replies_to<occurrence>::with<applied>,
                                      caf::replies_to<get_count>::with<tally>>;

using top_words =
  caf::typed_actor<caf::reacts_to<progress>, caf::replies_to<get_top>::with<ranking>>;

} // namespace wordcount

CAF_BEGIN_TYPE_ID_BLOCK(wordcount, caf::id_block::ringleader::end)
  CAF_ADD_TYPE_ID(wordcount, (wordcount::occurrence))
  CAF_ADD_TYPE_ID(wordcount, (wordcount::applied))
  CAF_ADD_TYPE_ID(wordcount, (wordcount::get_count))
  CAF_ADD_TYPE_ID(wordcount, (wordcount::tally))
  CAF_ADD_TYPE_ID(wordcount, (wordcount::progress))
  CAF_ADD_TYPE_ID(wordcount, (wordcount::get_top))
  CAF_ADD_TYPE_ID(wordcount, (wordcount::ranking))
CAF_END_TYPE_ID_BLOCK(wordcount)
