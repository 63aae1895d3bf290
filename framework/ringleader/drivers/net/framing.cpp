// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/framing.hpp>

#include <ringleader/base/expects.hpp>

#include <algorithm>
#include <cstring>

namespace ringleader::net {

namespace {

constexpr std::size_t first_bytes = 4096;
constexpr std::size_t burst_bytes = 256 << 10; // beyond this a larger buffer saves no system calls
constexpr std::size_t prefix = 4;              // the length itself

void put_header(bytes& out, std::size_t length, std::uint8_t kind) {
  EXPECTS(length <= UINT32_MAX);
  std::uint8_t header[prefix + 1];
  for (std::size_t i = 0; i < prefix; ++i) header[i] = static_cast<std::uint8_t>(length >> (8 * i));
  header[prefix] = kind;
  out.insert(out.end(), header, header + sizeof header);
}

} // namespace

frame_reader::frame_reader(std::size_t largest) : buffer_(first_bytes), largest_(largest) {}

std::pair<std::uint8_t*, std::size_t> frame_reader::space() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (buffer_.size() > burst_bytes) bytes(burst_bytes).swap(buffer_); // after one huge frame
  } else if (begin_ > 0 && buffer_.size() - end_ < buffer_.size() / 4) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, waiting());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    EXPECTS(peek() == framing::more);
    buffer_.resize(buffer_.size() * 2);
  }
  return {buffer_.data() + end_, buffer_.size() - end_};
}

void frame_reader::arrived(std::size_t size) {
  EXPECTS(size <= buffer_.size() - end_);
  end_ += size;
  // A read that filled the buffer left more behind: take larger gulps from now on.
  if (end_ == buffer_.size() && buffer_.size() < burst_bytes) buffer_.resize(buffer_.size() * 2);
}

std::uint32_t frame_reader::length() const {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < prefix; ++i) n |= std::uint32_t{buffer_[begin_ + i]} << (8 * i);
  return n;
}

framing frame_reader::peek() {
  if (waiting() < prefix) return framing::more;
  auto n = length();
  if (n == 0 || n > largest_) return framing::malformed;
  if (waiting() < prefix + 1) return framing::more;
  auto k = buffer_[begin_ + prefix];
  if (k < static_cast<std::uint8_t>(frame_kind::hello) ||
      k > static_cast<std::uint8_t>(frame_kind::data))
    return framing::malformed;
  return waiting() < prefix + n ? framing::more : framing::frame;
}

frame_kind frame_reader::kind() const { return static_cast<frame_kind>(buffer_[begin_ + prefix]); }

const std::uint8_t* frame_reader::body() const { return buffer_.data() + begin_ + prefix + 1; }

std::size_t frame_reader::body_size() const { return length() - 1; }

void frame_reader::pop() {
  begin_ += prefix + length();
  EXPECTS(begin_ <= end_);
}

void put_control(bytes& out, frame_kind kind, const bytes& body) {
  EXPECTS(kind != frame_kind::data);
  put_header(out, body.size() + 1, static_cast<std::uint8_t>(kind));
  out.insert(out.end(), body.begin(), body.end());
}

void put_data(bytes& out, std::uint8_t channel, const bytes& body) {
  put_header(out, body.size() + 2, static_cast<std::uint8_t>(frame_kind::data));
  out.push_back(channel);
  out.insert(out.end(), body.begin(), body.end());
}

} // namespace ringleader::net
