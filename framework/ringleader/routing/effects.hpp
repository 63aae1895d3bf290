// SPDX-License-Identifier: BSD-3-Clause
/// What a routing machine wants done.
#pragma once

#include <ringleader/routing/events.hpp>

#include <map>
#include <vector>

namespace ringleader::routing {

/// Hand the message to the host of this node; answered with handed_over, and none ends it here: the
/// host answers the asker.
struct deliver_here {
  message_id id;
  partition_id partition;
  partition_epoch epoch;
  instant deadline;
};
/// Send the message to that node; answered with handed_over. number: under which its answer comes
/// back; none where nobody waits for one, and then handed_over ends it.
struct send_to {
  message_id id;
  std::uint64_t number = 0;
  store_id to;
  partition_epoch epoch;
  duration remaining{};
};
/// Say how many bytes the message has, which waits from now on; answered with weighed.
struct weigh {
  message_id id;
};
/// Give the asker what the last answered event came with. Ends the message.
struct answer {
  message_id id;
};

/// Why a message ends without an answer of its entity.
enum class cause : std::uint8_t {
  stash_full,
  too_many_pending,
  way_refused,
  no_owner,
  no_leader,
  peer_lost,
  no_answer,
  overtaken,
  pending_at_stop,
  waiting_at_stop,
  too_large,
};

/// A sentence for the asker.
const char* text_of(cause why);

/// Tell the asker, if there is one. Ends the message.
struct fail {
  message_id id;
  errc code = errc::none;
  cause why = cause::stash_full;
};
/// The host serves these partitions under these epochs, finishes and reports those to drain, and no
/// others. Whole each time: nothing is told by what changed.
struct assignment {
  session_id session;
  std::map<partition_id, partition_epoch> serve;
  std::map<partition_id, partition_epoch> drain;
};
/// Agree that nothing of the partition runs here any more; answered with report_concluded.
struct report_drained {
  partition_id partition;
  partition_epoch epoch;
  log_index move;
};

using effect = std::variant<deliver_here, send_to, weigh, answer, fail, assignment, report_drained>;
using effects = std::vector<effect>;

bool operator==(const deliver_here& a, const deliver_here& b);
bool operator==(const send_to& a, const send_to& b);
bool operator==(const weigh& a, const weigh& b);
bool operator==(const answer& a, const answer& b);
bool operator==(const fail& a, const fail& b);
bool operator==(const assignment& a, const assignment& b);
bool operator==(const report_drained& a, const report_drained& b);

std::string to_string(const effect& what);

} // namespace ringleader::routing
