// SPDX-License-Identifier: BSD-3-Clause
/// dialer: which endpoints to dial and when. A target lives while somebody wants it: link(), or a
/// peer that dialed us and must be dialed back. It resolves names, then asks for connections;
/// how those fare is told to it.
///
/// Life of a target: waiting -> resolving -> dialing (first the system lane, which tells who is
/// there, then the others) -> back to waiting on any failure, later each time; or parked while
/// another target already leads to the same peer.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/drivers/net/peer_table.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <map>
#include <set>

namespace ringleader::net {

enum class dial_stage : std::uint8_t { waiting, resolving, dialing, parked };

struct dial_target {
  dial_stage stage = dial_stage::waiting;
  bool linked = false;
  std::set<store_id> wanted_by;
  store_id leads_to; // known from the first hello_ok on; of a parked one: the peer it would double
  boost::asio::ip::tcp::endpoint address;
  std::vector<connection_ptr> connections; // in progress or established
  duration next{};                         // when to dial, if waiting
  duration backoff{};                      // the wait after the next failure
  bool refused = false;                    // the last time it was: patience, a human must act
  std::uint32_t attempts = 0;
  std::uint32_t hang_ups = 0; // in a row, before it said who it is
};

class dialer {
public:
  /// connect: make a connection of this lane to where the target resolved to.
  /// unresolved: the name of this target means nothing now.
  struct callbacks {
    std::function<connection_ptr(const endpoint& target, lane on)> connect;
    std::function<void(const endpoint& target, const std::string& why)> unresolved;
    std::function<duration()> clock;
  };

  dialer(boost::asio::io_context& io, const transport_options& options, callbacks to);

  dial_target* find(const endpoint& where);

  void link(const endpoint& where);
  void want(const endpoint& where, store_id peer);

  /// Of these two, what the target that nobody wants any more had open.
  std::vector<connection_ptr> unlink(const endpoint& where);
  std::vector<connection_ptr> drop(const endpoint& where);

  /// Dials now if it waits and was not refused: the peer has just shown that it is alive.
  void hurry(const endpoint& where);

  /// The first lane answered and is who we look for: the other lanes may be dialed.
  void dial_other_lanes(const endpoint& where);
  void park(const endpoint& where, store_id doubled);

  /// Dials again after the back-off; what it had open is given back to be closed.
  std::vector<connection_ptr> failed(const endpoint& where);

  /// The peer is up: the next wait is a short one.
  void succeeded(const endpoint& where);

  /// The peer went down: its targets start over, those that only it wanted are gone. What they had
  /// open is given back to be closed.
  std::vector<connection_ptr> forget(store_id peer);

  /// Starts what is due.
  void look_after();

  void stop();

private:
  using tcp = boost::asio::ip::tcp;

  void resolve(const endpoint& where, dial_target& target);
  void resolved(const endpoint& where, const std::vector<tcp::endpoint>& addresses);
  void dial(const endpoint& where, dial_target& target, lane on);
  void wait(dial_target& target);

  const transport_options& options_;
  callbacks to_;
  tcp::resolver resolver_;
  random_source random_;
  std::map<endpoint, dial_target> targets_;
};

} // namespace ringleader::net
