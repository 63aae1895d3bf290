// SPDX-License-Identifier: BSD-3-Clause
// The node program of the lock figures. Its console takes lines
//
//   MEMBER CLIENTS CONTENDED BEGIN_NS END_NS FILE
//
// runs that many clients in that window of the steady clock, writes what each pair took to the
// file, one number a line, and answers `done`.
#include "lock_clients.hpp"

#include <ringleader/actors/node/run.hpp>

#include <caf/blocking_actor.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

using namespace ringleader;
using namespace ringleader::bench;

namespace {

watch::time_point time_of(long long nanoseconds) {
  return watch::time_point{std::chrono::nanoseconds{nanoseconds}};
}

void obey(caf::actor_system& sys, const lock_manager& locks, const std::string& line) {
  std::istringstream words{line};
  std::size_t member = 0;
  std::uint32_t clients = 0;
  long long begin = 0, end = 0;
  std::string path;
  lock_window what;
  words >> member >> clients >> what.contended >> begin >> end >> path;
  what.clients.at(member) = clients;
  what.begin = time_of(begin);
  what.end = time_of(end);
  std::ofstream file{path};
  for (auto each : run_lock_clients(sys, locks, what, member)) file << each << '\n';
  std::cout << (file.flush() ? "done" : "the file cannot be written") << std::endl;
}

} // namespace

int main(int argc, char** argv) {
  return run<>(argc, argv, [](node& n) {
    n.system().spawn<caf::detached>([locks = n.locks()](caf::blocking_actor* self) {
      for (std::string line; std::getline(std::cin, line);) obey(self->system(), locks, line);
    });
  });
}
