// SPDX-License-Identifier: BSD-3-Clause
/// routed<I>: the interface I as it is reached through the cluster: every message of I with an
/// entity_key in front, every reply as it is. A call without a key, with a payload that I does not
/// take, or with a reply handler of another type does not compile.
#pragma once

#include <ringleader/contract/entity_key.hpp>

#include <caf/typed_actor.hpp>

namespace ringleader {

template <class Signature> struct with_key;

template <class... Ins, class Outs>
struct with_key<caf::typed_mpi<caf::detail::type_list<Ins...>, Outs>> {
  using type = caf::typed_mpi<caf::detail::type_list<entity_key, Ins...>, Outs>;
};

template <class Interface> struct routed_interface;

template <class... Signatures> struct routed_interface<caf::typed_actor<Signatures...>> {
  using type = caf::typed_actor<typename with_key<Signatures>::type...>;
};

template <class Interface> using routed = typename routed_interface<Interface>::type;

} // namespace ringleader
