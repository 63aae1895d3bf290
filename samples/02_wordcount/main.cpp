// SPDX-License-Identifier: BSD-3-Clause
// Counts words on a cluster: one entity per word, wherever its key belongs, and one singleton that
// reports the most frequent. The text comes on stdin, of any node or of all.
#include "entities.hpp"
#include "feeder.hpp"

#include <ringleader/actors/node/run.hpp>

#include <iostream>

using namespace wordcount;

namespace {

ringleader::application_options own_options() {
  namespace po = boost::program_options;
  ringleader::application_options own{"word count"};
  own.add_options()(
    "ledger", po::value<std::string>()->default_value(""),
    "Appends a record of each occurrence that has an id to this file when it is applied.")(
    "stay", po::bool_switch(), "Goes on serving after the end of stdin.");
  return own;
}

int run_wordcount(ringleader::node& node, const ringleader::application_values& values,
                  const conversation_ptr& talk) {
  std::shared_ptr<ledger> applied_ids;
  if (auto& path = values["ledger"].as<std::string>(); !path.empty()) {
    applied_ids = ledger::open(path);
    if (!applied_ids) {
      std::cerr << "wordcount: cannot append to the ledger " << path << std::endl;
      return 1;
    }
  }
  ringleader::routed<top_words> top =
    node.host(ringleader::entity_type<top_words>{"top"}, keep_top);
  ringleader::routed<word_counter> words = node.host(
    ringleader::entity_type<word_counter>{"word"},
    [=](word_counter::stateful_pointer<counter_state> self, const ringleader::activation& who) {
      return count_word(self, who, top, applied_ids);
    });
  node.run_singleton("wordcount-report", report, top, talk);
  auto feeder = node.system().spawn(feed, words, node.members(), node.name(), talk);
  talk->start(feeder, !values["stay"].as<bool>());
  return ringleader::serve_until_signal;
}

} // namespace

int main(int argc, char** argv) {
  auto talk = std::make_shared<conversation>();
  auto body = [&](ringleader::node& node, const ringleader::application_values& values) {
    return run_wordcount(node, values, talk);
  };
  auto status = ringleader::run<caf::id_block::wordcount>(argc, argv, body, own_options());
  talk->finish();
  return status;
}
