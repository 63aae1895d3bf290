// SPDX-License-Identifier: BSD-3-Clause
#include "recorded.hpp"

#include "temp_directory.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace ringleader {

namespace {

std::string disorder_of(std::uint64_t before, const std::string& node_before, std::uint64_t after,
                        const std::string& node_after) {
  if (after > before || (after == before && node_before == node_after)) return {};
  return std::to_string(before) + " on " + node_before + ", then " + std::to_string(after) +
         " on " + node_after;
}

} // namespace

std::vector<ledger_line> read_ledger(const std::string& path) {
  std::istringstream in{read_text(path)};
  std::vector<ledger_line> lines;
  for (ledger_line l;
       in >> l.key >> l.amount >> l.node >> l.epoch >> l.activation >> l.milliseconds;)
    lines.push_back(l);
  return lines;
}

std::vector<pulse_line> read_pulse(const std::string& path) {
  std::istringstream in{read_text(path)};
  std::vector<pulse_line> lines;
  for (pulse_line l; in >> l.node >> l.term >> l.milliseconds;) lines.push_back(l);
  return lines;
}

int applied(const std::vector<ledger_line>& lines, const std::string& key, std::int64_t amount) {
  return static_cast<int>(std::count_if(lines.begin(), lines.end(), [&](const ledger_line& l) {
    return l.key == key && l.amount == amount;
  }));
}

std::string disorder(const std::vector<ledger_line>& lines) {
  std::map<std::string, ledger_line> last;
  for (auto& l : lines) {
    auto before = last.find(l.key);
    if (before != last.end()) {
      auto& b = before->second;
      auto wrong = disorder_of(b.epoch, b.node, l.epoch, l.node);
      if (!wrong.empty()) return l.key + ": epoch " + wrong;
    }
    last[l.key] = l;
  }
  return {};
}

std::string disorder(const std::vector<pulse_line>& lines) {
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto &b = lines[i - 1], &l = lines[i];
    auto wrong = disorder_of(b.term, b.node, l.term, l.node);
    if (!wrong.empty()) return "term " + wrong;
  }
  return {};
}

} // namespace ringleader
