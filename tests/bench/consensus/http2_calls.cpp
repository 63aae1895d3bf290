// SPDX-License-Identifier: BSD-3-Clause
#include "http2_calls.hpp"

#include "../other_process.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace ringleader::bench {

namespace {

// Frames of RFC 9113, section 6.
enum kind : std::uint8_t { data = 0, headers = 1, reset = 3, settings = 4, ping = 6, window = 8 };
constexpr std::uint8_t end_stream = 1, ack = 1, end_headers = 4;
constexpr std::size_t header_bytes = 9;

void put_number(bytes& out, std::uint32_t number, int size) {
  for (int i = size - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

std::uint32_t number_at(const bytes& from, std::size_t at, int size) {
  std::uint32_t number = 0;
  for (int i = 0; i < size; ++i) number = number << 8 | from[at + static_cast<std::size_t>(i)];
  return number;
}

void put_text(bytes& out, const std::string& text) {
  out.push_back(static_cast<std::uint8_t>(text.size())); // below 127, no Huffman code
  out.insert(out.end(), text.begin(), text.end());
}

/// RFC 7541, 6.2.1: a literal that goes into the table; name 0: spelled out.
void put_literal(bytes& out, std::uint8_t name, const std::string& spelled,
                 const std::string& value) {
  out.push_back(static_cast<std::uint8_t>(0x40 | name));
  if (name == 0) put_text(out, spelled);
  put_text(out, value);
}

/// RFC 7541, 6.2.2: a path that does not go into the table; calls differ in it.
void put_path(bytes& out, const std::string& path) {
  out.push_back(4);
  put_text(out, path);
}

} // namespace

http2_calls::http2_calls(const endpoint& server) : authority_(to_string(server)) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(server.port);
  ::inet_pton(AF_INET, server.host.c_str(), &to.sin_addr);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) give_up("connect");
  int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  out_.assign(preface.begin(), preface.end());
  put_frame(settings, 0, 0, {});
  bytes most;
  put_number(most, 0x7fffffff - 65535, 4); // answers are small: never told again
  put_frame(window, 0, 0, most);
}

http2_calls::~http2_calls() { ::close(socket_); }

void http2_calls::put_frame(std::uint8_t kind, std::uint8_t flags, std::uint32_t stream,
                            const bytes& body) {
  put_number(out_, static_cast<std::uint32_t>(body.size()), 3);
  out_.push_back(kind);
  out_.push_back(flags);
  put_number(out_, stream, 4);
  out_.insert(out_.end(), body.begin(), body.end());
}

std::uint32_t http2_calls::begin(const std::string& path, const bytes& message) {
  bytes block{0x83, 0x86}; // POST, http: static table
  put_path(block, path);
  if (headers_known_) {
    for (std::uint8_t at : {64, 63, 62}) block.push_back(static_cast<std::uint8_t>(0x80 | at));
  } else {
    put_literal(block, 1, "", authority_);
    put_literal(block, 31, "", "application/grpc");
    put_literal(block, 0, "te", "trailers");
    headers_known_ = true;
  }
  auto stream = next_stream_;
  next_stream_ += 2;
  put_frame(headers, end_headers, stream, block);
  bytes body{0}; // not compressed
  put_number(body, static_cast<std::uint32_t>(message.size()), 4);
  body.insert(body.end(), message.begin(), message.end());
  put_frame(data, end_stream, stream, body);
  open_[stream] = false;
  return stream;
}

http2_calls::ended http2_calls::await() {
  send_all();
  while (done_.empty()) receive();
  auto first = done_.back();
  done_.pop_back();
  return first;
}

void http2_calls::send_all() {
  for (std::size_t sent = 0; sent < out_.size();) {
    auto size = ::send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) give_up("the gRPC connection was closed");
    sent += static_cast<std::size_t>(size);
  }
  out_.clear();
}

void http2_calls::receive() {
  std::uint8_t buffer[64 * 1024];
  auto size = ::recv(socket_, buffer, sizeof buffer, 0);
  if (size <= 0) give_up("the gRPC connection was closed");
  in_.insert(in_.end(), buffer, buffer + size);
  std::size_t at = 0;
  while (in_.size() - at >= header_bytes) {
    auto length = number_at(in_, at, 3);
    if (in_.size() - at < header_bytes + length) break;
    auto kind = in_[at + 3], flags = in_[at + 4];
    auto stream = number_at(in_, at + 5, 4);
    if (kind == settings && (flags & ack) == 0) put_frame(settings, ack, 0, {});
    if (kind == ping && (flags & ack) == 0) {
      auto from = in_.begin() + static_cast<std::ptrdiff_t>(at + header_bytes);
      put_frame(ping, ack, 0, bytes(from, from + length));
    }
    auto open = open_.find(stream);
    if (open != open_.end()) {
      if (kind == data && length > 0) open->second = true;
      if (kind == reset || ((kind == data || kind == headers) && (flags & end_stream) != 0)) {
        done_.push_back({stream, open->second});
        open_.erase(open);
      }
    }
    at += header_bytes + length;
  }
  in_.erase(in_.begin(), in_.begin() + static_cast<std::ptrdiff_t>(at));
  send_all();
}

} // namespace ringleader::bench
