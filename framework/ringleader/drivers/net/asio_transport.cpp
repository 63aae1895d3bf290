// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/asio_transport.hpp>

#include <ringleader/drivers/host/thread_policy.hpp>
#include <ringleader/drivers/net/engine.hpp>
#include <ringleader/drivers/net/tls_context.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <thread>

namespace ringleader::net {

namespace asio = boost::asio;

class asio_transport::body {
public:
  explicit body(transport_options chosen)
    : options(std::move(chosen)), engine(io, options, routes, tally) {}

  result<std::shared_ptr<asio::ssl::context>> load_tls() const {
    if (!options.tls) return std::shared_ptr<asio::ssl::context>{};
    return make_tls_context(*options.tls);
  }

  /// What hellos say, and what start() answers.
  result<endpoint> open() {
    if (options.role != peer_role::node) return endpoint{};
    auto bound = engine.open_listener();
    if (!bound) return bound;
    advertise = options.advertise.value_or(*bound);
    if (advertise.port == 0) advertise.port = bound->port;
    if (advertise.host == "0.0.0.0" || advertise.host == "::")
      return {errc::invalid_option, "listening on all addresses needs an --advertise HOST:PORT "
                                    "that other nodes can dial"};
    return bound;
  }

  const transport_options options;
  route_table routes;
  transport_tally tally;
  asio::io_context io{1}; // one thread runs it; others only post
  transport_engine engine;
  endpoint advertise;
  std::thread thread;
};

asio_transport::asio_transport(transport_options options)
  : body_(std::make_unique<body>(std::move(options))) {}

asio_transport::~asio_transport() { stop(); }

result<endpoint> asio_transport::start(transport_sink& sink) {
  EXPECTS(!body_->thread.joinable() && !body_->io.stopped());
  if (auto ok = validate(body_->options); !ok) return ok.error();
  auto tls = body_->load_tls();
  if (!tls) return tls.error();
  auto bound = body_->open();
  if (!bound) return bound;
  body_->engine.start(sink, *tls, body_->advertise);
  body_->thread = std::thread{[this] {
    set_policy(thread_policy::ordinary);
    body_->io.run(); // the timer keeps it running
  }};
  return bound;
}

void asio_transport::link(const endpoint& target) {
  asio::post(body_->io, [this, target] { body_->engine.link(target); });
}

void asio_transport::unlink(const endpoint& target) {
  asio::post(body_->io, [this, target] { body_->engine.unlink(target); });
}

void asio_transport::set_cluster(cluster_id cluster) { body_->engine.set_cluster(cluster); }

void asio_transport::set_owners(std::vector<store_owner> all) {
  asio::post(body_->io, [this, all = std::move(all)] { body_->engine.set_owners(all); });
}

errc asio_transport::send(store_id to, lane on, frame what) {
  auto& largest = body_->options.limits.frame_bytes;
  if (what.body.size() > largest[index_of(on)]) return errc::malformed;
  auto is_node = body_->options.role == peer_role::node;
  if (!is_node && what.body.size() > client_frame_bytes_max) return errc::malformed;
  auto c = body_->routes.find(to, on);
  if (!c) return errc::unreachable;
  if (is_node && !may_be_sent_to(c->theirs->role, what.channel)) return errc::unreachable;
  if (what.body.size() > largest[index_of(c->on)]) return errc::malformed; // a client's only lane
  auto answer = c->send(what.channel, what.body);
  if (answer == errc::none) body_->tally.frames_sent.fetch_add(1, std::memory_order_relaxed);
  if (answer == errc::overloaded)
    body_->tally.frames_overloaded.fetch_add(1, std::memory_order_relaxed);
  return answer;
}

transport_counters asio_transport::counters() const {
  auto& t = body_->tally;
  return {t.connections_accepted, t.connections_refused, t.frames_sent, t.frames_received,
          t.frames_overloaded,    t.dials_failed,        t.violations};
}

void asio_transport::expel(store_id peer) {
  asio::post(body_->io, [this, peer] { body_->engine.expel(peer); });
}

bool asio_transport::call_soon(std::function<void()> job) {
  asio::post(body_->io, std::move(job));
  return true;
}

bool asio_transport::call_after(duration wait, std::function<void()> job) {
  auto timer = std::make_shared<asio::steady_timer>(body_->io, wait);
  timer->async_wait([timer, job = std::move(job)](const boost::system::error_code& cancelled) {
    if (!cancelled) job();
  });
  return true;
}

void asio_transport::stop() {
  if (!body_->thread.joinable()) return;
  EXPECTS(body_->thread.get_id() != std::this_thread::get_id());
  asio::post(body_->io, [this] {
    body_->engine.stop();
    body_->io.stop(); // a name that is still being looked up must not hold us
  });
  body_->thread.join();
}

} // namespace ringleader::net
