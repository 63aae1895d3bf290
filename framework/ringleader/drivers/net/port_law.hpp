// SPDX-License-Identifier: BSD-3-Clause
/// port_law: what may be said to the port of a node: by which role, on which lane and channel, in
/// which stage of a connection, and who may ask an administrative question. One place, as tables;
/// docs/security.md shows them, and a test compares the two. The transport asks before it hands
/// anything on, the admin desk asks for the questions, whose words only it reads.
///
/// A violation ends the connection and is counted (transport_counters::violations). Ignored is what
/// a later release may say. Pure.
///
/// Which name and role a peer has is not decided here: with TLS its certificate grants both
/// (hello.hpp), without TLS they are what it claims. Whose a store id is: store_claims.hpp.
#pragma once

#include <ringleader/base/ports/channel.hpp>
#include <ringleader/base/ports/transport.hpp>
#include <ringleader/drivers/net/framing.hpp>

#include <string_view>

namespace ringleader::net {

enum class dial_side : std::uint8_t { accepted, dialed };

/// How far a connection is. claiming: its hello was heard and waits for the place of the store id
/// that it names; offered: hello_ok is said, ready not yet heard (both of accepted ones only).
enum class connection_stage : std::uint8_t {
  opening,
  greeting,
  claiming,
  offered,
  established,
  ended
};

enum class verdict : std::uint8_t { taken, ignored, violation };

/// A frame of this kind, from the other side of a connection of ours. What a data frame may carry
/// is said below.
verdict judge_frame(dial_side ours, connection_stage at, frame_kind what);

/// A hello that asks for this lane.
verdict judge_lane(peer_role from, lane on);

/// A data frame to a node.
verdict judge_data(peer_role from, lane on, std::uint8_t channel);

/// A question on the channel admin; its first word counts.
verdict judge_question(peer_role from, std::string_view question);

/// True if a node may send frames of this channel to a peer of this role: nothing of the cluster's
/// own ever goes to a client.
bool may_be_sent_to(peer_role to, std::uint8_t channel);

/// The words that questions begin with, and whether each only reads.
struct question_kind {
  std::string_view verb;
  bool reads;
};
inline constexpr question_kind question_kinds[] = {
  {"status", true},    {"locks", true},          {"lock", true},
  {"elections", true}, {"election", true},       {"log-level", false},
  {"leave", false},    {"force-release", false}, {"transfer-leadership", false},
};

/// True for a question that changes nothing.
bool only_reads(std::string_view question);

/// The first word of a question.
std::string_view verb_of(std::string_view question);

/// What stands behind it, without the spaces between.
std::string_view rest_of(std::string_view question);

} // namespace ringleader::net
