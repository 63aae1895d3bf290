// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/cli/asking.hpp>
#include <ringleader/actors/cli/status.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iostream>

namespace ringleader {

namespace {

using nlohmann::json;

void print_members(std::string& out, const json& all) {
  out += fmt::format("{:<20} {:<8} {:<22} {:>5} {:>10} {:>7}  {}\n", "MEMBER", "STATE", "ENDPOINT",
                     "START", "PARTITIONS", "WEIGHT", "ZONE");
  for (auto& m : all.at("members"))
    out += fmt::format("{:<20} {:<8} {:<22} {:>5} {:>10} {:>7.3f}  {}\n",
                       m.at("name").get<std::string>(), m.at("state").get<std::string>(),
                       m.at("endpoint").get<std::string>(), m.at("incarnation").get<int>(),
                       m.at("partitions").get<int>(), m.at("weight").get<double>() / 1000,
                       m.at("zone").get<std::string>());
}

void print_grants(std::string& out, const json& all) {
  auto& locks = all.at("locks");
  out += fmt::format("locks      {}\n", locks.size());
  for (auto& l : locks)
    out += fmt::format("  {:<24} held by {} token={} waiters={}\n", l.at("name").get<std::string>(),
                       l.at("node").get<std::string>(), l.at("token").get<std::uint64_t>(),
                       l.at("waiters").get<int>());
  auto& elections = all.at("elections");
  out += fmt::format("elections  {}\n", elections.size());
  for (auto& e : elections)
    out += fmt::format("  {:<24} won by {} term={} candidates={}\n",
                       e.at("name").get<std::string>(), e.at("winner").get<std::string>(),
                       e.at("term").get<std::uint64_t>(), e.at("candidates").get<int>());
}

/// Where the member of that name answers.
result<endpoint> endpoint_of(const std::string& status, const std::string& name) {
  auto all = json::parse(status, nullptr, false);
  try {
    for (auto& m : all.at("members"))
      if (m.at("name") == name && m.at("session") != 0)
        if (auto at = parse_endpoint(m.at("endpoint").get<std::string>())) return *at;
  } catch (const json::exception&) {}
  return {errc::not_found, "no member that is up is called '" + name + "'; see status"};
}

void print_voters(std::string& out, const json& control) {
  auto names = [](const json& list) {
    std::string text;
    for (auto& name : list) text += (text.empty() ? "" : ", ") + name.get<std::string>();
    return text;
  };
  out += fmt::format("voters     {}\n", names(control.at("voter_names")));
  auto& missing = control.at("voters_missing");
  if (missing.empty()) return;
  out +=
    fmt::format("           missing: {}. Stop no other node until they are back\n", names(missing));
}

/// Nothing where nothing was dropped, as on most days.
void print_dropped(std::string& out, const json& dropped) {
  std::string kinds;
  for (auto& [kind, count] : dropped.items())
    if (count != 0) kinds += fmt::format(" {}={}", kind, count.get<std::uint64_t>());
  if (!kinds.empty())
    out += fmt::format("dropped   {}\n           Other nodes sent what no node should: see "
                       "docs/security.md\n",
                       kinds);
}

} // namespace

result<std::string> status_text(const std::string& text) {
  auto all = json::parse(text, nullptr, false);
  auto wrong = failure{errc::malformed, "the node's answer is not what this release expects"};
  if (all.is_discarded() || !all.is_object()) return wrong;
  if (all.contains("error")) return failure{errc::refused, all["error"].dump()};
  try {
    auto& control = all.at("control");
    auto& partitions = all.at("partitions");
    auto leader = control.at("leader").get<std::string>();
    std::string out;
    out += fmt::format("cluster    {} {}\n", all.at("cluster").at("name").get<std::string>(),
                       all.at("cluster").at("id").get<std::string>());
    out += fmt::format("control    leader={} term={} commit={} voters={} learners={}\n",
                       leader.empty() ? "none (no quorum)" : leader,
                       control.at("term").get<std::uint64_t>(),
                       control.at("commit_index").get<std::uint64_t>(), control.at("voters").size(),
                       control.at("learners").size());
    print_voters(out, control);
    print_dropped(out, control.at("dropped"));
    out += fmt::format(
      "partitions {} version={} ownerless={} moves={} balanced={}\n",
      partitions.at("count").get<std::uint64_t>(), partitions.at("version").get<std::uint64_t>(),
      partitions.at("ownerless").get<std::uint64_t>(), partitions.at("moves").size(),
      partitions.at("balanced").get<bool>() ? "yes" : "no");
    print_members(out, all);
    print_grants(out, all);
    return out;
  } catch (const json::exception&) {
    return wrong;
  }
}

int status_command(const parsed_options& parsed) {
  return show_answer(parsed, "status", status_text);
}

int log_level_command(const parsed_options& parsed) {
  return tell_node(parsed.node, "log-level " + parsed.arguments.front(),
                   "log levels: ", "log_level");
}

int leave_command(const parsed_options& parsed) {
  if (parsed.arguments.empty()) return tell_node(parsed.node, "leave", "leaving: ", "leaving");
  auto& name = parsed.arguments.front();
  auto status = ask_node(parsed.node, "status");
  if (!status) return 1;
  auto at = endpoint_of(*status, name);
  if (!at) {
    std::cerr << "ringleader: " << at.error().message << std::endl;
    return 1;
  }
  auto there = parsed.node;
  there.at = *at;
  return tell_node(there, "leave", "leaving: ", "leaving");
}

int transfer_leadership_command(const parsed_options& parsed) {
  auto to = parsed.arguments.empty() ? std::string{} : " " + parsed.arguments.front();
  return tell_node(parsed.node, "transfer-leadership" + to,
                   "the control leadership was handed over");
}

} // namespace ringleader
