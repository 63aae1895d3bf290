// SPDX-License-Identifier: BSD-3-Clause
/// recorded: what nodes wrote to the ledger and to the pulse file, as the outside world saw it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ringleader {

/// An add that an entity applied.
struct ledger_line {
  std::string key;
  std::int64_t amount = 0;
  std::string node;
  std::uint64_t epoch = 0;
  std::uint64_t activation = 0;
  long long milliseconds = 0;
};

/// A beat of the singleton.
struct pulse_line {
  std::string node;
  std::uint64_t term = 0;
  long long milliseconds = 0;
};

std::vector<ledger_line> read_ledger(const std::string& path);
std::vector<pulse_line> read_pulse(const std::string& path);

/// How often the ledger has this add.
int applied(const std::vector<ledger_line>& lines, const std::string& key, std::int64_t amount);

/// The first two lines of which the later one has the smaller epoch or term, or the same one on
/// another node; empty if there are none. The ledger is judged key by key.
std::string disorder(const std::vector<ledger_line>& lines);
std::string disorder(const std::vector<pulse_line>& lines);

} // namespace ringleader
