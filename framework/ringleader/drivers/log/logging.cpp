// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/log/logging.hpp>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

namespace ringleader::log {

namespace {

/// Where lines go. One for the process: whoever writes holds it by a shared pointer, so that it can
/// be replaced at any time.
struct output {
  std::shared_ptr<spdlog::logger> logger;
  std::function<void(const std::string&)> sink;
  std::string node;
  std::string file; // empty: none
};

/// Appends to a file that no program started by this one inherits, a line with each write.
class file_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
  explicit file_sink(int descriptor) : descriptor_(descriptor) {}
  ~file_sink() override { ::close(descriptor_); }

private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    std::size_t written = 0;
    while (written < text.size()) {
      auto count = ::write(descriptor_, text.data() + written, text.size() - written);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return; // a full disk loses lines, nothing else
      written += static_cast<std::size_t>(count);
    }
  }
  void flush_() override {}

  int descriptor_;
};

result<spdlog::sink_ptr> open_file(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (descriptor >= 0) return spdlog::sink_ptr{std::make_shared<file_sink>(descriptor)};
  return {errc::io_error, "cannot write the log file " + path + " (" + std::strerror(errno) +
                            "); name another file with --log-file"};
}

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("ringleader", std::move(sink));
  // Level and area are part of the text: spdlog adds the time only.
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
    "%Y-%m-%dT%H:%M:%S.%eZ %v", spdlog::pattern_time_type::utc));
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::trace);
  // A full disk must not fill stderr, nor stop the node.
  logger->set_error_handler([](const std::string&) {});
  return logger;
}

std::mutex& output_mutex() {
  static std::mutex mutex;
  return mutex;
}

std::shared_ptr<const output>& current_output() {
  static std::shared_ptr<const output> current = std::make_shared<output>(
    output{make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>()), {}, {}, {}});
  return current;
}

std::shared_ptr<const output> get_output() {
  std::lock_guard<std::mutex> guard{output_mutex()};
  return current_output();
}

void append_quoted(std::string& out, std::string_view text) {
  static const char digits[] = "0123456789abcdef";
  out += '"';
  for (auto c : text) {
    auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (code < 0x20 || code == 0x7f) {
      out += "\\x";
      out += digits[code >> 4];
      out += digits[code & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_value(std::string& out, const std::string& text) {
  auto plain = [](char c) {
    auto code = static_cast<unsigned char>(c);
    return code > 0x20 && code != 0x7f && c != '"' && c != '\\' && c != '=';
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain))
    out += text;
  else
    append_quoted(out, text);
}

} // namespace

namespace detail {

// Constant-initialised to info (2), so that a line written before main() is judged as well.
std::array<std::atomic<std::uint8_t>, area_count> thresholds{
  {{2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}}};

} // namespace detail

result<void> configure(const settings& wanted) {
  auto next = std::make_shared<output>();
  next->sink = wanted.sink;
  next->node = wanted.node;
  if (wanted.file.empty()) {
    next->logger = make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  } else {
    auto sink = open_file(wanted.file);
    if (!sink) return sink.error();
    next->logger = make_logger(std::move(*sink));
    next->file = wanted.file;
  }
  set_levels(wanted.at);
  std::lock_guard<std::mutex> guard{output_mutex()};
  current_output() = std::move(next);
  return {};
}

result<void> reopen() {
  auto before = get_output();
  if (before->file.empty()) return {};
  auto sink = open_file(before->file);
  if (!sink) return sink.error();
  auto next = std::make_shared<output>(*before);
  next->logger = make_logger(std::move(*sink));
  std::lock_guard<std::mutex> guard{output_mutex()};
  current_output() = std::move(next);
  return {};
}

void set_level(area a, level l) {
  detail::thresholds[static_cast<std::size_t>(a)] = static_cast<std::uint8_t>(l);
}

void set_levels(const levels& all) {
  for (std::size_t i = 0; i < area_count; ++i) set_level(static_cast<area>(i), all.of[i]);
}

levels current_levels() {
  levels all;
  for (std::size_t i = 0; i < area_count; ++i)
    all.of[i] = static_cast<level>(detail::thresholds[i].load());
  return all;
}

void set_node(const std::string& name) {
  std::lock_guard<std::mutex> guard{output_mutex()};
  auto next = std::make_shared<output>(*current_output());
  next->node = name;
  current_output() = std::move(next);
}

std::string line(level l, area a, std::string_view text, const std::string& node, fields with) {
  std::string out = std::string{to_string(l)} + ' ' + to_string(a) + ' ';
  append_quoted(out, text);
  if (!node.empty()) {
    out += " node=";
    append_value(out, node);
  }
  std::string value;
  for (auto& f : with) {
    value.clear();
    f.append_value(value);
    out += ' ';
    out += f.key();
    out += '=';
    append_value(out, value);
  }
  return out;
}

void write(level l, area a, std::string_view text, fields with) {
  auto to = get_output();
  auto whole = line(l, a, text, to->node, with);
  if (to->sink)
    to->sink(whole);
  else
    to->logger->log(spdlog::level::info, spdlog::string_view_t{whole});
}

} // namespace ringleader::log
