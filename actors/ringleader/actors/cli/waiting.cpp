// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/cli/asking.hpp>
#include <ringleader/actors/cli/complaints.hpp>
#include <ringleader/actors/cli/waiting.hpp>
#include <ringleader/base/time.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

namespace ringleader {

namespace {

using nlohmann::json;
using wall_clock = std::chrono::steady_clock;

constexpr auto between_questions = std::chrono::milliseconds{200};
constexpr duration longest = std::chrono::hours{24};

std::string missing_of_up(const json& all) {
  auto self = all.at("answered_by").get<std::string>();
  for (auto& m : all.at("members"))
    if (m.at("name") == self && m.at("state") == "up" && m.at("session") != 0) return "";
  return "the node " + self + " is not up";
}

std::string missing_of_balance(const json& all) {
  if (auto why = missing_of_up(all); !why.empty()) return why;
  if (all.at("partitions").at("balanced").get<bool>()) return "";
  return "partitions are still to be given to their members";
}

std::string missing_of_voters(const json& all) {
  if (all.at("control").at("leader") == "") return "there is no control leader";
  auto& missing = all.at("control").at("voters_missing");
  if (missing.empty()) return "";
  return "a voter is missing: " + missing.front().get<std::string>();
}

} // namespace

std::optional<std::string> missing_in(const std::string& status, const std::string& what) {
  auto look = what == "up"         ? missing_of_up
              : what == "balanced" ? missing_of_balance
              : what == "voters"   ? missing_of_voters
                                   : nullptr;
  if (look == nullptr) return std::nullopt;
  auto all = json::parse(status, nullptr, false);
  try {
    if (all.is_object() && !all.contains("error")) return look(all);
  } catch (const json::exception&) {}
  return "the node answers what this release does not expect";
}

int wait_command(const parsed_options& parsed) {
  auto& words = parsed.arguments;
  if (!missing_in("{}", words.front()))
    return misused("wait takes up, balanced or voters, not '" + words.front() + "'");
  duration patience = std::chrono::minutes{1};
  if (words.size() > 1) {
    if (!parse_duration(words[1], patience) || patience < duration::zero() || patience > longest)
      return misused("wait takes a time of 0s to 24h, such as 30s, not '" + words[1] + "'");
  }
  auto until = wall_clock::now() + patience;
  for (;;) {
    auto status = question(parsed.node, "status");
    auto missing = status ? *missing_in(*status, words.front())
                          : "no answer from " + to_string(asked_at(parsed.node)) + ": " +
                              to_string(status.error());
    if (missing.empty()) return 0;
    if (wall_clock::now() >= until) {
      std::cerr << "ringleader: " << words.front() << " does not hold after " << to_string(patience)
                << ": " << missing << std::endl;
      return 1;
    }
    std::this_thread::sleep_for(between_questions);
  }
}

} // namespace ringleader
