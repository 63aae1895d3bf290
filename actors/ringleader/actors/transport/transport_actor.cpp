// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/actors/transport/transport_actor.hpp>
#include <ringleader/drivers/log/logging.hpp>

namespace ringleader {

caf::behavior transport_actor(caf::event_based_actor* self, node_context_ptr,
                              std::shared_ptr<transport>) {
  self->set_default_handler(caf::drop);
  return {
    [=](const peer_up& up) {
      if (up.peer.role != peer_role::node) return; // a tool that asks and goes
      log::info(
        log::area::transport, "peer is up",
        {{"peer", up.peer.name}, {"at", up.peer.advertise}, {"store", to_hex(up.peer.store)}});
    },
    [=](const peer_down& down) {
      if (down.peer.role != peer_role::node) return;
      log::info(log::area::transport, "peer is down",
                {{"peer", down.peer.name}, {"store", to_hex(down.peer.store)}});
    },
    [=](const transport_trouble& trouble) {
      log::warn(log::area::transport, trouble.why.message, {{"code", to_string(trouble.why.code)}});
    },
  };
}

result<std::shared_ptr<transport>> open_transport(node_context& node) {
  auto first = node.bound.port == 0;
  std::shared_ptr<transport> port{node.ports.make_transport(
    node.store, node.boot, node.cluster_now(), first ? node.options.listen : node.bound)};
  auto bound = port->start(node.in);
  if (!bound) return bound.error();
  if (first) { // others read these, so they are written before any of them runs
    node.bound = *bound;
    node.advertise = advertised_endpoint(node.options, *bound);
    if (node.name.empty()) node.name = node_name(node.options, node.advertise);
  }
  node.out.open(port.get());
  return port;
}

void close_transport(node_context& node, transport& port) {
  node.out.open(nullptr);
  node.control.close(node.now());
  port.stop();
  node.in.lose_all();
}

} // namespace ringleader
