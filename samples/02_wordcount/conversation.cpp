// SPDX-License-Identifier: BSD-3-Clause
#include "conversation.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <array>
#include <csignal>

#include <unistd.h>

namespace wordcount {

namespace {

constexpr std::size_t unwritten_max = 1 << 20;
constexpr std::size_t lines_at_once = 256;

void write_all(const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    auto n = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (n <= 0) return; // nobody reads any more
    done += static_cast<std::size_t>(n);
  }
}

/// Cuts the first lines off `text`, ends included; nothing if there is no whole line.
std::string take_lines(std::string& text) {
  std::size_t end = 0;
  for (std::size_t lines = 0; lines < lines_at_once; ++lines) {
    auto next = text.find('\n', end);
    if (next == std::string::npos) break;
    end = next + 1;
  }
  auto taken = text.substr(0, end);
  text.erase(0, end);
  return taken;
}

} // namespace

void conversation::start(caf::actor feeder, bool leave_at_end) {
  writer_ = std::thread{[this] { write_answers(); }};
  // Detached: a read from a terminal cannot be called off when the node leaves.
  std::thread{[talk = shared_from_this(), feeder = std::move(feeder), leave_at_end] {
    talk->read_lines(feeder);
    std::unique_lock<std::mutex> lock{talk->mutex_};
    talk->changed_.wait(lock, [&] { return talk->unanswered_ == 0 || talk->finished_; });
    if (leave_at_end && !talk->finished_) ::kill(::getpid(), SIGTERM);
  }}.detach();
}

void conversation::read_lines(const caf::actor& feeder) {
  std::string text;
  std::array<char, 65'536> chunk;
  for (;;) {
    auto n = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (n <= 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(n));
    if (text.size() > line_max && text.find('\n') == std::string::npos) text += '\n';
    for (auto lines = take_lines(text); !lines.empty(); lines = take_lines(text))
      if (!hand_over(feeder, lines)) return;
  }
  if (!text.empty()) hand_over(feeder, text += '\n');
}

bool conversation::hand_over(const caf::actor& feeder, std::string& lines) {
  auto count = static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
  std::unique_lock<std::mutex> lock{mutex_};
  changed_.wait(lock, [&] {
    return finished_ || (unanswered_ + count <= window_max && unwritten_.size() < unwritten_max);
  });
  if (finished_) return false;
  unanswered_ += count;
  caf::anon_send(feeder, std::move(lines));
  return true;
}

void conversation::answer(const std::string& text) {
  std::lock_guard<std::mutex> guard{mutex_};
  --unanswered_;
  append(text);
}

void conversation::say(const std::string& text) {
  std::lock_guard<std::mutex> guard{mutex_};
  append(text);
}

void conversation::append(const std::string& text) {
  if (!text.empty()) (unwritten_ += text) += '\n';
  changed_.notify_all();
}

void conversation::write_answers() {
  std::unique_lock<std::mutex> lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return finished_ || !unwritten_.empty(); });
    if (unwritten_.empty()) return;
    std::string text;
    text.swap(unwritten_);
    changed_.notify_all();
    lock.unlock();
    write_all(text);
    lock.lock();
  }
}

void conversation::finish() {
  {
    std::lock_guard<std::mutex> guard{mutex_};
    finished_ = true;
    changed_.notify_all();
  }
  if (writer_.joinable()) writer_.join();
}

} // namespace wordcount
