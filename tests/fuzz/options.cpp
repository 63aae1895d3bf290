// SPDX-License-Identifier: BSD-3-Clause
// Any command line: it is refused with one line that says what to do, or every machine takes what
// comes of it.
#include "input.hpp"

#include <ringleader/base/expects.hpp>
#include <ringleader/options/configure.hpp>
#include <ringleader/options/option_table.hpp>
#include <ringleader/options/options.hpp>

using namespace ringleader;

namespace {

std::string text_of(const bytes& raw) {
  std::string text(as_view(raw));
  text.erase(std::remove(text.begin(), text.end(), '\0'), text.end()); // no argument has any
  return text;
}

std::string value(fuzz_input& in) {
  static const std::vector<std::string> units{"",  "ns", "us",  "ms",  "s",
                                              "m", "h",  "KiB", "MiB", "GiB"};
  switch (in.byte() % 5) {
  case 0: return text_of(in.piece());
  case 1: return "127.0.0.1:" + std::to_string(in.extreme());
  case 2:
    return std::to_string(static_cast<std::int64_t>(in.extreme())) +
           units[in.byte() % units.size()];
  case 3:
    return std::to_string(in.byte()) + '.' + std::to_string(in.byte()) +
           units[in.byte() % units.size()];
  default: return std::to_string(in.byte()) + units[in.byte() % units.size()];
  }
}

/// A file that it names could be any: also one that never ends.
bool names_a_file(const std::string& word) { return word.find("--o") == 0; }

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_input in{data, size};
  const auto& table = option_table();
  std::vector<std::string> words;
  std::map<std::string, std::string> environment;
  while (!in.empty() && words.size() < 40) {
    auto& row = table[in.byte() % table.size()];
    switch (in.byte() % 8) {
    case 0: words.push_back(text_of(in.piece())); break;
    case 1: environment[environment_name(row.name)] = value(in); break;
    case 2: words.push_back("--" + row.name); break;
    default:
      words.push_back("--" + row.name);
      if (!row.is_flag()) words.push_back(value(in));
    }
    if (!words.empty() && names_a_file(words.back())) words.pop_back();
  }
  auto parsed = parse_node_options(words, environment);
  auto one_line = [](const failure& why) {
    EXPECTS(why.code == errc::invalid_option && !why.message.empty());
  };
  if (!parsed) {
    one_line(parsed.error());
    return 0;
  }
  if (parsed->help || parsed->version) return 0;
  auto all = configure(parsed->node, node_identity{store_id{1}, "a", {"127.0.0.1", 1}});
  if (!all) {
    one_line(all.error());
    return 0;
  }
  EXPECTS(all->control.own.validate().ok() &&
          all->control.raft.election_timeout > duration::zero());
  return 0;
}
