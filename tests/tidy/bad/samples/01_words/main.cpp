// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/locks/lock_actor.hpp> // WANT include_edge
#include <ringleader/actors/node/node.hpp>
#include <ringleader/consensus/raft.hpp> // WANT include_edge
#include <ringleader/ringleader.hpp>
#include "../02_other/words.hpp" // WANT include_edge
#include "words.hpp"

int main() {
  if (true) {
    auto words = count("a quoted line");
    print(words);
  }
}
