// SPDX-License-Identifier: BSD-3-Clause
#include "feeder.hpp"

using namespace std::chrono_literals;

namespace wordcount {

namespace {

using feeder = caf::stateful_actor<feeder_state>;

constexpr auto patience = 10s;
constexpr auto pause_before_resend = 50ms;

void ask_again(feeder* self, std::function<void()> question) {
  auto number = ++self->state.next_again;
  self->state.to_ask_again.emplace(number, std::move(question));
  self->delayed_send(self, pause_before_resend, number);
}

/// How the answer of an occurrence is worded: with its id, or for people.
std::string worded(std::uint64_t id, const std::string& word, const applied& done) {
  if (id == 0) return word + " " + std::to_string(done.count) + " on " + done.node;
  return "a " + std::to_string(id) + " " + std::to_string(done.partition) + " " + done.node;
}

/// `answered` gets the text of the answer.
template <class Answered>
void count(feeder* self, std::uint64_t id, const std::string& word, Answered answered) {
  ringleader::ask(self, self->state.words, word, patience, occurrence{id})
    .then([=](const applied& done) { answered(worded(id, word, done)); },
          [=](const caf::error& err) {
            if (ringleader::may_have_happened(err)) {
              answered(id == 0 ? word + " unknown" : "u " + std::to_string(id));
              return;
            }
            ask_again(self, [=] { count(self, id, word, answered); });
          });
}

void read_count(feeder* self, const std::string& word) {
  ringleader::ask(self, self->state.words, word, patience, get_count{})
    .then(
      [=](const tally& x) {
        self->state.talk->answer("c " + word + " " + std::to_string(x.count) + " " +
                                 std::to_string(x.epoch) + " " + std::to_string(x.number));
      },
      // Reading twice changes nothing, whatever became of the first try.
      [=](const caf::error&) { ask_again(self, [=] { read_count(self, word); }); });
}

/// The words of a text: [A-Za-z]+ in lower case.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  auto inside = false;
  for (auto c : text) {
    auto letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter && !inside) words.emplace_back();
    if (letter) words.back() += static_cast<char>(c | 0x20);
    inside = letter;
  }
  return words;
}

void count_text(feeder* self, const std::string& line) {
  auto words = words_of(line);
  auto talk = self->state.talk;
  if (words.empty()) return talk->answer("");
  auto left = std::make_shared<std::size_t>(words.size());
  for (auto& word : words)
    count(self, 0, word, [=](const std::string& text) {
      if (--*left == 0)
        talk->answer(text);
      else
        talk->say(text);
    });
}

void take_line(feeder* self, const std::string& line) {
  if (line.size() > 2 && line[0] == '?' && line[1] == ' ') return read_count(self, line.substr(2));
  auto digits = line.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string::npos || digits > 19 || line[digits] != ' ')
    return count_text(self, line);
  count(self, std::stoull(line), line.substr(digits + 1),
        [talk = self->state.talk](const std::string& text) { talk->answer(text); });
}

} // namespace

caf::behavior feed(feeder* self, const ringleader::routed<word_counter>& words,
                   const ringleader::membership& members, const std::string& node,
                   const conversation_ptr& talk) {
  self->state.words = words;
  self->state.node = node;
  self->state.talk = talk;
  self->monitor(members);
  self->set_down_handler([=](const caf::down_msg&) { self->quit(); });
  ringleader::watch(self, members);
  return {
    [=](const ringleader::view& now) {
      auto* own = ringleader::find(now, self->state.node);
      if (self->state.up || own == nullptr || own->state != ringleader::member_state::up) return;
      self->state.up = true;
      self->state.talk->say("up " + self->state.node);
    },
    [=](const std::string& lines) {
      for (std::size_t begin = 0; begin < lines.size();) {
        auto end = lines.find('\n', begin);
        take_line(self, lines.substr(begin, end - begin));
        begin = end + 1;
      }
    },
    [=](std::uint64_t number) {
      auto found = self->state.to_ask_again.find(number);
      auto question = std::move(found->second);
      self->state.to_ask_again.erase(found);
      question();
    },
  };
}

} // namespace wordcount
