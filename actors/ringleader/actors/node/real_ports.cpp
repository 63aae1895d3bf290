// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/node/real_ports.hpp>
#include <ringleader/drivers/host/host_identity.hpp>
#include <ringleader/drivers/host/system_clock.hpp>
#include <ringleader/drivers/host/system_entropy.hpp>
#include <ringleader/drivers/net/asio_transport.hpp>
#include <ringleader/drivers/store/lmdb_store.hpp>
#include <ringleader/drivers/store/memory_store.hpp>

namespace ringleader {

namespace {

result<opened_store> open_store(const node_options& options, entropy_port& entropy,
                                const std::shared_ptr<memory_disk>& memory) {
  opened_store opened;
  if (options.in_memory()) {
    opened.store = std::make_unique<memory_store>(memory);
  } else {
    lmdb_store_options wanted;
    wanted.path = options.data_dir;
    wanted.cluster_name = options.cluster;
    wanted.map_size = std::size_t{options.data_max_mib} << 20;
    auto store = lmdb_store::open(wanted, entropy);
    if (!store) return store.error();
    opened.lock_file = (*store)->lock_id();
    opened.store = std::move(*store);
  }
  auto state = opened.store->load();
  if (!state) return state.error();
  opened.state = std::move(*state);
  return opened;
}

} // namespace

result<node_ports> real_ports(const node_options& options) {
  node_ports ports;
  auto host_boot = kernel_boot_id();
  if (!host_boot) return host_boot.error();
  ports.host_boot = *host_boot;
  ports.clock = std::make_shared<system_clock>();
  auto entropy = std::make_shared<system_entropy>();
  ports.entropy = entropy;
  // One memory for all generations of the control log: a rebuilt one must not forget its votes.
  auto memory = std::make_shared<memory_disk>(options.cluster, *entropy);
  ports.open_store = [options, entropy, memory] { return open_store(options, *entropy, memory); };
  ports.make_transport = [options, entropy](store_id store, boot_id boot, cluster_id cluster,
                                            const endpoint& listen) -> std::unique_ptr<transport> {
    net::transport_options wanted;
    wanted.listen = listen;
    wanted.advertise = options.advertise;
    wanted.name = node_name(options, advertised_endpoint(options, options.listen));
    wanted.cluster_name = options.cluster;
    wanted.store = store;
    wanted.boot = boot;
    wanted.cluster = cluster;
    wanted.insecure = options.insecure;
    wanted.seed = entropy->next();
    if (options.has_tls())
      wanted.tls = net::tls_files{options.tls_cert, options.tls_key, options.tls_ca};
    return std::make_unique<net::asio_transport>(wanted);
  };
  return ports;
}

} // namespace ringleader
