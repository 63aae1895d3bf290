// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/connection.hpp>

#include <ringleader/drivers/host/descriptors.hpp>
#include <ringleader/drivers/net/tls_context.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>

#include <sys/socket.h>

namespace ringleader::net {

namespace asio = boost::asio;

connection::connection(tcp::socket socket, dial_side side_of, connection_events& events,
                       asio::ssl::context* tls, std::size_t queue_bytes)
  : side(side_of), socket_(std::move(socket)), events_(events), reader_(hello_bytes_max),
    outbox_(queue_bytes) {
  if (tls) tls_.emplace(socket_, *tls);
}

void connection::open_accepted() { secure(); }

void connection::open_dialed(const tcp::endpoint& address) {
  error_code no_socket; // async_connect says so
  socket_.open(address.protocol(), no_socket);
  if (!no_socket) close_on_exec(socket_.native_handle());
  socket_.async_connect(address, [self = shared_from_this()](error_code failed) {
    if (self->ended()) return;
    if (failed) return self->end(self->explain(failed));
    self->secure();
  });
}

void connection::secure() {
  error_code ignored; // without it frames are only slower
  socket_.set_option(tcp::no_delay{true}, ignored);
  if (!tls_) return begin_greeting();
  auto role =
    side == dial_side::accepted ? asio::ssl::stream_base::server : asio::ssl::stream_base::client;
  tls_->async_handshake(role, [self = shared_from_this()](error_code failed) {
    if (self->ended()) return;
    if (failed) return self->end(self->explain_handshake(failed));
    self->begin_greeting();
  });
}

void connection::begin_greeting() {
  stage_ = connection_stage::greeting;
  heard_ = said_ = events_.clock();
  events_.on_open(*this);
  if (!ended()) read();
}

std::vector<std::string> connection::granted_uris() const {
  if (!tls_) return {};
  // native_handle() is not const, reading the certificate is.
  return peer_uris(const_cast<asio::ssl::stream<tcp::socket&>&>(*tls_).native_handle());
}

void connection::establish(std::size_t largest, inflow data, bool in_turns) {
  stage_ = connection_stage::established;
  in_turns_ = in_turns;
  due = duration::max();
  data_ = data;
  if (data != inflow::forbidden) reader_.set_largest(largest + 2); // kind and channel
  std::lock_guard<std::mutex> hold{direct_mutex_};
  direct_ = on == lane::system && !tls_;
}

void connection::release() {
  if (data_ != inflow::held) return;
  data_ = inflow::open;
  go_on_reading();
}

void connection::go_on_reading() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (self->ended() || self->closing_ || !std::exchange(self->stalled_, false)) return;
    self->heard_ = self->events_.clock();
    self->hand_over();
    if (!self->ended() && !self->stalled_ && !self->closing_) self->read();
  });
}

void connection::end_turn() {
  asked_ = false;
  go_on_reading();
}

void connection::read() {
  if (reading_) return;
  reading_ = true;
  auto [at, size] = reader_.space();
  auto done = [self = shared_from_this()](error_code failed, std::size_t n) {
    self->reading_ = false;
    if (!self->ended()) self->on_read(failed, n);
  };
  if (tls_)
    tls_->async_read_some(asio::buffer(at, size), std::move(done));
  else
    socket_.async_read_some(asio::buffer(at, size), std::move(done));
}

void connection::on_read(error_code failed, std::size_t size) {
  if (failed) return end(explain(failed));
  if (closing_) return;
  heard_ = events_.clock();
  reader_.arrived(size);
  hand_over();
  if (!ended() && !stalled_ && !closing_) read();
}

void connection::hand_over() {
  std::vector<frame> batch;
  for (;;) {
    auto next = reader_.peek();
    if (next == framing::malformed) {
      if (hand_over_batch(batch)) end({errc::malformed, "what it says is not made of frames"});
      return;
    }
    if (next == framing::more) break;
    if (reader_.kind() == frame_kind::data) {
      if (data_ == inflow::held || asked_) {
        stalled_ = true;
        break;
      }
      if (!takes_data()) return end({errc::malformed, "it sent data where none is due"});
      auto* body = reader_.body();
      batch.push_back({body[0], bytes(body + 1, body + reader_.body_size())});
      if (in_turns_) {
        asked_ = true;
        asked_at_ = events_.clock();
        answered_ = false;
      }
    } else {
      if (!hand_over_batch(batch)) return;
      events_.on_control(*this, reader_.kind(), reader_.body(), reader_.body_size());
      if (ended() || closing_) return;
    }
    reader_.pop();
  }
  hand_over_batch(batch);
}

bool connection::takes_data() const {
  return data_ != inflow::forbidden && reader_.body_size() > 0 &&
         judge_frame(side, stage_, frame_kind::data) == verdict::taken;
}

bool connection::hand_over_batch(std::vector<frame>& batch) {
  if (!batch.empty()) events_.on_data(*this, std::exchange(batch, {}));
  return !ended();
}

void connection::say(frame_kind kind, const bytes& body) {
  if (outbox_.put_control_frame(kind, body)) flush();
}

errc connection::send(std::uint8_t channel, const bytes& body) {
  bool wake = false;
  answered_ = true; // before it can have been written
  auto answer = outbox_.put(channel, body, wake);
  if (wake && !write_directly())
    asio::post(socket_.get_executor(), [self = shared_from_this()] { self->flush(); });
  return answer;
}

/// EXPECTS to see to the writing. False: not this way. What the socket does not take at once, and
/// its errors, are left to the transport's thread.
bool connection::write_directly() {
  std::lock_guard<std::mutex> hold{direct_mutex_};
  if (!direct_) return false;
  while (outbox_.take(out_)) {
    auto size =
      ::send(socket_.native_handle(), out_.data(), out_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    written_ = static_cast<std::size_t>(std::max<ssize_t>(size, 0));
    if (written_ == out_.size()) continue;
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
      if (self->ended()) return;
      self->writing_ = true;
      self->said_ = self->events_.clock();
      self->write();
    });
    break;
  }
  return true;
}

void connection::flush() {
  if (ended() || writing_) return;
  if (!outbox_.take(out_)) {
    if (closing_) close();
    if (asked_ && answered_) end_turn();
    return;
  }
  writing_ = true;
  written_ = 0;
  said_ = events_.clock();
  write();
}

void connection::write() {
  auto rest = asio::buffer(out_.data() + written_, out_.size() - written_);
  auto done = [self = shared_from_this()](error_code failed, std::size_t n) {
    if (!self->ended()) self->on_written(failed, n);
  };
  if (tls_)
    tls_->async_write_some(rest, std::move(done));
  else
    socket_.async_write_some(rest, std::move(done));
}

void connection::on_written(error_code failed, std::size_t size) {
  if (failed) return end(explain(failed));
  said_ = events_.clock();
  written_ += size;
  if (written_ < out_.size()) return write();
  writing_ = false;
  flush();
}

std::optional<failure> connection::look_after(const transport_deadlines& deadlines) {
  auto now = events_.clock();
  if (now >= due)
    return failure{errc::unreachable, stage_ == connection_stage::opening
                                        ? "it did not answer the dial in time"
                                        : "it did not finish its hello in time"};
  if (writing_ && now - said_ >= deadlines.write)
    return failure{errc::unreachable, "it does not read what is sent to it"};
  if (stage_ != connection_stage::established) return std::nullopt;
  if (asked_ && now - asked_at_ >= deadlines.answer)
    return failure{errc::unreachable, "what it asked was not answered in time"};
  if (!stalled_ && now - heard_ >= deadlines.idle)
    return failure{errc::unreachable, "it fell silent"};
  if (!writing_ && now - said_ >= deadlines.ping) say(frame_kind::ping);
  return std::nullopt;
}

std::string connection::address() const {
  error_code gone;
  auto at = socket_.remote_endpoint(gone);
  return gone ? "" : at.address().to_string();
}

void connection::close() {
  if (ended()) return;
  stage_ = connection_stage::ended;
  if (auto last = std::exchange(when_ended_, {})) last();
  outbox_.close();
  std::lock_guard<std::mutex> hold{direct_mutex_};
  direct_ = false;
  error_code ignored; // the socket may be gone already
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void connection::close_when_written() {
  closing_ = true;
  if (!writing_) flush();
}

void connection::end(const failure& why) {
  if (ended()) return;
  auto keep = shared_from_this();
  close();
  events_.on_end(*this, why);
}

failure connection::explain_handshake(error_code failed) {
  auto verdict = why_unverified(tls_->native_handle());
  if (!verdict.empty()) return {errc::refused, "no TLS, its certificate is not good: " + verdict};
  bool said_why = failed.category() == asio::error::get_ssl_category();
  return {said_why ? errc::refused : errc::stopping, "no TLS: " + failed.message()};
}

failure connection::explain(error_code failed) const {
  if (failed.category() == asio::error::get_ssl_category())
    return {errc::refused, "no TLS: " + failed.message()};
  if (failed != asio::error::eof && failed != asio::ssl::error::stream_truncated)
    return {errc::unreachable, failed.message()};
  if (stage_ == connection_stage::greeting && side == dial_side::dialed)
    return {errc::stopping,
            "it hung up on the hello: either it expects TLS, which this process does "
            "not speak, or it is no node"};
  return {errc::unreachable, "it closed the connection"};
}

} // namespace ringleader::net
