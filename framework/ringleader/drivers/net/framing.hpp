// SPDX-License-Identifier: BSD-3-Clause
/// How bytes of a connection become frames: u32 length of what follows, little-endian; u8 kind;
/// body.
///
///   frame_reader in{hello_bytes_max};
///   auto [at, size] = in.space();       // read into it, then
///   in.arrived(n);
///   while (in.peek() == framing::frame) { use(in.kind(), in.body(), in.body_size()); in.pop(); }
///
/// A length is compared with the limit before memory is taken, and memory grows with what really
/// arrived, so a claim alone costs nothing. Malformed is final: the connection must end.
#pragma once

#include <ringleader/base/bytes.hpp>

#include <cstddef>
#include <utility>

namespace ringleader::net {

/// `ready` is the dialing side's last word: it took the identity in hello_ok, and only now the
/// accepting side counts the connection. So a dialer that finds itself, or a peer that it already
/// has, hangs up without disturbing anyone. `ping` has no answer: each side sends its own.
enum class frame_kind : std::uint8_t { hello = 1, hello_ok, refused, ready, ping, data };

/// Of a frame before the hello is over; a hello has four short texts at most.
inline constexpr std::size_t hello_bytes_max = 4096;

/// Bytes that a frame takes on the wire beside the body of a data frame: length, kind, channel.
inline constexpr std::size_t frame_overhead = 6;

enum class framing : std::uint8_t { more, frame, malformed };

class frame_reader {
public:
  /// largest: of kind and body together.
  explicit frame_reader(std::size_t largest);

  /// Takes effect for the frames that were not peeked at yet.
  void set_largest(std::size_t largest) { largest_ = largest; }

  /// Where to put the next bytes; never empty. EXPECTS that every whole frame was popped.
  std::pair<std::uint8_t*, std::size_t> space();
  void arrived(std::size_t size);

  /// What stands at the front. Of the three below, only after `frame`.
  framing peek();
  frame_kind kind() const;
  const std::uint8_t* body() const;
  std::size_t body_size() const;
  void pop();

private:
  std::size_t waiting() const { return end_ - begin_; }
  std::uint32_t length() const;

  bytes buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t largest_;
};

/// Appends a whole control frame (anything but data).
void put_control(bytes& out, frame_kind kind, const bytes& body = {});

/// Appends a whole data frame.
void put_data(bytes& out, std::uint8_t channel, const bytes& body);

} // namespace ringleader::net
