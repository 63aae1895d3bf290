// SPDX-License-Identifier: BSD-3-Clause
/// http2_calls: unary gRPC calls over one cleartext HTTP/2 connection, as little of
/// both as a benchmark needs. A call succeeded if its answer has a message.
///
///   http2_calls calls{{"127.0.0.1", 2379}};
///   calls.begin("/etcdserverpb.KV/Put", message);
///   auto done = calls.await();          // true: answered with a message, false: with an error
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/endpoint.hpp>

#include <map>

namespace ringleader::bench {

class http2_calls {
public:
  explicit http2_calls(const endpoint& server);
  ~http2_calls();
  http2_calls(const http2_calls&) = delete;
  http2_calls& operator=(const http2_calls&) = delete;

  /// The number of the call; it is sent with the next await().
  std::uint32_t begin(const std::string& path, const bytes& message);

  struct ended {
    std::uint32_t call = 0;
    bool ok = false;
  };

  /// The next call that ends. Gives up the benchmark if the connection ends.
  ended await();

private:
  void send_all();
  void receive();
  void put_frame(std::uint8_t kind, std::uint8_t flags, std::uint32_t stream, const bytes& body);

  int socket_ = -1;
  std::string authority_;
  bool headers_known_ = false; // by the server's table
  std::uint32_t next_stream_ = 1;
  bytes out_;
  bytes in_;
  std::map<std::uint32_t, bool> open_; // stream -> had a message
  std::vector<ended> done_;
};

} // namespace ringleader::bench
