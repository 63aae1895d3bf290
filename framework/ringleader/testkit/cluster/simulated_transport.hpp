// SPDX-License-Identifier: BSD-3-Clause
/// simulated_transport: the transport port of one simulated process, over simulated_links. The
/// links know it from start() to stop(), or until the process is lost; what is called afterwards
/// has no effect.
#pragma once

#include <ringleader/testkit/cluster/simulated_links.hpp>

namespace ringleader::testkit {

class simulated_transport final : public transport {
public:
  /// who: as peers know this process; `advertise` is where it listens.
  simulated_transport(simulated_links& links, std::size_t node, peer_info who)
    : links_(links), node_(node), who_(std::move(who)) {}

  result<endpoint> start(transport_sink& sink) override {
    sink_ = &sink;
    links_.open(*this);
    return who_.advertise;
  }
  void link(const endpoint& target) override { links_.want(*this, target); }
  void unlink(const endpoint& target) override { links_.unwant(*this, target); }
  void set_cluster(cluster_id cluster) override { who_.cluster = cluster; }
  errc send(store_id to, lane on, frame what) override {
    return links_.send(*this, to, on, std::move(what));
  }
  transport_counters counters() const override { return links_.counters(); }
  bool call_soon(std::function<void()>) override { return false; }
  void stop() override { links_.close(*this); }

  std::size_t node() const { return node_; }
  const peer_info& who() const { return who_; }
  transport_sink& sink() const { return *sink_; }

private:
  simulated_links& links_;
  std::size_t node_;
  peer_info who_;
  transport_sink* sink_ = nullptr;
};

} // namespace ringleader::testkit
