// SPDX-License-Identifier: BSD-3-Clause
/// query_registry: runs a function on the registry as this node has applied it, and hands what it
/// answers to `then`. Nothing is copied but the answer.
///
///   query_registry(this, *node_, [name](const registry::registry& r) { return view_of(r, name); },
///                  [=](lock_state&& seen, log_index at) { ... }, [=](caf::error& err) { ... });
///
/// The function runs inside the control log's actor: it is short, bounded, never throws, and holds
/// no reference to the registry afterwards. The answer may lie behind the cluster's newest entry.
/// It comes in order with registry_update: what was told before is in it, what is told later is
/// not.
#pragma once

#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/event_based_actor.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace ringleader {

/// fail: nothing was run, or nobody heard of it; asking again changes nothing.
template <class Ask, class Then, class Fail>
void query_registry(caf::event_based_actor* self, const node_context& node, Ask ask, Then then,
                    Fail fail) {
  using answer = std::decay_t<std::invoke_result_t<Ask&, const registry::registry&>>;
  auto log = node.book.get(child::control_log);
  if (!log) {
    auto err = make_error(errc::stopping, "the control log is being rebuilt; ask again");
    return fail(err);
  }
  // Written by the control log before it answers, read after the answer came.
  auto slot = std::make_shared<std::optional<answer>>();
  auto run = [slot, ask = std::move(ask)](const registry::registry& state) mutable {
    slot->emplace(ask(state));
  };
  self->request(log, caf::infinite, registry_query{std::move(run)})
    .then([slot, then = std::move(then)](
            const registry_queried& done) mutable { then(std::move(**slot), done.index); },
          [fail = std::move(fail)](caf::error& err) mutable { fail(err); });
}

} // namespace ringleader
