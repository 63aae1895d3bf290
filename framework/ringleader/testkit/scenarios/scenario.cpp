// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ringleader::testkit {

namespace {

// One block of a file. `lead` keeps comments and blank lines, so that a rewrite keeps them too.
struct block {
  std::string lead;
  std::vector<std::string> commands;
  std::vector<int> lines;
  std::string expected;
};

std::string trimmed(const std::string& text) {
  auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Fills `blocks`; returns what stands after the last block.
std::string parse_file(std::istream& in, const std::string& path, std::vector<block>& blocks) {
  block current;
  std::string line;
  bool in_output = false;
  int number = 0;
  auto finish = [&] {
    blocks.push_back(std::move(current));
    current = {};
    in_output = false;
  };
  while (std::getline(in, line)) {
    ++number;
    auto text = trimmed(line);
    if (in_output) {
      if (text.empty())
        finish();
      else
        current.expected += line + '\n';
    } else if (text == "----") {
      if (current.commands.empty())
        throw scenario_error(path + ":" + std::to_string(number) + ": no command before ----");
      in_output = true;
    } else if (text.empty() || text[0] == '#') {
      if (!current.commands.empty() && text.empty())
        throw scenario_error(path + ":" + std::to_string(number) + ": commands without ----");
      current.lead += line + '\n';
    } else {
      current.commands.push_back(text);
      current.lines.push_back(number);
    }
  }
  if (in_output) finish();
  if (!current.commands.empty()) throw scenario_error(path + ": commands without ---- at the end");
  return current.lead;
}

std::string run_block(const block& b, const std::string& path, const command_handler& run) {
  std::string output;
  for (std::size_t i = 0; i < b.commands.size(); ++i) {
    try {
      output += run(parse_command(b.commands[i], path + ":" + std::to_string(b.lines[i])));
    } catch (const scenario_error& wrong) {
      output += std::string("error: ") + wrong.what();
    }
    if (!output.empty() && output.back() != '\n') output += '\n';
  }
  // A blank line would end the block when the file is read back.
  for (auto at = output.find("\n\n"); at != std::string::npos; at = output.find("\n\n", at))
    output.erase(at, 1);
  return output[0] == '\n' ? output.substr(1) : output;
}

} // namespace

const std::string& command::word(std::size_t i) const {
  if (i >= words.size())
    throw scenario_error(name + " needs " + std::to_string(i + 1) + " or more words");
  return words[i];
}

std::string command::words_from(std::size_t i) const {
  std::string text;
  for (; i < words.size(); ++i) text += (text.empty() ? "" : " ") + words[i];
  return text;
}

const std::string& command::option(const std::string& key) const {
  auto found = options.find(key);
  if (found == options.end()) throw scenario_error(name + " needs " + key + "=...");
  return found->second;
}

std::string command::option(const std::string& key, const std::string& fallback) const {
  auto found = options.find(key);
  return found == options.end() ? fallback : found->second;
}

std::uint64_t command::number(const std::string& key) const { return parse_number(option(key)); }

std::uint64_t command::number(const std::string& key, std::uint64_t fallback) const {
  return has(key) ? number(key) : fallback;
}

duration command::time(const std::string& key) const { return parse_time(option(key)); }

std::uint64_t parse_number(const std::string& text) {
  if (text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != std::string::npos)
    throw scenario_error("'" + text + "' is no number");
  return std::strtoull(text.c_str(), nullptr, 10);
}

duration parse_time(const std::string& text) {
  duration d{};
  if (!parse_duration(text, d)) throw scenario_error("'" + text + "' is no duration");
  return d;
}

command parse_command(const std::string& line, const std::string& where) {
  command result;
  result.where = where;
  std::size_t at = 0;
  bool first = true;
  while ((at = line.find_first_not_of(" \t", at)) != std::string::npos) {
    std::string text;
    std::size_t equals = std::string::npos;
    for (bool quoted = false; at < line.size(); ++at) {
      auto c = line[at];
      if (c == '"') {
        quoted = !quoted;
        continue;
      }
      if (!quoted && (c == ' ' || c == '\t')) break;
      if (!quoted && c == '=' && equals == std::string::npos && !text.empty()) equals = text.size();
      text += c;
    }
    if (first)
      result.name = text;
    else if (equals != std::string::npos)
      result.options[text.substr(0, equals)] = text.substr(equals + 1);
    else
      result.words.push_back(text);
    first = false;
  }
  return result;
}

std::string run_scenario(const std::string& path, const command_handler& run) {
  std::ifstream in(path);
  if (!in) return path + ": cannot be read\n";
  std::vector<block> blocks;
  std::string tail;
  try {
    tail = parse_file(in, path, blocks);
  } catch (const scenario_error& wrong) {
    return std::string(wrong.what()) + '\n';
  }
  if (blocks.empty()) return path + ": holds no command\n";
  const char* flag = std::getenv("RINGLEADER_SCENARIO_REWRITE");
  bool rewrite = flag != nullptr && std::string(flag) == "1";
  std::string report;
  std::string rewritten;
  for (auto& b : blocks) {
    auto actual = run_block(b, path, run);
    rewritten += b.lead;
    for (auto& c : b.commands) rewritten += c + '\n';
    rewritten += "----\n" + actual + '\n';
    if (actual == b.expected) continue;
    report += path + ":" + std::to_string(b.lines.front()) + ":\n";
    for (auto& c : b.commands) report += "  " + c + '\n';
    report += "expected:\n" + b.expected + "actual:\n" + actual;
  }
  if (!rewrite) return report;
  rewritten += tail;
  // No blank line at the end of the file.
  while (rewritten.size() > 1 && rewritten.compare(rewritten.size() - 2, 2, "\n\n") == 0)
    rewritten.pop_back();
  in.close();
  std::ofstream out(path, std::ios::trunc);
  out << rewritten;
  out.close();
  return out ? "" : path + ": cannot be written\n";
}

std::vector<std::string> scenario_files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code none;
  for (auto& file : std::filesystem::directory_iterator(folder, none))
    if (file.path().extension() == ".txt") files.push_back(file.path().string());
  if (files.empty()) throw scenario_error(folder + ": holds no scenario");
  std::sort(files.begin(), files.end());
  return files;
}

} // namespace ringleader::testkit
