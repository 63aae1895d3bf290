// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/client.hpp>

#include <ringleader/drivers/net/asio_transport.hpp>

#include <openssl/rand.h>

#include <condition_variable>
#include <mutex>

namespace ringleader::net {

namespace {

std::uint64_t fresh_id() {
  std::uint64_t id = 0;
  while (id == 0) // none
    EXPECTS(RAND_bytes(reinterpret_cast<unsigned char*>(&id), sizeof id) == 1);
  return id;
}

/// Waits, on the calling thread, for what the transport's thread sees.
class waiting_sink final : public transport_sink {
public:
  explicit waiting_sink(std::uint8_t channel) : channel_(channel) {}

  void on_peer_up(const peer_info& peer) override {
    tell([&] {
      if (!peer_) peer_ = peer;
    });
  }

  void on_peer_down(const peer_info&) override {
    tell([&] { lost_ = true; });
  }

  void on_frames(const peer_info&, lane, std::vector<frame> frames) override {
    tell([&] {
      for (auto& each : frames)
        if (each.channel == channel_ && !answer_) answer_ = std::move(each.body);
    });
  }

  void on_trouble(const failure& why) override {
    tell([&] {
      if (!trouble_) trouble_ = why;
    });
  }

  using deadline = std::chrono::steady_clock::time_point;

  result<store_id> await_peer(deadline until, const endpoint& at) {
    std::unique_lock<std::mutex> hold{mutex_};
    changed_.wait_until(hold, until, [&] { return peer_ || trouble_; });
    if (peer_) return peer_->store;
    if (trouble_) return *trouble_;
    return {errc::unreachable, "no node answers at " + to_string(at) +
                                 ": check that it runs and that this is what it listens on"};
  }

  result<bytes> await_answer(deadline until, const endpoint& at) {
    std::unique_lock<std::mutex> hold{mutex_};
    changed_.wait_until(hold, until, [&] { return answer_ || lost_; });
    if (answer_) return std::move(*answer_);
    return {errc::outcome_unknown, to_string(at) +
                                     (lost_ ? " hung up" : " did not answer in time") +
                                     " after it was asked: check before asking again"};
  }

private:
  template <class Change> void tell(Change change) {
    {
      std::lock_guard<std::mutex> hold{mutex_};
      change();
    }
    changed_.notify_one();
  }

  const std::uint8_t channel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<peer_info> peer_;
  std::optional<bytes> answer_;
  std::optional<failure> trouble_;
  bool lost_ = false;
};

transport_options options_of(const client_identity& who) {
  transport_options options;
  options.role = who.role;
  options.name = who.name;
  options.cluster_name = who.cluster_name;
  options.tls = who.tls;
  options.store = store_id{fresh_id()};
  options.boot = boot_id{fresh_id()};
  options.seed = fresh_id();
  return options;
}

} // namespace

result<bytes> call(const client_identity& who, const endpoint& at, std::uint8_t channel,
                   bytes request, duration timeout) {
  EXPECTS(who.role != peer_role::node);
  auto until = std::chrono::steady_clock::now() + timeout;
  waiting_sink sink{channel};
  asio_transport wire{options_of(who)};
  if (auto started = wire.start(sink); !started) return started.error();
  wire.link(at);
  auto peer = sink.await_peer(until, at);
  if (!peer) return peer.error();
  switch (wire.send(*peer, lane::data, {channel, std::move(request)})) {
  case errc::none: return sink.await_answer(until, at);
  case errc::malformed:
    return {errc::malformed, "the request is larger than the largest data frame: ask for less"};
  default: return {errc::unreachable, to_string(at) + " hung up before it was asked: ask again"};
  }
}

} // namespace ringleader::net
