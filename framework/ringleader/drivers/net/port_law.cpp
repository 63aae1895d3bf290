// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/port_law.hpp>

#include <algorithm>
#include <iterator>

namespace ringleader::net {

namespace {

/// What the side that dialed may say to the one that accepted.
bool dialing_side_may_say(connection_stage at, frame_kind what) {
  switch (at) {
  case connection_stage::greeting: return what == frame_kind::hello;
  case connection_stage::offered: return what == frame_kind::ready;
  case connection_stage::established: return what == frame_kind::ping || what == frame_kind::data;
  case connection_stage::opening:
  case connection_stage::claiming:
  case connection_stage::ended: break;
  }
  return false;
}

/// And the other way round. Data comes back to clients and admins only: between nodes each side
/// dials what it sends on (connection.hpp, inflow).
bool accepting_side_may_say(connection_stage at, frame_kind what) {
  switch (at) {
  case connection_stage::greeting:
    return what == frame_kind::hello_ok || what == frame_kind::refused;
  case connection_stage::established: return what == frame_kind::ping || what == frame_kind::data;
  case connection_stage::opening:
  case connection_stage::claiming:
  case connection_stage::offered:
  case connection_stage::ended: break;
  }
  return false;
}

constexpr unsigned bit(lane on) { return 1u << static_cast<unsigned>(on); }

/// The lanes on which nodes send frames of a channel, as bits.
unsigned lanes_of_nodes(channel what) {
  switch (what) {
  case channel::consensus: return bit(lane::system) | bit(lane::bulk); // snapshots are bulky
  case channel::founding:
  case channel::joining:
  case channel::session:
  case channel::proposal: return bit(lane::system);
  case channel::entity:
  case channel::entity_reply: return bit(lane::data);
  case channel::admin: break;
  }
  return 0;
}

/// Null if there is none.
const question_kind* kind_of(std::string_view question) {
  auto* known = std::find_if(std::begin(question_kinds), std::end(question_kinds),
                             [&](auto& each) { return each.verb == verb_of(question); });
  return known == std::end(question_kinds) ? nullptr : known;
}

verdict taken_if(bool lawful) { return lawful ? verdict::taken : verdict::violation; }

} // namespace

verdict judge_frame(dial_side ours, connection_stage at, frame_kind what) {
  return taken_if(ours == dial_side::accepted ? dialing_side_may_say(at, what)
                                              : accepting_side_may_say(at, what));
}

verdict judge_lane(peer_role from, lane on) {
  return taken_if(from == peer_role::node || on == lane::data);
}

verdict judge_data(peer_role from, lane on, std::uint8_t number) {
  auto what = static_cast<channel>(number);
  if (from != peer_role::node) return taken_if(what == channel::admin && on == lane::data);
  if (number == 0 || number > channel_last) return verdict::ignored; // of a later release
  return taken_if((lanes_of_nodes(what) & bit(on)) != 0);
}

verdict judge_question(peer_role from, std::string_view question) {
  if (from == peer_role::node) return verdict::violation;
  auto* known = kind_of(question);
  if (from == peer_role::admin) return known == nullptr ? verdict::ignored : verdict::taken;
  return taken_if(known != nullptr && known->reads);
}

bool only_reads(std::string_view question) {
  auto* known = kind_of(question);
  return known != nullptr && known->reads;
}

bool may_be_sent_to(peer_role to, std::uint8_t number) {
  return to == peer_role::node || number == static_cast<std::uint8_t>(channel::admin) ||
         number > channel_last;
}

std::string_view verb_of(std::string_view question) {
  return question.substr(0, question.find(' '));
}

std::string_view rest_of(std::string_view question) {
  auto at = question.find_first_not_of(' ', verb_of(question).size());
  return at == std::string_view::npos ? std::string_view{} : question.substr(at);
}

} // namespace ringleader::net
