// SPDX-License-Identifier: BSD-3-Clause
/// feeder: asks the word entities what stdin asks, and answers on stdout. Lines and their answers:
///
///   17 the          counts "the" with the id 17   a 17 403 n2   applied, in partition 403 on n2
///                                                 u 17          unknown: it may have been applied
///   ? the           reads the count of "the"      c the 5 9 1   count and token of the activation
///   Hello, world    counts the words of a text    hello 1 on n2
///                                                 world 7 on n1
///
/// and, once, `up n1` when this node is a member that is up. What failed without having happened is
/// asked again; what may have happened never is.
#pragma once

#include "conversation.hpp"
#include "wordcount.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <functional>
#include <map>

namespace wordcount {

struct feeder_state {
  ringleader::routed<word_counter> words;
  std::string node;
  conversation_ptr talk;
  bool up = false;
  std::map<std::uint64_t, std::function<void()>> to_ask_again; // at most the window's lines
  std::uint64_t next_again = 0;
};

/// Ends with the node: with the actor behind `members`.
caf::behavior feed(caf::stateful_actor<feeder_state>* self,
                   const ringleader::routed<word_counter>& words,
                   const ringleader::membership& members, const std::string& node,
                   const conversation_ptr& talk);

} // namespace wordcount
