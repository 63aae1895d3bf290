// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/planted_fault.hpp>

namespace ringleader::testkit {

std::string to_string(planted_fault fault) {
  switch (fault) {
  case planted_fault::none: return "none";
  case planted_fault::disk_forgets_records: return "disk_forgets_records";
  case planted_fault::disk_forgets_vote: return "disk_forgets_vote";
  case planted_fault::disk_answers_early: return "disk_answers_early";
  case planted_fault::votes_forged: return "votes_forged";
  case planted_fault::entries_swapped: return "entries_swapped";
  case planted_fault::confirmations_forged: return "confirmations_forged";
  case planted_fault::commits_doubled: return "commits_doubled";
  case planted_fault::reads_unconfirmed: return "reads_unconfirmed";
  case planted_fault::clocks_astray: return "clocks_astray";
  case planted_fault::snapshots_ahead: return "snapshots_ahead";
  case planted_fault::answers_early: return "answers_early";
  case planted_fault::repeats_unknown: return "repeats_unknown";
  case planted_fault::link_never_mended: return "link_never_mended";
  }
  return "unknown";
}

std::optional<planted_fault> parse_planted_fault(const std::string& text) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(last_planted_fault); ++i)
    if (auto fault = static_cast<planted_fault>(i); to_string(fault) == text) return fault;
  return std::nullopt;
}

} // namespace ringleader::testkit
