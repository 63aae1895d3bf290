// SPDX-License-Identifier: BSD-3-Clause
// Any bytes as the body of a frame of each channel. What decodes can be printed, and is the same
// when it is written and read again.
#include "input.hpp"

#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/entities/wire.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/consensus/messages.hpp>
#include <ringleader/consensus/reach.hpp>
#include <ringleader/formation/founding.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/entries.hpp>

using namespace ringleader;

namespace {

template <class T> std::optional<T> read(const bytes& body) {
  auto x = decode<T>(body);
  if (!x) return std::nullopt;
  auto once = encode(*x);
  auto again = decode<T>(once);
  EXPECTS(again && encode(*again) == once);
  return std::move(*x);
}

void read_consensus(const bytes& body) {
  auto message = consensus::decode_message(body);
  if (!message) return;
  (void)to_string(*message);
  (void)consensus::is_within_reach(*message, raft_term{1}, raft_term{1}, false);
  auto once = consensus::encode_message(*message);
  auto again = consensus::decode_message(once);
  EXPECTS(again && consensus::encode_message(*again) == once);
}

/// What a leader takes for a command must be the same command for all who apply it.
void read_envelope(const bytes& body) {
  auto envelope = read<registry::envelope>(body);
  if (!envelope) return;
  (void)registry::to_string(*envelope);
  auto entry = registry::read_entry(registry::encode_entry({}, body));
  EXPECTS(entry && entry->of.body == *envelope);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_input in{data, size};
  auto choice = in.byte();
  auto body = in.rest();
  switch (choice % 8) {
  case 0: read_consensus(body); break;
  case 1: read<formation::founding_message>(body); break;
  case 2: read<wire::joining>(body); break;
  case 3: read<wire::renewal>(body); break;
  case 4:
    if (auto frame = read<wire::forwarded>(body))
      for (auto& each : frame->envelopes) read_envelope(each);
    break;
  case 5: read<wire::entity_request>(body); break;
  case 6: read<wire::entity_reply>(body); break;
  default: read_envelope(body);
  }
  return 0;
}
