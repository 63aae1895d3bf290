// SPDX-License-Identifier: BSD-3-Clause
#include "zookeeper_locks.hpp"

#include "../other_process.hpp"
#include "zookeeper_trio.hpp"

#include <zookeeper/zookeeper.h>

#include <condition_variable>
#include <mutex>

namespace ringleader::bench {

namespace {

constexpr int session_ms = 30'000;
constexpr auto start_time = std::chrono::seconds{60};

void check(int code, const char* what) {
  if (code != ZOK) give_up((std::string{what} + ": " + zerror(code)).c_str());
}

/// Waits until so many have said that they are done.
class gate {
public:
  explicit gate(std::size_t awaited) : awaited_(awaited) {}

  void done() {
    std::lock_guard<std::mutex> guard{mutex_};
    if (awaited_ > 0 && --awaited_ == 0) changed_.notify_all();
  }

  bool wait_for(watch::duration limit) {
    std::unique_lock<std::mutex> guard{mutex_};
    return changed_.wait_for(guard, limit, [this] { return awaited_ == 0; });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t awaited_;
};

/// A session with one member.
class session {
public:
  explicit session(const endpoint& member)
    : handle_(zookeeper_init(to_string(member).c_str(), told, session_ms, nullptr, this, 0)) {
    if (!handle_ || !connected_.wait_for(start_time)) give_up("zookeeper does not answer");
  }

  ~session() { zookeeper_close(handle_); }
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  zhandle_t* handle() const { return handle_; }

  void make(const std::string& path) {
    auto code = zoo_create(handle_, path.c_str(), "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, nullptr, 0);
    if (code != ZNODEEXISTS) check(code, "zookeeper makes no node");
  }

private:
  static void told(zhandle_t*, int, int state, const char*, void* self) {
    if (state == ZOO_EXPIRED_SESSION_STATE) give_up("zookeeper ended a session");
    if (state == ZOO_CONNECTED_STATE) static_cast<session*>(self)->connected_.done();
  }

  gate connected_{1};
  zhandle_t* handle_;
};

/// One client; all its steps but the first run in the session's thread.
class lock_client {
public:
  lock_client(zhandle_t* handle, std::string lock, pair_times& times, gate& ended)
    : handle_(handle), lock_(std::move(lock)), times_(times), ended_(ended) {}

  void begin() {
    began_ = watch::now();
    check(zoo_acreate(handle_, (lock_ + "/n-").c_str(), "", 0, &ZOO_OPEN_ACL_UNSAFE,
                      ZOO_EPHEMERAL | ZOO_SEQUENCE, created, this),
          "zookeeper refused a lock");
  }

private:
  static lock_client& self(const void* data) {
    return *const_cast<lock_client*>(static_cast<const lock_client*>(data));
  }

  static void created(int code, const char* path, const void* data) {
    check(code, "zookeeper refused a lock");
    self(data).own_ = path;
    self(data).look();
  }

  void look() {
    check(zoo_aget_children(handle_, lock_.c_str(), 0, listed, this), "zookeeper lists no locks");
  }

  static void listed(int code, const String_vector* children, const void* data) {
    check(code, "zookeeper lists no locks");
    self(data).compare(*children);
  }

  void compare(const String_vector& children) {
    auto own = own_.substr(lock_.size() + 1);
    std::string before;
    for (int i = 0; i < children.count; ++i) {
      std::string other = children.data[i];
      if (other < own && other > before) before = other;
    }
    if (before.empty())
      check(zoo_adelete(handle_, own_.c_str(), -1, deleted, this), "zookeeper frees no lock");
    else
      check(zoo_awexists(handle_, (lock_ + '/' + before).c_str(), one_less, this, is_there, this),
            "zookeeper sets no watch");
  }

  static void is_there(int code, const Stat*, const void* data) {
    if (code == ZNONODE) return self(data).look();
    check(code, "zookeeper sets no watch");
  }

  static void one_less(zhandle_t*, int type, int, const char*, void* data) {
    if (type == ZOO_DELETED_EVENT) self(data).look();
  }

  static void deleted(int code, const void* data) {
    check(code, "zookeeper frees no lock");
    auto& client = self(data);
    if (client.times_.ended(client.began_))
      client.begin();
    else
      client.ended_.done();
  }

  zhandle_t* handle_;
  std::string lock_;
  std::string own_;
  pair_times& times_; // of the session's thread
  gate& ended_;
  watch::time_point began_;
};

class zookeeper_locks final : public lock_service {
public:
  explicit zookeeper_locks(const data_place& place) : peers_(place) {
    zoo_set_debug_level(static_cast<ZooLogLevel>(0)); // it complains until a leader is there
    for (std::size_t m = 0; m < lock_members; ++m)
      sessions_.at(m) = std::make_unique<session>(peers_.client(m));
  }

  std::string name() const override { return "zookeeper"; }

  std::vector<double> run(const lock_window& what) override {
    std::vector<pair_times> times(lock_members, pair_times{what});
    std::vector<std::unique_ptr<lock_client>> clients;
    gate ended{std::accumulate(what.clients.begin(), what.clients.end(), std::size_t{0})};
    for (std::size_t m = 0; m < lock_members; ++m)
      for (std::uint32_t i = 0; i < what.clients.at(m); ++i) {
        auto lock = '/' + what.name_of(m, i);
        sessions_.at(m)->make(lock);
        clients.push_back(
          std::make_unique<lock_client>(sessions_.at(m)->handle(), lock, times.at(m), ended));
      }
    for (auto& each : clients) each->begin();
    if (!ended.wait_for(what.end - watch::now() + start_time)) give_up("zookeeper stands still");
    std::vector<double> all;
    for (auto& each : times) all.insert(all.end(), each.took_us().begin(), each.took_us().end());
    return all;
  }

private:
  zookeeper_trio peers_;
  std::array<std::unique_ptr<session>, lock_members> sessions_;
};

} // namespace

std::unique_ptr<lock_service> start_zookeeper_locks(const data_place& place, std::string& why) {
  if (zookeeper_trio::installed()) return std::make_unique<zookeeper_locks>(place);
  why = "not_installed";
  return nullptr;
}

} // namespace ringleader::bench
