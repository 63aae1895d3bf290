// SPDX-License-Identifier: BSD-3-Clause
/// listener: the port that peers dial. Opened before the transport's thread runs, so that start()
/// can say what is wrong with the address.
#pragma once

#include <ringleader/drivers/net/options.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <functional>

namespace ringleader::net {

class listener {
public:
  using tcp = boost::asio::ip::tcp;

  explicit listener(boost::asio::io_context& io) : acceptor_(io) {}

  /// Binds and listens; answers what is really bound. Refuses anything but loopback without TLS or
  /// `insecure`.
  result<endpoint> open(const transport_options& options);

  /// Hands every new socket to `taken`, on the transport's thread.
  void accept(std::function<void(tcp::socket)> taken);

  /// Tries again after the process had no descriptor left for one more socket.
  void look_after();

  void close();

private:
  void wait_for_one();

  tcp::acceptor acceptor_;
  std::function<void(tcp::socket)> taken_;
  bool resting_ = false;
};

} // namespace ringleader::net
