// SPDX-License-Identifier: BSD-3-Clause
/// What the transport tests share: a sink that remembers and can be waited on, a node on a free
/// loopback port, and a bare socket for those who do not keep to the protocol. Waiting is for what
/// must happen, with a time-out far beyond what a busy machine needs; nothing sleeps.
#pragma once

#include <ringleader/base/ports/channel.hpp>
#include <ringleader/drivers/net/asio_transport.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace ringleader::net {

struct seen_frame {
  store_id from;
  lane on;
  frame what;
};

struct seen {
  std::vector<peer_info> ups;
  std::vector<peer_info> downs;
  std::vector<seen_frame> frames;
  std::vector<failure> troubles;

  std::size_t on_lane(lane on) const {
    std::size_t n = 0;
    for (auto& f : frames) n += f.on == on;
    return n;
  }
};

class recording_sink final : public transport_sink {
public:
  void on_peer_up(const peer_info& p) override {
    change([&] { seen_.ups.push_back(p); });
  }
  void on_peer_down(const peer_info& p) override {
    change([&] { seen_.downs.push_back(p); });
  }
  void on_frames(const peer_info& from, lane on, std::vector<frame> frames) override {
    change([&] {
      for (auto& f : frames) seen_.frames.push_back({from.store, on, std::move(f)});
      blocked_.wait(hold_, [&] { return !block_; });
    });
  }
  void on_trouble(const failure& why) override {
    change([&] { seen_.troubles.push_back(why); });
  }

  /// True once `so` holds; false if it does not within half a minute.
  template <class Predicate> bool wait(Predicate so) {
    std::unique_lock<std::mutex> hold{mutex_};
    return changed_.wait_for(hold, std::chrono::seconds{30}, [&] { return so(seen_); });
  }

  seen look() {
    std::lock_guard<std::mutex> hold{mutex_};
    return seen_;
  }

  /// While blocked the transport's thread stays in on_frames, so that nothing is read any more.
  void block(bool on) {
    {
      std::lock_guard<std::mutex> hold{mutex_};
      block_ = on;
    }
    blocked_.notify_all();
  }

private:
  template <class Change> void change(Change what) {
    hold_ = std::unique_lock<std::mutex>{mutex_}; // only the transport's thread comes here
    what();
    hold_.unlock();
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::unique_lock<std::mutex> hold_;
  std::condition_variable changed_, blocked_;
  seen seen_;
  bool block_ = false;
};

/// Long deadlines, so that a slow machine breaks nothing; short back-off, so that tests are fast.
inline transport_options quick_options(const std::string& name, std::uint64_t store,
                                       std::uint64_t boot) {
  using namespace std::chrono_literals;
  transport_options options;
  options.name = name;
  options.cluster_name = "prod";
  options.store = store_id{store};
  options.boot = boot_id{boot};
  options.seed = boot;
  options.deadlines.connect = options.deadlines.hello = options.deadlines.write = 20s;
  options.deadlines.idle = 60s;
  options.deadlines.backoff_min = 8ms;
  options.deadlines.backoff_max = 40ms;
  return options;
}

/// True once `so` holds; false if it does not within half a minute.
template <class Predicate> bool eventually(Predicate so) {
  auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!so()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

/// A question's channel.
inline constexpr auto admin_channel = static_cast<std::uint8_t>(channel::admin);

struct test_node {
  explicit test_node(transport_options with)
    : options(with), wire(std::make_unique<asio_transport>(std::move(with))) {
    auto bound = wire->start(sink);
    INFO((bound ? std::string{} : to_string(bound.error())));
    REQUIRE(bound);
    at = *bound;
  }
  test_node(const std::string& name, std::uint64_t store, std::uint64_t boot)
    : test_node(quick_options(name, store, boot)) {}

  bool sees(const test_node& other, std::size_t ups = 1) {
    return sink.wait([&](const seen& s) {
      std::size_t n = 0;
      for (auto& p : s.ups) n += p.store == other.options.store;
      return n >= ups;
    });
  }

  /// On a channel that nodes use on this lane, and clients and admins on theirs.
  errc send(const test_node& to, lane on, bytes body) {
    auto between_nodes = options.role == peer_role::node && to.options.role == peer_role::node;
    auto what = on == lane::data ? channel::entity : channel::consensus;
    if (!between_nodes) what = channel::admin;
    return wire->send(to.options.store, on, {static_cast<std::uint8_t>(what), std::move(body)});
  }

  recording_sink sink; // outlives the transport
  transport_options options;
  endpoint at;
  std::unique_ptr<asio_transport> wire;
};

/// Exactly `count` violations, and none more while that was found out.
inline bool violated(const test_node& n, std::uint64_t count) {
  return eventually([&] { return n.wire->counters().violations >= count; }) &&
         n.wire->counters().violations == count;
}

/// Answers every frame with its body reversed.
class answering_sink final : public transport_sink {
public:
  void on_peer_up(const peer_info&) override {}
  void on_peer_down(const peer_info&) override {}
  void on_trouble(const failure&) override {}
  void on_frames(const peer_info& from, lane on, std::vector<frame> frames) override {
    for (auto& f : frames) {
      std::reverse(f.body.begin(), f.body.end());
      wire->send(from.store, on, {9, {}}); // not the channel that was asked
      wire->send(from.store, on, std::move(f));
    }
  }
  asio_transport* wire = nullptr;
};

/// A socket that says what it likes.
class bare_socket {
public:
  explicit bare_socket(const endpoint& to) : socket_(io_) {
    socket_.connect({boost::asio::ip::make_address(to.host), to.port});
  }
  void say(const bytes& data) {
    boost::system::error_code failed; // the other side may have hung up already
    boost::asio::write(socket_, boost::asio::buffer(data), failed);
  }
  void hang_up() { socket_.close(); }

  /// All that comes until the other side ends the connection.
  bytes read_to_end() {
    bytes all, chunk(4096);
    boost::system::error_code ended;
    while (!ended) {
      auto n = socket_.read_some(boost::asio::buffer(chunk), ended);
      all.insert(all.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(n));
    }
    return all;
  }
  void read_exactly(bytes& data) { boost::asio::read(socket_, boost::asio::buffer(data)); }

private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
};

} // namespace ringleader::net
