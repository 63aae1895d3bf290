// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/machines/peer_streams.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

// A frame that is missing for longer is lost.
constexpr auto gap_max = milliseconds{500};

struct letter {
  std::uint64_t stream = 0;
  std::uint64_t sequence = 0; // none: the stream is not read any more
  bytes body;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, letter& x) {
  return f(x.stream, x.sequence, x.body);
}

} // namespace

peer_streams::peer_streams(std::uint64_t seed, instant born)
  : random_(seed), born_(static_cast<std::uint64_t>(born.time_since_epoch().count())) {}

void peer_streams::keep(const std::map<store_id, boot_id>& members, const part_desk& desk) {
  for (auto& entry : peers_) {
    auto known = members.find(entry.first);
    if (known != members.end() && known->second == entry.second.boot) continue;
    lower(entry.first, desk);
    if (known == members.end()) entry.second.dial_at = never;
  }
  for (auto [store, boot] : members) {
    auto& with = peers_[store];
    if (with.boot == boot && with.dial_at != never) continue;
    with.boot = boot;
    with.dial_at = desk.local + random_.between(duration{1}, milliseconds{100});
  }
}

void peer_streams::tick(const part_desk& desk) {
  for (auto& [store, with] : peers_) {
    if (with.up || with.dial_at > desk.local) continue;
    with.up = true;
    with.stream = static_cast<std::uint64_t>(desk.now.time_since_epoch().count());
    with.sent = 0;
    happened_.push_back({kind::up, store, {}});
  }
}

void peer_streams::introduce() {
  for (const auto& entry : peers_)
    if (entry.second.up) happened_.push_back({kind::up, entry.first, {}});
}

instant peer_streams::next_deadline() const {
  auto due = never;
  for (const auto& entry : peers_)
    if (!entry.second.up) due = std::min(due, entry.second.dial_at);
  return due;
}

/// Ends both directions.
void peer_streams::lower(store_id store, const part_desk& desk) {
  auto& with = peers_[store];
  with.dead = std::max(with.dead, with.heard);
  with.ahead.clear();
  if (!std::exchange(with.up, false)) return;
  with.dial_at = desk.local + random_.between(milliseconds{1}, milliseconds{400});
  happened_.push_back({kind::down, store, {}});
}

void peer_streams::reset(store_id store, const part_desk& desk) {
  if (peers_.count(store) != 0) lower(store, desk);
}

bool peer_streams::send(store_id to, bytes body, part_desk& desk) {
  auto known = peers_.find(to);
  if (known == peers_.end() || !known->second.up) return false;
  auto& with = known->second;
  desk.send(to, encode(letter{with.stream, ++with.sent, std::move(body)}));
  return true;
}

void peer_streams::received(store_id from, const bytes& body, part_desk& desk) {
  auto words = decode<letter>(body);
  EXPECTS(words.ok());
  auto& with = peers_[from];
  if (!with.boot && !with.up) with.dial_at = never; // of no member yet
  if (words->sequence == 0) {
    if (with.up && words->stream == with.stream) lower(from, desk);
    return;
  }
  if (words->stream <= std::max(with.dead, born_) || words->stream < with.heard) {
    desk.send(from, encode(letter{words->stream, 0, {}}));
    return;
  }
  if (words->stream > with.heard) {
    with.heard = words->stream;
    with.next = 1;
    with.ahead.clear();
    with.gap_since = never;
  }
  if (words->sequence < with.next) return; // once more
  with.ahead.emplace(words->sequence, std::move(words->body));
  read(from, with, desk);
}

void peer_streams::read(store_id from, peer& by, part_desk& desk) {
  while (!by.ahead.empty() && by.ahead.begin()->first == by.next) {
    happened_.push_back({kind::frame, from, std::move(by.ahead.begin()->second)});
    by.ahead.erase(by.ahead.begin());
    ++by.next;
    by.gap_since = never;
  }
  if (by.ahead.empty()) return;
  if (by.gap_since == never) by.gap_since = desk.local;
  if (desk.local - by.gap_since < gap_max) return;
  desk.send(from, encode(letter{by.heard, 0, {}}));
  lower(from, desk);
}

} // namespace ringleader::testkit
