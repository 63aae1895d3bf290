// SPDX-License-Identifier: BSD-3-Clause
/// membership: who is in the cluster, as a typed actor of the own node.
///
///   watch(self, node.members());   // self: a view_listener (contract/watch.hpp)
///
/// A listener receives whole views, the current one first, so it cannot miss a change; two views in
/// a row may differ by several members. Every node receives the same sequence of versions, but may
/// skip some.
#pragma once

#include <ringleader/membership/view.hpp>

#include <caf/typed_actor.hpp>

namespace ringleader {

using view_listener = caf::typed_actor<caf::reacts_to<view>>;

struct watch_members {
  view_listener listener;
};

struct unwatch_members {
  view_listener listener;
};

struct get_view {};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, watch_members& x) {
  return f(x.listener);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, unwatch_members& x) {
  return f(x.listener);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, get_view&) {
  return f();
}

using membership = caf::typed_actor<caf::reacts_to<watch_members>, caf::reacts_to<unwatch_members>,
                                    caf::replies_to<get_view>::with<view>>;

} // namespace ringleader
