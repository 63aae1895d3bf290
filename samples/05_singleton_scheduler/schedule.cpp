// SPDX-License-Identifier: BSD-3-Clause
#include "schedule.hpp"
#include "journal.hpp"

#include <iostream>
#include <memory>

namespace scheduler {

using namespace ringleader;

namespace {

constexpr std::chrono::milliseconds busy_pause{5};
constexpr std::chrono::milliseconds every_min{10};

std::chrono::milliseconds time_of_day() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
    std::chrono::system_clock::now().time_since_epoch());
}

void say(const std::string& line) { std::cout << line + '\n' << std::flush; }

/// How long until the job is due again. The journal is what the job does.
std::chrono::milliseconds run(journal& book, const job& what, const leadership& won,
                              const std::string& node) {
  auto slot = static_cast<std::uint64_t>(time_of_day() / what.every);
  auto before = book.last_slot(what.name);
  // The term is the token: whoever was elected later has a larger one.
  auto added = book.add(fencing_token{won.term.value}, what.name, slot, node);
  auto about = what.name + ' ' + std::to_string(slot);
  if (!added)
    say(about + " refused: " + to_string(added.error()));
  else if (*added == entry::busy)
    return busy_pause;
  else if (*added == entry::run_before && before == 0)
    say(about + " was run before this node was elected");
  else if (*added == entry::written)
    say(about + " on " + node + " in term " + to_string(won.term));
  return what.every * static_cast<long>(slot + 1) - time_of_day();
}

} // namespace

bool parse_job(const std::string& text, job& out) {
  auto at = text.find('=');
  duration every{};
  if (at == std::string::npos || at == 0 || text.find_first_of(" \t\n") != std::string::npos ||
      !parse_duration(text.substr(at + 1), every))
    return false;
  out = {text.substr(0, at), std::chrono::duration_cast<std::chrono::milliseconds>(every)};
  return out.every >= every_min;
}

caf::behavior schedule(caf::event_based_actor* self, const leadership& won,
                       const std::vector<job>& jobs, const std::string& path,
                       const std::string& node) {
  auto book = std::make_shared<journal>(path);
  for (std::uint64_t i = 0; i < jobs.size(); ++i) self->send(self, i);
  // It comes only while the node has its lease: a singleton without one is frozen.
  return {[=](std::uint64_t i) { self->delayed_send(self, run(*book, jobs.at(i), won, node), i); }};
}

} // namespace scheduler
