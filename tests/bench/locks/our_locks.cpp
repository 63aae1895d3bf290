// SPDX-License-Identifier: BSD-3-Clause
#include "our_locks.hpp"

#include "../other_process.hpp"

#include <fstream>
#include <iterator>
#include <thread>

namespace ringleader::bench {

namespace {

constexpr auto answer_time = std::chrono::seconds{30}; // behind the window

std::string nanoseconds(watch::time_point at) {
  return std::to_string(std::chrono::nanoseconds{at.time_since_epoch()}.count());
}

} // namespace

our_locks::our_locks(const data_place& place)
  : place_(place), nodes_(place, timing{}, RINGLEADER_LOCK_NODE) {}

std::vector<double> our_locks::run(const lock_window& what) {
  std::vector<std::thread> asking;
  std::array<std::string, lock_members> said;
  for (std::size_t i = 0; i < lock_members; ++i) {
    if (what.clients.at(i) == 0) continue;
    asking.emplace_back([&, i] {
      auto line = std::to_string(i) + ' ' + std::to_string(what.clients.at(i)) +
                  (what.contended ? " 1 " : " 0 ") + nanoseconds(what.begin) + ' ' +
                  nanoseconds(what.end) + ' ' + place_ / nodes_.name(i) + ".pairs";
      said.at(i) = nodes_.ask(i, line, what.end - watch::now() + answer_time);
    });
  }
  for (auto& each : asking) each.join();
  std::vector<double> all;
  for (std::size_t i = 0; i < lock_members; ++i) {
    if (what.clients.at(i) == 0) continue;
    if (said.at(i) != "done") give_up(("a node said '" + said.at(i) + "'").c_str());
    std::ifstream file{place_ / nodes_.name(i) + ".pairs"};
    all.insert(all.end(), std::istream_iterator<double>{file}, {});
  }
  return all;
}

} // namespace ringleader::bench
