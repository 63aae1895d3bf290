// SPDX-License-Identifier: BSD-3-Clause
/// simulated_serving: entities and those who ask them, on one simulated node. Clients send requests
/// to keys, in bursts; the routing machine brings each to its owner, which is a simulated host here
/// or on another node; partitions that are to move are drained and reported.
///
/// It stands for the router, the host and the transport of a node's data lane. The router dies
/// alone at times.
#pragma once

#include <ringleader/routing/routing_machine.hpp>
#include <ringleader/testkit/machines/peer_streams.hpp>
#include <ringleader/testkit/machines/simulated_host.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <map>
#include <optional>
#include <utility>

namespace ringleader::testkit {

class simulated_serving final : public simulated_part {
public:
  explicit simulated_serving(const part_setup& setup);

  void began(part_desk& desk) override;
  void ended() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk& desk, const open_request& asked,
                 const control::concluded& how) override;
  void received(part_desk& desk, store_id from, const bytes& body) override;
  void lease_begun(part_desk& desk) override { settle(desk); }
  instant next_deadline() const override;
  void tick(part_desk& desk) override;
  std::uint64_t roles(const simulated_cells& cells) const override;

private:
  /// What a message_id stands for.
  struct item {
    std::uint64_t number = 0;
    std::uint64_t key = 0;
    bool asks = false;
    instant overdue{};
    store_id sent_to; // the last time
  };

  void make_router(part_desk& desk);
  void tell_registry(part_desk& desk, bool reset);
  void connect(part_desk& desk);

  /// Lets everything happen that follows from what happened.
  void settle(part_desk& desk);
  void look_at_lease(part_desk& desk);
  void hear(part_desk& desk, store_id from, const bytes& body);
  void reply(part_desk& desk, const simulated_host::reply& what);

  void ask(part_desk& desk);
  void misfortune(part_desk& desk);
  void check_overdue(part_desk& desk);

  void step(part_desk& desk, const routing::event& what);
  void run(part_desk& desk, const routing::deliver_here& fx);
  void run(part_desk& desk, const routing::send_to& fx);
  void run(part_desk& desk, const routing::weigh& fx);
  void run(part_desk& desk, const routing::answer& fx);
  void run(part_desk& desk, const routing::fail& fx);
  void run(part_desk& desk, const routing::assignment& fx);
  void run(part_desk& desk, const routing::report_drained& fx);
  item take_out(routing::message_id id);

  part_setup setup_;
  random_source random_;
  std::optional<routing::routing_machine> router_;
  routing::effects effects_;
  routing::lease_seen lease_;
  std::optional<peer_streams> streams_;
  std::optional<simulated_host> host_;
  std::map<routing::message_id, item> items_;
  std::map<std::uint64_t, std::pair<partition_id, log_index>> reports_; // by cookie
  errc told_ = errc::none; // by the answer that the router is being fed

  // The clients.
  instant next_ask_ = never;
  std::uint64_t burst_ = 0; // requests left before a rest
  std::uint64_t sender_ = 0;
  std::uint64_t key_ = 0;
  std::uint64_t asked_ = 0;
};

} // namespace ringleader::testkit
