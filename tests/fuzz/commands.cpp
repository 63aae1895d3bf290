// SPDX-License-Identifier: BSD-3-Clause
// Any entries at one registry: commands that a cluster could make, the same with fields at their
// ends, and any bytes. Each has an outcome, nothing overflows, and now and then the state goes
// through a snapshot, which must be taken back as the same.
#include "../unit/registry/random_commands.hpp"
#include "input.hpp"

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>

using namespace ringleader;

namespace {

using machine = ringleader::registry::registry;

void check_restored(const machine& r) {
  auto again = machine::restore(r.snapshot());
  if (!again && again.error().code == errc::newer_format) return;
  EXPECTS(again && again->digest() == r.digest());
}

/// A command of the peer's making in an envelope of ours.
shared_bytes around(registry_time stamp, std::uint8_t session, bytes command) {
  std::optional<registry::proposer> from;
  if (session != 0) from = {session_id{session}, stream_id{~std::uint64_t{0}}, {}, {}};
  if (from) from->sequence = sequence{stable_hash(as_view(command)) % 1'000 + 1};
  return registry::encode_entry(stamp, registry::encode_envelope(from, command));
}

shared_bytes next_entry(fuzz_input& in, registry::random_commands& commands, const machine& r) {
  switch (in.byte() % 16) {
  case 0: return in.piece();
  case 1: {
    auto session = static_cast<std::uint8_t>(in.byte() % 4);
    return around(r.now(), session, in.piece());
  }
  case 2:
  case 3:
  case 4: {
    auto entry = to_bytes(commands.next(r));
    in.damage(entry);
    return entry;
  }
  default: return commands.next(r);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_input in{data, size};
  registry::random_commands commands{in.number()};
  machine r;
  for (std::uint64_t i = 1; !in.empty() && i < 200; ++i) {
    auto entry = next_entry(in, commands, r);
    auto applied = r.apply(log_index{i}, entry);
    (void)to_string(applied.outcome);
    for (auto& ev : applied.events) (void)registry::to_string(ev);
    if (!registry::understands(r.settings())) return 0; // a node stops there
    if (r.settings().partition_count > 256) return 0;   // right, and slow
    auto now = r.now() + std::chrono::hours{1};
    (void)r.locks().due(now, 10);
    (void)r.elections().due(now, 10);
    (void)r.next_moves(16);
    if (i % 64 == 0) check_restored(r);
  }
  check_restored(r);
  return 0;
}
