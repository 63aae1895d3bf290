// SPDX-License-Identifier: BSD-3-Clause
// A member that forwards anything to the control leader under its own certificate: envelopes with
// fields at their ends, others' sessions, commands of the leader alone, any bytes. The leader and
// the others go on: their sessions stay open, and a command of theirs is answered.
#include "../unit/control/small_cluster.hpp"
#include "input.hpp"

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>

using namespace ringleader;
using namespace ringleader::control;
using namespace std::chrono_literals;

namespace {

/// Two members with sessions, 1 leads.
small_cluster two_members() {
  small_cluster all{1, 2};
  all.run_for(2s);
  all.step(1, feed{store_id{2}});
  all.run_for(1s);
  all.join(1);
  all.join(2);
  EXPECTS(all.leader() == 1 && all.at(2).session);
  return all;
}

registry::command some_command(fuzz_input& in, const small_cluster& all) {
  switch (in.byte() % 12) {
  case 0: {
    registry::join x;
    x.boot = boot_id{in.extreme()};
    x.name = small_cluster::sender_of(2).name;
    x.store = store_id{2};
    x.own = all.config(2).own;
    return x;
  }
  case 1: {
    registry::acquire_lock x;
    x.holder = holder_id{in.byte() % std::uint64_t{3}};
    x.claim = claim_id{in.byte() % std::uint64_t{9}};
    for (auto n = in.byte() % 3; n >= 0; --n)
      x.wants.push_back({std::string(1, static_cast<char>('a' + in.byte() % 3)),
                         static_cast<lock_mode>(in.byte() % 4), 0, 0});
    if (in.byte() % 2 == 1) x.lease = duration{static_cast<std::int64_t>(in.extreme())};
    if (in.byte() % 2 == 1) x.delay = duration{static_cast<std::int64_t>(in.extreme())};
    return x;
  }
  case 2:
    return registry::release_lock{claim_id{in.byte() % std::uint64_t{9}},
                                  fencing_token{in.extreme()}, true};
  case 3:
    return registry::campaign{
      "chief", holder_id{1}, {}, static_cast<std::uint32_t>(in.extreme()), in.some(4)};
  case 4: return registry::resign{"chief", holder_id{1}, {}};
  case 5: return registry::announce_type{"t", std::string(in.byte() % 3, 'x') + " u8\n", true};
  case 6: return registry::begin_leave{};
  case 7: return registry::drained{{{partition_id{0}, {}, log_index{in.extreme()}}}};
  case 8: return registry::expire_sessions{{session_id{1}}};
  case 9: return registry::skip_tokens{fencing_token{in.extreme()}, in.extreme()};
  case 10: return registry::found{all.config(2).own};
  default:
    return registry::extend_lock{
      claim_id{1}, {}, duration{static_cast<std::int64_t>(in.extreme())}};
  }
}

bytes some_envelope(fuzz_input& in, small_cluster& all, std::uint64_t number) {
  if (in.byte() % 8 == 0) return in.piece();
  registry::envelope what{{}, some_command(in, all)};
  if (in.byte() % 4 != 0) {
    auto session = in.byte() % 8 == 0 ? session_id{in.extreme()} : all.at(2).session;
    what.from = {session, stream_id{9}, sequence{number}, {}};
    if (in.byte() % 8 == 0) what.from->sequence = sequence{in.extreme()};
    if (in.byte() % 8 == 0) what.from->acked_below = sequence{in.extreme()};
  }
  auto encoded = encode(what);
  if (in.byte() % 4 == 0) in.damage(encoded);
  return encoded;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_input in{data, size};
  auto all = two_members();
  for (std::uint64_t i = 1; i < 200 && !in.empty(); ++i) {
    all.step(1, forwarded{small_cluster::sender_of(2), {some_envelope(in, all, i)}});
    if (in.byte() % 8 == 0) all.run_for(5ms);
  }
  all.run_for(100ms);
  EXPECTS(all.at(1).machine && !all.at(1).machine->is_stopped());
  EXPECTS(all.state(1).session_open(all.at(1).session));
  auto cookie = all.say(1, registry::announce_type{"own", "get u8\n", true});
  all.run_for(100ms);
  EXPECTS(all.ending(1, cookie) != nullptr && all.ending(1, cookie)->error.code == errc::none);
  return 0;
}
