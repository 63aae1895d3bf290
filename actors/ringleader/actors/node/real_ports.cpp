// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/node/real_ports.hpp>
#include <ringleader/drivers/host/host_identity.hpp>
#include <ringleader/drivers/host/system_clock.hpp>
#include <ringleader/drivers/host/system_entropy.hpp>
#include <ringleader/drivers/net/asio_transport.hpp>
#include <ringleader/drivers/store/lmdb_store.hpp>
#include <ringleader/drivers/store/memory_store.hpp>
#include <ringleader/formation/examination.hpp>
#include <ringleader/options/configure.hpp>

namespace ringleader {

namespace {

result<opened_store> open_store(const store_settings& settings, entropy_port& entropy,
                                const std::shared_ptr<memory_disk>& memory) {
  opened_store opened;
  if (settings.path.empty()) {
    opened.store = std::make_unique<memory_store>(memory);
  } else {
    lmdb_store_options wanted;
    wanted.path = settings.path;
    wanted.cluster_name = settings.cluster_name;
    wanted.map_size = settings.data_bytes_max;
    auto store = lmdb_store::open(wanted, entropy);
    if (!store) return store.error();
    opened.lock_file = (*store)->lock_id();
    opened.store = std::move(*store);
  }
  auto state = opened.store->load();
  if (!state) return state.error();
  if (auto ok = formation::check_start(*state); !ok) return ok.error();
  opened.state = std::move(*state);
  return opened;
}

net::transport_options transport_of(const transport_settings& settings) {
  net::transport_options wanted;
  wanted.advertise = settings.advertise;
  wanted.name = settings.name;
  wanted.cluster_name = settings.cluster_name;
  wanted.insecure = settings.insecure;
  if (!settings.tls_cert.empty())
    wanted.tls = net::tls_files{settings.tls_cert, settings.tls_key, settings.tls_ca};
  return wanted;
}

} // namespace

result<node_ports> real_ports(const node_options& options) {
  auto all = configure(options);
  if (!all) return all.error();
  node_ports ports;
  auto host_boot = kernel_boot_id();
  if (!host_boot) return host_boot.error();
  ports.host_boot = *host_boot;
  ports.clock = std::make_shared<system_clock>();
  auto entropy = std::make_shared<system_entropy>();
  ports.entropy = entropy;
  // One memory for all generations of the control log: a rebuilt one must not forget its votes.
  auto memory = std::make_shared<memory_disk>(options.cluster, *entropy);
  ports.open_store = [store = all->store, entropy, memory] {
    return open_store(store, *entropy, memory);
  };
  ports.make_transport = [wanted = transport_of(all->transport),
                          entropy](store_id store, boot_id boot, cluster_id cluster,
                                   const endpoint& listen) mutable -> std::unique_ptr<transport> {
    wanted.listen = listen;
    wanted.store = store;
    wanted.boot = boot;
    wanted.cluster = cluster;
    wanted.seed = entropy->next();
    return std::make_unique<net::asio_transport>(wanted);
  };
  return ports;
}

} // namespace ringleader
