// SPDX-License-Identifier: BSD-3-Clause
// Option sets drawn at random: most values are good ones, some stand at a bound or beyond it, some
// are nothing that anybody would mean, and several such values meet in one set.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/options/node_options.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace drawn_options {

using namespace ringleader;
using namespace std::chrono_literals;

/// What may stand behind an option on a command line, and what may not.
inline std::vector<std::string> words() {
  std::istringstream list{
    "0;1;2;3;7;8;64;65536;65537;200000;1000000;1048576;1048577;4294967296;-1;1e3;; ;0.5ms;1ms;5ms;"
    "10ms;15ms;66ms;90ms;100ms;200ms;2s;31s;1m;2m;25m;30m;1h;24h;8761h;1e30h;nan;infs;-1s;9e18ns;"
    "0.4ns;1.5;100;100.001;0.0001;ring;jump;Ring;a;a,b;a,,b;a b;\xff\xfe;a\nb;\xe2\x80\xa8;a:1;a:0;"
    "[::1]:1;::1:1;:1;a:65536;127.0.0.1:4700;a:1,a:1;a:1,b:2;warn;raft=off;true;maybe;0.0.0.0:1;"
    "a:1,b:1,c:1,d:1,e:1,f:1,g:1,127.0.0.1:4700"};
  std::vector<std::string> all{std::string(128, 'x'), std::string(256, 'x'), std::string(257, 'x'),
                               std::string(300, 'h') + ":1"};
  for (std::string word; std::getline(list, word, ';');) all.push_back(word);
  return all;
}

class drawer {
public:
  explicit drawer(std::uint64_t seed) : random_(seed) {}

  /// What an application may fill in.
  node_options next() {
    node_options o;
    // Few strange values in a set, or next to none would be accepted.
    strange_ = random_.chance(500) ? 0 : random_.chance(500) ? 60 : 300;
    draw_timing(o);
    draw_cluster(o);
    draw_member(o);
    draw_addresses(o);
    count(o.data_max_mib);
    count(o.stash_max);
    count(o.stash_max_mib);
    count(o.mailbox_max);
    count(o.threads);
    if (maybe()) o.idle_after = any_duration();
    if (maybe()) o.join_timeout = any_duration();
    return o;
  }

  std::string word() {
    static const auto all = words();
    return all[random_.below(all.size())];
  }

  random_source& random() { return random_; }

private:
  template <class T, std::size_t N> const T& one_of(const T (&all)[N]) {
    return all[random_.below(N)];
  }

  bool maybe() { return random_.chance(250); }
  bool strangely() { return random_.chance(strange_); }

  duration any_duration() {
    static constexpr duration usual[] = {0ns, 1ms, 15ms, 500ms, 1s, 31s, 2min, 25min, 1h, 24h};
    static constexpr duration strange[] = {1ns,   500us,           24h + 1ns,
                                           8760h, 8760h + 1ns,     duration{-1},
                                           -1h,   duration::max(), duration::min()};
    return strangely() ? one_of(strange) : one_of(usual);
  }

  void count(std::uint32_t& value) {
    static constexpr std::uint32_t usual[] = {1, 2, 3, 7, 8, 64, 1000, 1024};
    static constexpr std::uint32_t strange[] = {0,         1025,    65'536,  65'537,
                                                100'000,   100'001, 200'000, 1'000'000,
                                                1'000'001, 1 << 20, 1 << 21, UINT32_MAX};
    if (maybe()) value = strangely() ? one_of(strange) : one_of(usual);
  }

  std::string text() {
    static const std::string usual[] = {
      "", "a", "two words", "ä€𝄞", "{\"a\": 1}", "'", std::string(128, 'x'), std::string(255, 'y')};
    static const std::string strange[] = {"\xff",
                                          "a\nb",
                                          "a\tb",
                                          std::string("a\0b", 3),
                                          "\xe2\x80\xa8",
                                          "\xed\xa0\x80",
                                          "\xc0\xaf",
                                          "\x7f",
                                          "\xf4\x90\x80\x80",
                                          "\xe2\x82",
                                          std::string(256, 'x'),
                                          std::string(257, 'x'),
                                          std::string(5000, 'x')};
    return strangely() ? one_of(strange) : one_of(usual);
  }

  endpoint address() {
    static const std::string usual[] = {"127.0.0.1", "localhost", "::1"};
    static const std::string strange[] = {"0.0.0.0",
                                          "*",
                                          "::",
                                          "node-1",
                                          "10.0.0.1",
                                          "a b",
                                          "a\n",
                                          "",
                                          std::string(248, 'h'),
                                          std::string(255, 'h'),
                                          std::string(256, 'h')};
    static constexpr std::uint16_t ports[] = {0, 1, 4700, 4701, 65'535};
    auto host = strangely() ? one_of(strange) : one_of(usual);
    return {host, one_of(ports)};
  }

  void draw_timing(node_options& o) {
    if (maybe()) return;
    static constexpr duration elections[] = {5ms,   9ms, 10ms, 15ms, 30ms,
                                             200ms, 1s,  1min, 61s,  10min};
    o.election_timeout = one_of(elections);
    o.heartbeat = o.election_timeout / static_cast<int>(2 + random_.below(6));
    o.session_ttl = o.election_timeout * static_cast<int>(7 + random_.below(20));
    o.lease_margin = o.session_ttl / static_cast<int>(3 + random_.below(26));
    if (strangely()) o.heartbeat = any_duration();
    if (strangely()) o.election_timeout = any_duration();
    if (strangely()) o.session_ttl = any_duration();
    if (strangely()) o.lease_margin = any_duration();
  }

  void draw_cluster(node_options& o) {
    static const std::string placements[] = {"balanced", "ring", "rendezvous", "jump"};
    if (maybe()) o.name = text();
    if (maybe()) o.cluster = text();
    count(o.partitions);
    if (maybe()) o.voters = static_cast<std::uint32_t>(1 + 2 * random_.below(4));
    if (strangely()) count(o.voters);
    if (maybe()) o.placement = strangely() ? text() : one_of(placements);
  }

  void draw_member(node_options& o) {
    static constexpr std::size_t counts[] = {1, 2, 3, 63, 64, 65};
    if (maybe())
      for (auto n = one_of(counts); n > 0; --n)
        o.roles.push_back(strangely() ? text() : "role" + std::to_string(n));
    if (maybe()) o.zone = text();
    if (maybe()) o.app_version = text();
    static constexpr std::uint32_t weights[] = {0, 1, 1000, 100'000};
    if (maybe()) o.weight = one_of(weights);
    if (strangely()) count(o.weight);
  }

  void draw_addresses(node_options& o) {
    if (maybe()) o.listen = address();
    if (maybe()) o.advertise = address();
    if (maybe()) {
      auto self = o.advertise.value_or(o.listen);
      auto& list = random_.chance(700) ? o.founders : o.seeds;
      for (auto n = random_.below(9); n > 0; --n)
        list.push_back({"node-" + std::to_string(n), 4700});
      if (&list == &o.founders && !strangely()) list.push_back(self);
      if (strangely()) list.push_back(address());
    }
    if (strangely()) o.seeds.push_back(address());
    o.insecure = maybe();
    if (strangely()) o.tls_cert = o.tls_key = o.tls_ca = "file.pem";
    if (strangely()) o.tls_ca.clear();
  }

  random_source random_;
  std::uint32_t strange_ = 0; // in thousands
};

} // namespace drawn_options
