// SPDX-License-Identifier: BSD-3-Clause
#include "relay.hpp"

#include <ringleader/base/expects.hpp>
#include <ringleader/drivers/net/framing.hpp>
#include <ringleader/drivers/net/hello.hpp>

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace ringleader {

namespace {

using ticking = std::chrono::steady_clock;

// What a link holds before it stops reading, so that the sender meets a full window.
constexpr std::size_t held_bytes_max = 1 << 20;

sockaddr_in address_of(const endpoint& at) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(at.port);
  EXPECTS(::inet_pton(AF_INET, at.host.c_str(), &to.sin_addr) == 1);
  return to;
}

int new_socket() {
  auto file = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  EXPECTS(file >= 0);
  return file;
}

/// One direction of a connection.
struct stream {
  int from = -1;
  int to = -1;
  struct chunk {
    ticking::time_point arrived;
    std::vector<std::uint8_t> data;
  };
  std::deque<chunk> held;
  std::size_t held_bytes = 0;
  std::size_t written = 0; // of the first chunk
  bool ended = false;      // nothing more will be read

  bool wants_to_read() const { return !ended && held_bytes < held_bytes_max; }

  /// False: the connection is broken.
  bool read() {
    std::vector<std::uint8_t> buffer(64 * 1024);
    auto size = ::recv(from, buffer.data(), buffer.size(), 0);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    if (size == 0) {
      ended = true;
      return true;
    }
    buffer.resize(static_cast<std::size_t>(size));
    held_bytes += buffer.size();
    held.push_back({ticking::now(), std::move(buffer)});
    return true;
  }

  bool write(ticking::time_point until) {
    while (!held.empty() && held.front().arrived <= until) {
      auto& data = held.front().data;
      auto size = ::send(to, data.data() + written, data.size() - written, MSG_NOSIGNAL);
      if (size < 0) return errno == EAGAIN || errno == EINTR;
      written += static_cast<std::size_t>(size);
      if (written < data.size()) return true;
      held_bytes -= data.size();
      written = 0;
      held.pop_front();
    }
    return true;
  }
};

/// The name that a dialer's first frame claims; none: not told yet.
std::string dialer_of(const stream& said) {
  net::frame_reader reader{net::hello_bytes_max};
  for (auto& chunk : said.held) {
    auto [at, size] = reader.space();
    auto taken = std::min(size, chunk.data.size());
    std::copy_n(chunk.data.begin(), taken, at);
    reader.arrived(taken);
    if (reader.peek() != net::framing::more) break;
  }
  if (reader.peek() != net::framing::frame || reader.kind() != net::frame_kind::hello) return {};
  auto who = net::read_hello(reader.body(), reader.body_size());
  return who ? who->name : std::string{};
}

struct connection_through {
  std::string dialer; // empty until its hello came
  std::string target;
  stream there;
  stream back;
  bool reset = false; // ends as if the network had refused it, not as if a side had closed it
};

struct door {
  std::string name;
  endpoint real;
  int listener = -1;
};

} // namespace

class relay::network {
public:
  network() : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    EXPECTS(wake_ >= 0);
    thread_ = std::thread{[this] { run(); }};
  }

  ~network() {
    {
      std::lock_guard<std::mutex> guard{mutex_};
      stopping_ = true;
    }
    nudge();
    thread_.join();
    for (auto& c : connections_) close(c);
    for (auto& d : doors_) ::close(d.listener);
    ::close(wake_);
  }

  endpoint add(const std::string& name, const endpoint& real) {
    auto at = free_endpoint();
    auto to = address_of(at);
    auto file = new_socket();
    EXPECTS(::bind(file, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    EXPECTS(::listen(file, 64) == 0);
    std::lock_guard<std::mutex> guard{mutex_};
    doors_.push_back({name, real, file});
    nudge();
    return at;
  }

  void set(const std::string& from, const std::string& to, treatment how) {
    std::lock_guard<std::mutex> guard{mutex_};
    treatments_[{from, to}] = how;
    nudge();
  }

  void heal() {
    std::lock_guard<std::mutex> guard{mutex_};
    treatments_.clear();
    nudge();
  }

private:
  void nudge() {
    std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
  }

  static void close(const connection_through& c) {
    for (auto file : {c.there.from, c.there.to}) {
      linger now{1, 0};
      if (c.reset) ::setsockopt(file, SOL_SOCKET, SO_LINGER, &now, sizeof now);
      ::close(file);
    }
  }

  treatment between(const std::string& from, const std::string& to) const {
    auto found = treatments_.find({from, to});
    return found == treatments_.end() ? treatment{} : found->second;
  }

  void run() {
    for (;;) {
      std::vector<pollfd> files;
      {
        std::lock_guard<std::mutex> guard{mutex_};
        if (stopping_) return;
        files.push_back({wake_, POLLIN, 0});
        for (auto& d : doors_) files.push_back({d.listener, POLLIN, 0});
        for (auto& c : connections_) {
          files.push_back(interest(c.there));
          files.push_back(interest(c.back));
        }
      }
      ::poll(files.data(), files.size(), wait_ms());
      std::uint64_t ignored = 0;
      (void)!::read(wake_, &ignored, sizeof ignored);
      std::lock_guard<std::mutex> guard{mutex_};
      for (auto& d : doors_) accept(d);
      for (auto at = connections_.begin(); at != connections_.end();) {
        if (move(*at)) {
          ++at;
          continue;
        }
        close(*at);
        at = connections_.erase(at);
      }
    }
  }

  static pollfd interest(const stream& in) {
    return {in.wants_to_read() ? in.from : -1, POLLIN, 0};
  }

  /// What is held is looked at again soon: a link that is slow, a receiver that is full.
  int wait_ms() const {
    for (auto& c : connections_)
      if (!c.there.held.empty() || !c.back.held.empty()) return 1;
    return 1000;
  }

  void accept(const door& d) {
    for (;;) {
      auto file = ::accept4(d.listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (file < 0) return;
      auto onward = new_socket();
      int yes = 1;
      ::setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      ::setsockopt(onward, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      auto to = address_of(d.real);
      ::connect(onward, reinterpret_cast<sockaddr*>(&to), sizeof to);
      connection_through c;
      c.target = d.name;
      c.there = {file, onward, {}, 0, 0, false};
      c.back = {onward, file, {}, 0, 0, false};
      connections_.push_back(std::move(c));
    }
  }

  /// False: it is over.
  bool move(connection_through& c) {
    if (c.there.wants_to_read() && !c.there.read()) return false;
    if (c.dialer.empty()) {
      c.dialer = dialer_of(c.there);
      if (c.dialer.empty()) return !c.there.ended;
    }
    auto out = between(c.dialer, c.target), in = between(c.target, c.dialer);
    c.reset = out.is == way::cut || in.is == way::cut;
    if (c.reset) return false;
    if (c.back.wants_to_read() && !c.back.read()) return false;
    if (!pump(c.there, out) || !pump(c.back, in)) return false;
    // That a side closed is a change as well: it is held back with the rest.
    return !(c.there.ended && c.there.held.empty() && out.is != way::hole) &&
           !(c.back.ended && c.back.held.empty() && in.is != way::hole);
  }

  static bool pump(stream& s, treatment how) {
    if (how.is == way::hole) return true;
    return s.write(ticking::now() - how.by);
  }

  int wake_;
  std::mutex mutex_; // of all that follows
  bool stopping_ = false;
  std::list<door> doors_;
  std::list<connection_through> connections_; // changed by the thread only
  std::map<std::pair<std::string, std::string>, treatment> treatments_;
  std::thread thread_;
};

relay::relay() : network_(std::make_unique<network>()) {}
relay::~relay() = default;

endpoint relay::add(const std::string& name, const endpoint& real) {
  return network_->add(name, real);
}

void relay::set(const std::string& from, const std::string& to, treatment how) {
  network_->set(from, to, how);
}

void relay::set_both(const std::string& one, const std::string& other, treatment how) {
  set(one, other, how);
  set(other, one, how);
}

void relay::heal() { network_->heal(); }

placing through(relay& wires) {
  return [&wires](const std::string& name) {
    auto place = on_loopback(name);
    place.advertised = wires.add(name, place.listens);
    return place;
  };
}

} // namespace ringleader
