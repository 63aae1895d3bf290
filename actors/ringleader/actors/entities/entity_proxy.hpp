// SPDX-License-Identifier: BSD-3-Clause
/// entity_proxy: the actor behind a `routed<I>` handle. It only turns the typed message into its
/// form and number and passes it to the router, which answers the asker. The proxy of a type that
/// host() or route() refused answers with the reason.
#pragma once

#include <ringleader/actors/entities/outgoing.hpp>
#include <ringleader/actors/runtime/address_book.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/routed.hpp>

#include <caf/event_based_actor.hpp>

namespace ringleader {

struct proxy_context {
  std::shared_ptr<const address_book> book;
  entity_definition_ptr type;
  result<void> refused;
};

template <class Signature> struct proxy_handler;

template <class... Ins, class Outs>
struct proxy_handler<caf::typed_mpi<caf::detail::type_list<Ins...>, Outs>> {
  static auto make(caf::event_based_actor* self, const proxy_context& node, std::uint8_t form) {
    return [=](const entity_key& key, const Ins&... xs) -> caf::result<caf::message> {
      if (!node.refused.ok()) return make_error(node.refused.error());
      auto router = node.book->get(child::partitions);
      if (!router) return make_error(errc::stopping);
      auto payload = caf::make_message(xs...);
      return self->delegate(router, outgoing{node.type, form, key, std::move(payload)});
    };
  }
};

template <class Interface> struct proxy_of;

template <class... Signatures> struct proxy_of<caf::typed_actor<Signatures...>> {
  static caf::behavior make(caf::event_based_actor* self, const proxy_context& node) {
    return make_at(self, node, std::index_sequence_for<Signatures...>{});
  }

private:
  template <std::size_t... Is>
  static caf::behavior make_at(caf::event_based_actor* self, const proxy_context& node,
                               std::index_sequence<Is...>) {
    return {proxy_handler<Signatures>::make(self, node, static_cast<std::uint8_t>(Is))...};
  }
};

/// Starts an entity proxy; it lives as long as somebody holds the handle.
template <class Interface>
routed<Interface> spawn_entity_proxy(caf::actor_system& sys, proxy_context node) {
  auto proxy =
    sys.spawn<caf::hidden>([node = std::move(node)](caf::event_based_actor* self) -> caf::behavior {
      return proxy_of<Interface>::make(self, node);
    });
  return caf::actor_cast<routed<Interface>>(proxy);
}

} // namespace ringleader
