// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/cli/complaints.hpp>
#include <ringleader/actors/cli/subcommands.hpp>
#include <ringleader/actors/node/run.hpp>
#include <ringleader/drivers/host/descriptors.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/options/options.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace ringleader {

namespace {

int complain(const failure& why, int code = 1) {
  std::cerr << "ringleader: " << why.message << " (" << to_string(why.code) << ")" << std::endl;
  return code;
}

/// SIGINT, SIGTERM and SIGHUP, taken out of their ordinary way: before any thread exists.
class stop_signals {
public:
  stop_signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  /// 0 if none came within a tenth of a second.
  int wait() const {
    timespec tenth{0, 100'000'000};
    return std::max(0, sigtimedwait(&set_, nullptr, &tenth));
  }

private:
  sigset_t set_;
};

/// Whoever renamed the log file wants it begun anew.
void reopen_log() {
  auto opened = log::reopen();
  if (!opened)
    log::warn(log::area::node, "the log file cannot be opened again",
              {{"why", opened.error().message}});
}

/// The thread that waits for them while a node runs: SIGHUP opens the log file again; of the others
/// the first asks the node to stop, the second ends the process. A node that has left for good or
/// cannot go on asks its body to end as well.
class signal_watch {
public:
  signal_watch(const stop_signals& signals, node& running, const std::atomic<bool>& failed)
    : watcher_([this, &signals, &running, &failed] {
        while (!over_) {
          auto signal = signals.wait();
          auto is_over = failed || running.has_departed();
          if (is_over && !running.stop_requested()) running.request_stop();
          if (signal == 0) continue;
          if (signal == SIGHUP) {
            reopen_log();
          } else {
            if (running.stop_requested()) _exit(128 + signal);
            running.request_stop();
          }
        }
      }) {}
  ~signal_watch() {
    over_ = true;
    watcher_.join();
  }

private:
  std::atomic<bool> over_{false};
  std::thread watcher_;
};

// Shorter than what those wait who stop a program before they kill it.
constexpr auto depart_patience = std::chrono::seconds{5};

int serve(caf::actor_system& sys, const parsed_options& parsed, const node_body& body,
          const stop_signals& signals) {
  auto started = node::start(sys, parsed.node);
  if (!started) return complain(started.error());
  auto& running = *started;
  std::atomic<bool> failed{false};
  running.on_failure([&](const failure& why) {
    complain(why);
    failed = true;
  });
  signal_watch watch{signals, running, failed};
  log::set_node(running.name());
  log::info(log::area::node, "started",
            {{"at", running.listens_at()}, {"cluster", parsed.node.cluster}});
  auto status = body(running, parsed.application);
  while (status == serve_until_signal && !failed && !running.has_departed() &&
         !running.stop_requested())
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  if (failed) {
    running.stop();
    return 1;
  }
  log::info(log::area::node, "leaving");
  // A voter in memory does not come back: its next start is another one. Left behind it would take
  // a majority from the others.
  if (parsed.node.in_memory() && !running.has_departed() && !running.depart(depart_patience))
    log::debug(log::area::node, "leaves with its vote");
  running.leave();
  return status == serve_until_signal ? 0 : status;
}

} // namespace

int run_program(int argc, char** argv, const std::function<void(system_config&)>& add_types,
                const node_body& body, const application_options& extra) {
  open_standard_streams();
  survive_broken_pipes();
  std::string program = argc > 0 ? argv[0] : "node";
  auto parsed = parse_node_options({argv + 1, argv + argc}, process_environment(), extra, program);
  if (!parsed) return complain(parsed.error(), exit_wrong_option);
  if (parsed->version) {
    std::cout << "ringleader " RINGLEADER_VERSION << std::endl;
    return 0;
  }
  if (!parsed->subcommand.empty()) return run_subcommand(*parsed, program);
  if (parsed->help) {
    std::cout << parsed->help_text << '\n' << subcommands_help() << std::flush;
    return 0;
  }
  log::settings logging;
  logging.at = parsed->node.log_level;
  logging.file = parsed->node.log_file;
  if (auto configured = log::configure(logging); !configured) return complain(configured.error());
  stop_signals signals; // blocks them before there is a thread
  system_config cfg{parsed->node.threads};
  add_types(cfg);
  caf::actor_system sys{cfg};
  return serve(sys, *parsed, body, signals);
}

} // namespace ringleader
