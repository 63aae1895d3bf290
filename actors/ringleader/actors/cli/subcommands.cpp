// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/cli/admin.hpp>
#include <ringleader/actors/cli/complaints.hpp>
#include <ringleader/actors/cli/lock_and_election_commands.hpp>
#include <ringleader/actors/cli/status.hpp>
#include <ringleader/actors/cli/subcommands.hpp>
#include <ringleader/actors/cli/waiting.hpp>

#include <fmt/format.h>

#include <iostream>

namespace ringleader {

namespace {

struct subcommand {
  const char* name;
  const char* words; // as in a usage line
  std::size_t least; // words
  std::size_t most;
  const char* text;
  const char* options; // those that it needs
  int (*run)(const parsed_options&);
};

constexpr auto ask_at =
  "--at HOST:PORT names the node that is asked; with TLS it needs a certificate.";

constexpr subcommand all_subcommands[] = {
  {"status", "", 0, 0, "Prints the cluster as the node has it: members, voters, partitions, locks.",
   ask_at, status_command},
  {"wait", "up|balanced|voters [TIME]", 1, 2,
   "Waits, 1m unless TIME says otherwise, until the node is a member and up; until every member "
   "has its share of the partitions and none moves; or until every voter is up, so that another "
   "node may be stopped. Status 1 if the time runs out.",
   ask_at, wait_command},
  {"locks", "[NAME|PREFIX*]", 0, 1, "Prints who holds which locks, or one lock with its queue.",
   ask_at, locks_command},
  {"elections", "[NAME]", 0, 1, "Prints winners and terms, or one election with its candidates.",
   ask_at, elections_command},
  {"force-release", "NAME TOKEN REASON", 3, 3,
   "Takes the lock from the holder of that token (see locks NAME).", ask_at, force_release_command},
  {"log-level", "LEVELS", 1, 1, "Changes what the node logs, as --log-level does: info,raft=debug.",
   ask_at, log_level_command},
  {"transfer-leadership", "[NAME]", 0, 1,
   "The control leader that --at names hands its role over, to that voter or to the best.", ask_at,
   transfer_leadership_command},
  {"leave", "[NAME]", 0, 1,
   "The node of that name, or the one that --at names, gives its work to others, leaves the "
   "cluster for good and ends.",
   ask_at, leave_command},
  {"verify", "", 0, 0, "Says whether the data directory of a stopped node is sound.",
   "Needs --data-dir DIRECTORY; the node is stopped.", verify_command},
  {"backup", "", 0, 0, "Copies a data directory to --to, while the node runs or not.",
   "Needs --data-dir DIRECTORY and --to FILE_OR_DIRECTORY.", backup_command},
  {"restore", "", 0, 0, "Makes a new cluster out of the copy --from.",
   "Needs --from FILE and --data-dir DIRECTORY, which is made.", restore_command},
  {"recover", "", 0, 0, "Makes a new cluster out of one stopped survivor.",
   "Needs --data-dir DIRECTORY and --force-new-cluster.", recover_command},
};

const subcommand* find_subcommand(const std::string& name) {
  for (auto& each : all_subcommands)
    if (name == each.name) return &each;
  return nullptr;
}

std::string used_as(const subcommand& which) {
  return std::string{which.name} + (*which.words == '\0' ? "" : " ") + which.words;
}

} // namespace

int run_subcommand(const parsed_options& parsed, const std::string& program) {
  auto* which = find_subcommand(parsed.subcommand);
  if (which == nullptr) {
    std::string names;
    for (auto& each : all_subcommands)
      names += (names.empty() ? "" : ", ") + std::string{each.name};
    return misused("unknown subcommand '" + parsed.subcommand + "'; there are: " + names);
  }
  if (parsed.help) {
    std::cout << fmt::format("Usage: {} {} [option]...\n\n{}\n\n{} {} --help lists all options.\n",
                             program, used_as(*which), which->text, which->options, program)
              << std::flush;
    return 0;
  }
  auto given = parsed.arguments.size();
  if (given < which->least || given > which->most)
    return misused(fmt::format("'{}' takes {} after its name, and {} given: {}", which->name,
                               *which->words == '\0' ? "no word" : which->words,
                               given == 1 ? "1 word was" : fmt::format("{} words were", given),
                               used_as(*which)));
  return which->run(parsed);
}

std::string subcommands_help() {
  std::string out = "Subcommands (each has its own --help):\n";
  for (auto& each : all_subcommands) out += fmt::format("  {}\n", used_as(each));
  return out;
}

} // namespace ringleader
