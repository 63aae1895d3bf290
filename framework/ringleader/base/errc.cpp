// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/errc.hpp>

namespace ringleader {

std::string to_string(errc code) {
  switch (code) {
  case errc::none: return "none";
  case errc::outcome_unknown: return "outcome_unknown";
  case errc::overloaded: return "overloaded";
  case errc::not_owner: return "not_owner";
  case errc::not_leader: return "not_leader";
  case errc::no_quorum: return "no_quorum";
  case errc::stopping: return "stopping";
  case errc::expired_before_send: return "expired_before_send";
  case errc::unknown_session: return "unknown_session";
  case errc::sequence_reused: return "sequence_reused";
  case errc::sequence_too_old: return "sequence_too_old";
  case errc::refused: return "refused";
  case errc::not_holder: return "not_holder";
  case errc::lock_busy: return "lock_busy";
  case errc::lease_lost: return "lease_lost";
  case errc::incompatible_type: return "incompatible_type";
  case errc::unknown_type: return "unknown_type";
  case errc::unknown_message: return "unknown_message";
  case errc::malformed: return "malformed";
  case errc::invalid_option: return "invalid_option";
  case errc::address_in_use: return "address_in_use";
  case errc::unreachable: return "unreachable";
  case errc::foreign_cluster: return "foreign_cluster";
  case errc::directory_in_use: return "directory_in_use";
  case errc::newer_format: return "newer_format";
  case errc::corrupt: return "corrupt";
  case errc::disk_full: return "disk_full";
  case errc::io_error: return "io_error";
  case errc::not_found: return "not_found";
  case errc::entity_failed: return "entity_failed";
  case errc::deadlock: return "deadlock";
  case errc::entity_refused: return "entity_refused";
  case errc::entity_unavailable: return "entity_unavailable";
  }
  return "errc(" + std::to_string(static_cast<int>(code)) + ")";
}

bool may_have_happened(errc code) {
  return code == errc::outcome_unknown || code == errc::entity_failed;
}

} // namespace ringleader
