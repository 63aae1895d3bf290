// SPDX-License-Identifier: BSD-3-Clause
/// errc: every operating error that a user of the framework can see. Bugs are EXPECTS, not codes.
/// Only outcome_unknown and entity_failed leave open whether the request took effect; every other
/// code means that nothing happened, so sending again is safe.
#pragma once

#include <cstdint>
#include <string>

namespace ringleader {

enum class errc : std::uint8_t {
  none = 0,
  /// Sent and not answered: it may have happened. Check, or resend only what is idempotent.
  outcome_unknown,
  /// A bounded buffer is full. Back off, then try again.
  overloaded,
  /// The node asked does not own the partition and the router could not find who does.
  not_owner,
  /// The node asked is not the control leader.
  not_leader,
  /// No majority of voters answers: nothing can be agreed on now.
  no_quorum,
  /// The node is leaving or its actor is being rebuilt.
  stopping,
  /// The deadline passed before the message left this node, or before its turn came in the mailbox
  /// of the entity: nothing happened.
  expired_before_send,
  /// The session ended or was never opened.
  unknown_session,
  /// The same sequence number came with another command.
  sequence_reused,
  /// The sequence number lies below what the proposer said it had seen answered.
  sequence_too_old,
  /// The cluster refused the request; the message says why.
  refused,
  /// The caller does not hold what it wants to release, extend or resign.
  not_holder,
  /// Somebody else holds the lock and the caller did not want to wait longer.
  lock_busy,
  /// The lease ended before the work did.
  lease_lost,
  /// Both sides know the message, but with other fields: the message says which.
  incompatible_type,
  /// No node of the cluster hosts the entity type.
  unknown_type,
  /// Bytes that do not decode as what they claim to be.
  malformed,
  /// A flag, an environment variable or a line of the options file is wrong.
  invalid_option,
  /// The listen address is taken by another process.
  address_in_use,
  /// The peer could not be reached within the deadline.
  unreachable,
  /// The data directory or the peer belongs to another cluster.
  foreign_cluster,
  /// Another process holds the data directory.
  directory_in_use,
  /// The data directory was written by a newer release.
  newer_format,
  /// The data directory is damaged.
  corrupt,
  /// No space left where the data directory lives.
  disk_full,
  /// The operating system reported an error; the message says which.
  io_error,
  /// There is nothing under that name.
  not_found,
  /// The entity failed while it handled the message, which may have happened in part.
  entity_failed,
  /// The caller would wait for ever: it holds what those hold up that it would wait for. Release
  /// first what stands in the message, or acquire all of it at once.
  deadlock,
  /// The entity handled the message and refused it: its own words and its own reason. What the
  /// message asked for did not happen.
  entity_refused,
  /// The entity failed, or could not be started, before the message's turn came. Try again after
  /// a pause.
  entity_unavailable,
  /// The node that owns the key hosts the entity type, but knows no such message: it runs an older
  /// or a newer version of the application. See docs/messages.md.
  unknown_message,
};

/// The enumerator's name: "outcome_unknown".
std::string to_string(errc code);

/// True where the request may have taken effect although it was not answered with success.
bool may_have_happened(errc code);

} // namespace ringleader
