// SPDX-License-Identifier: BSD-3-Clause
/// simulated_links: the connections between the nodes of a simulated cluster, as the transport port
/// promises them: in order per lane, at most once, until the link of a pair breaks as a whole.
///
/// A cut is one way and holds back what is sent that way, as a connection does whose packets are
/// lost. Mended in time, everything held back arrives; after the patience of the link, drawn anew
/// each time, it breaks for both sides. A frozen node is cut from everybody both ways. The link of
/// a crashed process breaks at once, or is noticed late if the whole machine went.
///
/// A broken link is dialed again, with a random back-off, as long as either side wants it.
/// Does not model bandwidth or TLS.
#pragma once

#include <ringleader/base/ports/transport.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/testkit/cluster/timeline.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace ringleader::testkit {

class simulated_transport;

/// How every link behaves.
struct link_weather {
  duration delay_min = std::chrono::microseconds{100};
  duration delay_max = std::chrono::milliseconds{2};
  /// How long a cut is borne before the link breaks.
  duration patience_min = std::chrono::milliseconds{500};
  duration patience_max = std::chrono::seconds{4};
  /// Wait before a dial that failed is tried again.
  duration backoff_min = std::chrono::milliseconds{50};
  duration backoff_max = std::chrono::milliseconds{500};
};

class simulated_links {
public:
  simulated_links(timeline& world, std::vector<endpoint> endpoints, link_weather weather,
                  std::uint64_t seed);

  // What a transport asks for.
  void open(simulated_transport& port);
  void close(simulated_transport& port);
  void want(simulated_transport& port, const endpoint& target);
  void unwant(simulated_transport& port, const endpoint& target);
  errc send(simulated_transport& port, store_id to, lane on, frame what);

  // What a nemesis does. Nodes are numbered from zero.
  void cut(std::size_t from, std::size_t to);
  void mend(std::size_t from, std::size_t to);
  void freeze(std::size_t node);
  void thaw(std::size_t node);
  /// The process of the node is gone; silently: nobody is told until the patience is over.
  void lose(std::size_t node, bool silently);

  /// Asks the node's control log for its status, as an operator would; the answer is kept until
  /// taken.
  void ask_status(std::size_t node);
  std::optional<std::string> take_status(std::size_t node);

  const transport_counters& counters() const { return counters_; }

private:
  /// One end of a pair's link.
  struct side {
    bool up = false;
    peer_info peer; // as this side knows the other
    instant up_at{};
    std::array<instant, lane_count> last_arrival{}; // of what this side sent
    std::vector<std::pair<lane, frame>> held;       // of what this side sent
  };

  struct link {
    std::uint64_t number = 0; // of the connection; changes whenever one is made or breaks
    bool open = false;
    std::array<side, 2> sides;
  };

  bool blocked(std::size_t from, std::size_t to) const;
  void set_cut(std::size_t from, std::size_t to, bool value);
  void set_frozen(std::size_t node, bool value);
  void changed(std::size_t from, std::size_t to, bool was_blocked);
  void dial(std::size_t from, std::size_t to, duration wait);
  void try_dial(std::size_t from, std::size_t to);
  void connect(std::size_t from, std::size_t to);
  void raise(std::size_t at, std::size_t peer, std::uint64_t number);
  void break_link(std::size_t a, std::size_t b);
  void lower(std::size_t at, std::size_t peer);
  void carry(std::size_t from, std::size_t to, lane on, frame what);
  link& between(std::size_t a, std::size_t b);
  side& side_of(std::size_t at, std::size_t peer);
  std::optional<std::size_t> node_at(const endpoint& where) const;
  std::size_t cell(std::size_t from, std::size_t to) const { return from * size() + to; }
  std::size_t size() const { return endpoints_.size(); }

  timeline& world_;
  std::vector<endpoint> endpoints_;
  link_weather weather_;
  random_source random_;
  std::vector<simulated_transport*> ports_;
  std::vector<link> links_;       // a square, of which the half with a < b is used
  std::vector<std::uint8_t> cut_; // squares: from * size + to
  std::vector<std::uint8_t> wanted_;
  std::vector<std::uint8_t> dialing_;
  std::vector<std::uint64_t> blockings_; // raised whenever a way is blocked or freed
  std::vector<std::uint8_t> frozen_;
  std::vector<std::optional<std::string>> statuses_;
  std::uint64_t last_number_ = 0;
  transport_counters counters_;
};

/// simulated_transport: the transport port of one simulated process, over simulated_links. The
/// links know it from start() to stop(), or until the process is lost; what is called afterwards
/// has no effect.
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
  void set_owners(std::vector<store_owner>) override {} // here everybody is who it says it is
  errc send(store_id to, lane on, frame what) override {
    return links_.send(*this, to, on, std::move(what));
  }
  transport_counters counters() const override { return links_.counters(); }
  void expel(store_id) override {} // here everybody is a node and keeps to the law
  bool call_soon(std::function<void()>) override { return false; }
  bool call_after(duration, std::function<void()>) override { return false; }
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
