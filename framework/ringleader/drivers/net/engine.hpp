// SPDX-License-Identifier: BSD-3-Clause
/// transport_engine: what the transport's thread does: greets, pairs connections to peers, takes
/// peers up and down, and looks after every deadline with one timer.
///
/// Its time stands still while the process does: one tick never counts for more than twice its
/// length, so a process that was stopped for a minute does not wake up to find everybody silent.
///
/// Invariants: a peer that is not in the table has no established connection; the route table holds
/// exactly the peers that are up; no call of the sink is made from within another.
#pragma once

#include <ringleader/drivers/net/admission.hpp>
#include <ringleader/drivers/net/dialer.hpp>
#include <ringleader/drivers/net/listener.hpp>
#include <ringleader/membership/store_claims.hpp>

#include <boost/asio/steady_timer.hpp>

#include <atomic>

namespace ringleader::net {

/// transport_counters as many threads count them.
struct transport_tally {
  std::atomic<std::uint64_t> connections_accepted{0};
  std::atomic<std::uint64_t> connections_refused{0};
  std::atomic<std::uint64_t> frames_sent{0};
  std::atomic<std::uint64_t> frames_received{0};
  std::atomic<std::uint64_t> frames_overloaded{0};
  std::atomic<std::uint64_t> dials_failed{0};
  std::atomic<std::uint64_t> violations{0};
};

class transport_engine final : private connection_events {
public:
  transport_engine(boost::asio::io_context& io, const transport_options& options,
                   route_table& routes, transport_tally& tally);

  /// Before the thread runs. tls: none for plain TCP; advertise: what hellos say.
  result<endpoint> open_listener() { return listener_.open(options_); }
  void start(transport_sink& sink, std::shared_ptr<boost::asio::ssl::context> tls,
             const endpoint& advertise);

  // On the thread only.
  void link(const endpoint& target) { dialer_.link(target); }
  void unlink(const endpoint& target);
  void expel(store_id peer);
  void set_owners(const std::vector<store_owner>& all) { claims_.know(all); }
  void stop();

  /// Any thread.
  void set_cluster(cluster_id cluster) { cluster_ = cluster.value; }

private:
  using tcp = boost::asio::ip::tcp;

  void on_open(connection& c) override;
  void on_control(connection& c, frame_kind kind, const std::uint8_t* body,
                  std::size_t size) override;
  void on_data(connection& c, std::vector<frame> frames) override;
  void on_end(connection& c, const failure& why) override;
  duration clock() const override { return now_; }

  hello own_hello(lane on, bool linked) const;
  void accept(tcp::socket socket);
  void give_way(admission::place which);
  connection_ptr connect(const endpoint& target, lane on);

  // greeting.cpp: what is said before a connection counts.
  void hear_hello(connection& c, const std::uint8_t* body, std::size_t size);
  void refuse(connection& c, const failure& why);
  void decide(connection& c);
  std::optional<joining::place_holder> holder_of(const connection& c);
  joining::claim_verdict judge_claim(const connection& c);
  void hear_ready(connection& c);
  void hear_hello_ok(connection& c, const std::uint8_t* body, std::size_t size);
  std::optional<failure> objection_to(const connection& c, const hello& theirs) const;
  void adopt_dialed(connection& c);

  void dial_failed(connection& c, const failure& why);
  void give_up(connection& c, const failure& why);
  void raise_if_complete(peer_entry& entry);
  void take_down(store_id store);
  void discard(const connection_ptr& c);
  void discard(const std::vector<connection_ptr>& all);
  bool belongs_to_peer(const connection& c);
  void report(const endpoint& about, const failure& why);
  void violated(const connection& c, const std::string& how);

  void tick();
  void look_after_connections();
  void look_after_peers();

  const transport_options& options_;
  route_table& routes_;
  transport_tally& tally_;
  std::atomic<std::uint64_t> cluster_;
  endpoint advertise_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  transport_sink* sink_ = nullptr;

  boost::asio::io_context& io_;
  listener listener_;
  boost::asio::steady_timer timer_;
  const duration tick_length_;
  std::chrono::steady_clock::time_point ticked_{};
  duration now_{};

  dialer dialer_;
  peer_table peers_;
  admission admission_;
  joining::store_claims claims_;
  std::map<admission::place, std::weak_ptr<connection>> placed_; // that were accepted and are open
  std::set<connection_ptr> connections_; // all that are open, and some that just ended
  std::map<endpoint, std::string> told_; // troubles reported and not over
  std::optional<duration> violation_told_at_;
};

} // namespace ringleader::net
