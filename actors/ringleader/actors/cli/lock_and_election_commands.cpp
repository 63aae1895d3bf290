// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/cli/asking.hpp>
#include <ringleader/actors/cli/complaints.hpp>
#include <ringleader/actors/cli/lock_and_election_commands.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <iostream>

namespace ringleader {

namespace {

using nlohmann::json;

/// What `print` makes of an answer that is one of ours.
template <class Print> result<std::string> readable(const std::string& text, Print print) {
  auto wrong = failure{errc::malformed, "the node's answer is not what this release expects"};
  auto all = json::parse(text, nullptr, false);
  if (!all.is_object()) return wrong;
  try {
    if (all.contains("error")) return failure{errc::refused, all["error"].get<std::string>()};
    return print(all);
  } catch (const json::exception&) {
    return wrong;
  }
}

std::string seconds_of(const json& milliseconds) {
  return fmt::format("{:.1f}s", static_cast<double>(milliseconds.get<std::int64_t>()) / 1000);
}

std::string party(const json& who) {
  auto node = who.at("node").get<std::string>();
  if (node.empty()) node = fmt::format("session {}", who.at("session").get<std::uint64_t>());
  return fmt::format("{} ({})", node, who.at("owner").get<std::string>());
}

std::string mode_of(const json& one) {
  auto mode = one.at("mode").get<std::string>();
  return one.contains("permits") ? fmt::format("{} {}", one["permits"].get<int>(), mode) : mode;
}

std::string holder(const json& h) {
  auto token = fmt::format("token={}", h.at("token").get<std::uint64_t>());
  auto left = h.contains("left_ms") ? " left=" + seconds_of(h["left_ms"]) : std::string{};
  if (h.at("withheld").get<bool>()) return "nobody, withheld after a loss " + token + left;
  auto times = h.contains("times") ? fmt::format(" times={}", h["times"].get<int>()) : "";
  return fmt::format("{} {} {}{}{}", party(h), mode_of(h), token, times, left);
}

bool is_number(const std::string& word) {
  return !word.empty() && word.size() < 20 && std::all_of(word.begin(), word.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

} // namespace

result<std::string> locks_text(const std::string& text) {
  return readable(text, [](const json& all) {
    auto out = fmt::format("{:<32} {:>7} {:>7}  {}\n", "LOCK", "HOLDERS", "WAITERS", "HELD BY");
    for (const auto& l : all.at("locks"))
      out += fmt::format("{:<32} {:>7} {:>7}  {}\n", l.at("name").get<std::string>(),
                         l.at("holders").get<int>(), l.at("waiters").get<int>(),
                         l.contains("first") ? holder(l["first"]) : "nobody");
    if (all.at("more").get<bool>()) out += "and more; give a longer PREFIX*\n";
    return out;
  });
}

result<std::string> lock_text(const std::string& text) {
  return readable(text, [](const json& all) {
    auto out = all.at("name").get<std::string>();
    if (all.contains("capacity"))
      out += fmt::format(", {} permits", all["capacity"].get<std::uint32_t>());
    out += all.at("holders").empty() ? "\n  free\n" : "\n";
    for (const auto& h : all.at("holders")) out += "  held by " + holder(h) + "\n";
    std::size_t place = 0;
    for (const auto& w : all.at("waiters")) {
      out += fmt::format("  {:>3}. {} {}", ++place, party(w), mode_of(w));
      if (w.at("names").get<int>() > 1)
        out += fmt::format(" with {} other names", w["names"].get<int>() - 1);
      const char* separator = " waits for ";
      for (const auto& before : w.at("waits_for")) {
        out += separator + party(before);
        separator = ", ";
      }
      if (w.at("more").get<int>() > 0) out += fmt::format(" and {} more", w["more"].get<int>());
      out += "\n";
    }
    return out;
  });
}

result<std::string> elections_text(const std::string& text) {
  return readable(text, [](const json& all) {
    auto out = fmt::format("{:<32} {:<20} {:>8} {:>10}  {}\n", "ELECTION", "WINNER", "TERM",
                           "CANDIDATES", "POLICY");
    for (const auto& e : all.at("elections")) {
      auto winner = e.at("winner").get<std::string>();
      out += fmt::format("{:<32} {:<20} {:>8} {:>10}  {}\n", e.at("name").get<std::string>(),
                         winner.empty() ? "none" : winner, e.at("term").get<std::uint64_t>(),
                         e.at("candidates").get<int>(), e.at("policy").get<std::string>());
    }
    return out;
  });
}

result<std::string> election_text(const std::string& text) {
  return readable(text, [](const json& all) {
    auto out =
      fmt::format("{} by {}, term {}\n", all.at("name").get<std::string>(),
                  all.at("policy").get<std::string>(), all.at("term").get<std::uint64_t>());
    for (const auto& c : all.at("candidates")) {
      out += fmt::format("  {} {} weight={}", c.at("wins").get<bool>() ? "*" : " ",
                         c.at("node").get<std::string>(), c.at("weight").get<std::uint32_t>());
      if (c.contains("votes")) out += fmt::format(" votes={}", c["votes"].get<std::uint64_t>());
      if (c["wins"].get<bool>()) out += " leading for " + seconds_of(all.at("leading_ms"));
      out += "\n";
    }
    if (all.contains("due_in_ms")) out += "decided anew in " + seconds_of(all["due_in_ms"]) + "\n";
    return out;
  });
}

int locks_command(const parsed_options& parsed) {
  if (parsed.arguments.empty()) return show_answer(parsed, "locks", locks_text);
  auto name = parsed.arguments.front();
  if (!name.empty() && name.back() == '*') {
    name.pop_back();
    return show_answer(parsed, "locks " + name, locks_text);
  }
  return show_answer(parsed, "lock " + name, lock_text);
}

int force_release_command(const parsed_options& parsed) {
  const auto& words = parsed.arguments;
  if (!is_number(words[1]))
    return misused("force-release takes NAME, TOKEN (a number, see `locks NAME`) and REASON");
  json order{{"name", words[0]}, {"token", std::stoull(words[1])}, {"reason", words[2]}};
  return tell_node(parsed.node,
                   "force-release " + order.dump(-1, ' ', false, json::error_handler_t::replace),
                   "released ", "released");
}

int elections_command(const parsed_options& parsed) {
  if (parsed.arguments.empty()) return show_answer(parsed, "elections", elections_text);
  return show_answer(parsed, "election " + parsed.arguments.front(), election_text);
}

} // namespace ringleader
