// SPDX-License-Identifier: BSD-3-Clause
/// bare_tls: a secured connection with a real certificate whose owner says what it likes, either by
/// dialing a node or by being dialed.
#pragma once

#include "../../support/certificates.hpp"
#include "bare_words.hpp"
#include "wire_fixture.hpp"

#include <ringleader/drivers/net/tls_context.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace ringleader::net {

class bare_tls {
public:
  using tcp = boost::asio::ip::tcp;

  /// Dials.
  bare_tls(const endpoint& to, const tls_files& files) : bare_tls(files) {
    socket_.connect({boost::asio::ip::make_address(to.host), to.port});
    REQUIRE(secure(boost::asio::ssl::stream_base::client));
  }

  /// One that was dialed at this port, after its hello. Who has given up dialing meanwhile left
  /// connections that end at once.
  static std::unique_ptr<bare_tls> dialed_at(tcp::acceptor& port, const tls_files& files) {
    for (;;) {
      std::unique_ptr<bare_tls> c{new bare_tls{files}};
      port.accept(c->socket_);
      if (c->secure(boost::asio::ssl::stream_base::server) && c->hear_answer()) return c;
    }
  }

  void say(const bytes& data) {
    boost::system::error_code failed; // the other side may have hung up already
    boost::asio::write(stream_, boost::asio::buffer(data), failed);
  }

  /// One whole frame, as kind and body; none when the other side has hung up.
  std::optional<std::pair<frame_kind, bytes>> hear() {
    bytes head(5);
    if (!read(head)) return std::nullopt;
    std::size_t length = head[0] | head[1] << 8 | head[2] << 16;
    bytes body(length - 1);
    if (!read(body)) return std::nullopt;
    return std::make_pair(static_cast<frame_kind>(head[4]), std::move(body));
  }

  /// Pings beside.
  std::optional<std::pair<frame_kind, bytes>> hear_answer() {
    auto heard = hear();
    while (heard && heard->first == frame_kind::ping) heard = hear();
    return heard;
  }

  void hear_to_the_end() {
    while (hear()) {}
  }

private:
  explicit bare_tls(const tls_files& files)
    : context_(*make_tls_context(files)), socket_(io_), stream_(socket_, *context_) {}

  bool secure(boost::asio::ssl::stream_base::handshake_type role) {
    boost::system::error_code failed;
    stream_.handshake(role, failed);
    return !failed;
  }

  bool read(bytes& all) {
    boost::system::error_code ended;
    boost::asio::read(stream_, boost::asio::buffer(all), ended);
    return !ended;
  }

  boost::asio::io_context io_;
  std::shared_ptr<boost::asio::ssl::context> context_;
  tcp::socket socket_;
  boost::asio::ssl::stream<tcp::socket&> stream_;
};

} // namespace ringleader::net
