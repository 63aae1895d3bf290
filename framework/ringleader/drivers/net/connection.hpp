// SPDX-License-Identifier: BSD-3-Clause
/// connection: one TCP socket, with TLS or without, that speaks frames. Knows nothing of peers.
///
/// The transport's thread opens, reads, closes and asks what is overdue; send() may come from any
/// thread. Each side says a ping when it has nothing else to say, and takes any bytes for a sign of
/// life, so that a large frame on a slow link is never mistaken for silence.
///
/// A frame of the system lane is written by the thread that sends it where nothing else is being
/// written and there is no TLS: consensus waits for each of these hops, and waking the transport's
/// thread is most of one. The other lanes gather frames for that thread, which is faster for many.
///
/// A connection in turns carries questions: a data frame is handed over when what was sent as an
/// answer to the one before has been written. Until then the next one stays unread, so who asks
/// without reading costs one answer and no more, and is dropped by the deadline of a write.
///
/// Invariants: on_end comes at most once and never after close(); frames of one read come in one
/// on_data; while frames are held, none is lost and nothing more is read.
#pragma once

#include <ringleader/drivers/net/hello.hpp>
#include <ringleader/drivers/net/options.hpp>
#include <ringleader/drivers/net/outbox.hpp>
#include <ringleader/drivers/net/port_law.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace ringleader::net {

class connection;

/// Calls come from the transport's thread. The connection may be closed from within each of them.
class connection_events {
public:
  virtual ~connection_events() = default;

  /// Connected and, with TLS, secured: now the hello is due.
  virtual void on_open(connection& c) = 0;
  virtual void on_control(connection& c, frame_kind kind, const std::uint8_t* body,
                          std::size_t size) = 0;
  virtual void on_data(connection& c, std::vector<frame> frames) = 0;

  /// It ended by itself. refused: the security of TLS was not to be had; malformed: no frames;
  /// stopping: it hung up before it said who it is, which a node does when it stops.
  virtual void on_end(connection& c, const failure& why) = 0;

  /// The transport's time, see engine.hpp.
  virtual duration clock() const = 0;
};

/// What to do with data frames: a violation, kept back until the peer is up, handed over.
enum class inflow : std::uint8_t { forbidden, held, open };

class connection : public std::enable_shared_from_this<connection> {
public:
  using tcp = boost::asio::ip::tcp;

  /// tls: none for plain TCP.
  connection(tcp::socket socket, dial_side side, connection_events& events,
             boost::asio::ssl::context* tls, std::size_t queue_bytes);

  // What the engine knows about it.
  const dial_side side;
  lane on = lane::system;
  endpoint target;                // of a dialed one: as it was linked
  std::optional<hello> theirs;    // once heard
  duration claimed_at{};          // when
  std::uint64_t place = 0;        // of an accepted one: what admission.hpp counts it as
  duration due = duration::max(); // when this stage must be over

  connection_stage stage() const { return stage_; }
  bool ended() const { return stage_ == connection_stage::ended; }

  void open_accepted();
  void open_dialed(const tcp::endpoint& address);

  /// SAN URIs of the certificate shown by the other side; empty without TLS.
  std::vector<std::string> granted_uris() const;
  bool secured() const { return tls_.has_value(); }

  void say(frame_kind kind, const bytes& body = {});
  void claim() { stage_ = connection_stage::claiming; }
  void offer() { stage_ = connection_stage::offered; }

  /// largest: frame body that is taken from now on. in_turns: of one who asks, see above.
  void establish(std::size_t largest, inflow data, bool in_turns = false);

  /// Hands over what was held. Continues on the transport's thread after the caller returned.
  void release();

  /// When the last byte came.
  duration heard() const { return heard_; }

  /// Where the other side is, without its port; empty when that cannot be told any more.
  std::string address() const;

  /// What is to be done once when it has ended, in whichever way.
  void when_ended(std::function<void()> what) { when_ended_ = std::move(what); }

  /// What of its deadlines passed, if any; says a ping if one is due.
  std::optional<failure> look_after(const transport_deadlines& deadlines);

  void close();

  /// Takes nothing more of the other side.
  void close_when_written();
  bool closing() const { return closing_; }

  /// Any thread. As transport::send.
  errc send(std::uint8_t channel, const bytes& body);

private:
  using error_code = boost::system::error_code;

  void secure();
  void begin_greeting();
  void read();
  void on_read(error_code failed, std::size_t size);
  void hand_over();
  void go_on_reading();
  void end_turn();
  bool takes_data() const;
  bool hand_over_batch(std::vector<frame>& batch);
  void flush();
  bool write_directly();
  void write();
  void on_written(error_code failed, std::size_t size);
  void end(const failure& why);
  failure explain_handshake(error_code failed);
  failure explain(error_code failed) const;

  tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<tcp::socket&>> tls_;
  connection_events& events_;
  connection_stage stage_ = connection_stage::opening;
  inflow data_ = inflow::forbidden;
  frame_reader reader_;
  bool reading_ = false;
  bool stalled_ = false; // a data frame waits for release(), or for its turn
  bool in_turns_ = false;
  bool asked_ = false; // a turn has begun
  duration asked_at_{};
  std::atomic<bool> answered_{false}; // in this turn
  std::mutex direct_mutex_;
  bool direct_ = false; // who sends may write, while the mutex is held
  outbox outbox_;
  // Of whoever the outbox told to see to the writing.
  bytes out_; // being written
  std::size_t written_ = 0;
  bool writing_ = false;
  bool closing_ = false;
  duration heard_{}; // last byte in
  duration said_{};  // last byte out
  std::function<void()> when_ended_;
};

} // namespace ringleader::net
