// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/listener.hpp>

#include <ringleader/drivers/host/descriptors.hpp>

namespace ringleader::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

result<asio::ip::tcp::endpoint> address_of(asio::io_context& io, const endpoint& where) {
  error_code failed;
  auto number = asio::ip::make_address(where.host, failed);
  if (!failed) return asio::ip::tcp::endpoint{number, where.port};
  asio::ip::tcp::resolver resolver{io};
  auto found = resolver.resolve(where.host, std::to_string(where.port),
                                asio::ip::tcp::resolver::numeric_service, failed);
  if (failed || found.empty())
    return {errc::io_error, "the host of " + to_string(where) + " cannot be resolved (" +
                              failed.message() + "): listen on an address of this host"};
  for (auto& each : found)
    if (each.endpoint().address().is_v4()) return each.endpoint(); // as `localhost` is understood
  return found.begin()->endpoint();
}

failure cannot_listen(const endpoint& where, const error_code& why) {
  if (why == asio::error::address_in_use)
    return {errc::address_in_use, to_string(where) + " is taken; choose another --listen"};
  return {errc::io_error, "cannot listen on " + to_string(where) + " (" + why.message() +
                            "): choose an address of this host for --listen"};
}

} // namespace

result<endpoint> listener::open(const transport_options& options) {
  // A context of its own: a resolver runs the thread of the context that it belongs to.
  asio::io_context for_lookup;
  auto address = address_of(for_lookup, options.listen);
  if (!address) return address.error();
  if (!address->address().is_loopback() && !options.tls && !options.insecure)
    return {errc::refused, "without TLS this node listens on loopback addresses only, and " +
                             to_string(options.listen) +
                             " is none: give it a certificate, a key and an authority, or "
                             "--insecure on a network where everyone is trusted"};
  error_code failed;
  acceptor_.open(address->protocol(), failed);
  if (!failed) close_on_exec(acceptor_.native_handle());
  if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address{true}, failed);
  if (!failed) acceptor_.bind(*address, failed);
  if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
  if (failed) {
    error_code ignored;
    acceptor_.close(ignored);
    return cannot_listen(options.listen, failed);
  }
  auto bound = acceptor_.local_endpoint(failed);
  if (failed) return cannot_listen(options.listen, failed);
  return endpoint{options.listen.host, bound.port()};
}

void listener::accept(std::function<void(tcp::socket)> taken) {
  taken_ = std::move(taken);
  wait_for_one();
}

void listener::wait_for_one() {
  resting_ = false;
  acceptor_.async_accept([this](error_code failed, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (failed && failed != asio::error::connection_aborted) {
      resting_ = true; // most likely out of descriptors: at once again would only spin
      return;
    }
    if (!failed) {
      close_on_exec(socket.native_handle());
      taken_(std::move(socket));
    }
    wait_for_one();
  });
}

void listener::look_after() {
  if (resting_) wait_for_one();
}

void listener::close() {
  resting_ = false;
  error_code ignored;
  acceptor_.close(ignored);
}

} // namespace ringleader::net
