// SPDX-License-Identifier: BSD-3-Clause
// Feeds a text to three nodes of the word count, kills the control leader half way, and says what
// that cost. samples/demo.sh builds and runs it.
#include "report.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include <sys/prctl.h>

namespace {

volatile std::sig_atomic_t stop = 0;

void note_signal(int) { stop = 1; }

struct settings {
  std::string program;
  std::string directory;
  std::size_t words = 0;
  std::vector<std::string> files;
};

int complain() {
  std::cerr << "usage: wordcount_demo --program PATH --directory EMPTY [--words N] FILE...\n"
               "  --words N   feeds N words, in repeated passes; without it, each file once"
            << std::endl;
  return 2;
}

bool read_arguments(int argc, char** argv, settings& wanted) {
  for (auto i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word.rfind("--", 0) != 0) {
      wanted.files.push_back(word);
      continue;
    }
    if (++i == argc) return false;
    if (word == "--program")
      wanted.program = argv[i];
    else if (word == "--directory")
      wanted.directory = argv[i];
    else if (word == "--words")
      wanted.words = std::strtoull(argv[i], nullptr, 10);
    else
      return false;
  }
  return !wanted.program.empty() && !wanted.directory.empty() && !wanted.files.empty();
}

/// Why a node fell is in its log, which goes with the directory.
void print_end_of_logs(const demo::cluster& nodes) {
  for (std::size_t i = 0; i < demo::node_count; ++i) {
    std::ifstream in{nodes.log(i)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    auto from = lines.size() > 8 ? lines.size() - 8 : 0;
    std::cerr << "end of the log of " << nodes.name(i) << ":\n";
    for (auto n = from; n < lines.size(); ++n) std::cerr << "  " << lines[n] << "\n";
  }
}

} // namespace

int main(int argc, char** argv) {
  settings wanted;
  if (!read_arguments(argc, argv, wanted)) return complain();
  for (auto number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, note_signal);
  std::signal(SIGPIPE, SIG_IGN);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM); // whoever started it wants nothing of it left behind
  auto words = demo::text::read(wanted.files, wanted.words);
  if (words.size() == 0) return 1;
  std::cerr << "demo: " << words.size() << " words, " << words.distinct() << " distinct"
            << std::endl;
  demo::cluster nodes{wanted.program, wanted.directory};
  demo::story told{words, nodes, [] { return stop != 0; }};
  auto complete = told.run();
  nodes.kill_all();
  if (!complete) {
    std::cerr << "\ndemo: " << told.why() << std::endl;
    if (stop == 0) print_end_of_logs(nodes);
    return 1;
  }
  std::vector<std::string> ledgers;
  for (std::size_t i = 0; i < demo::node_count; ++i) ledgers.push_back(nodes.ledger(i));
  auto found = audit(words, told.fed(), ledgers, told.dead(), told.asked().counts());
  return demo::print_report(words, nodes, told, found) ? 0 : 1;
}
