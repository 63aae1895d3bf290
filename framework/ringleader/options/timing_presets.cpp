// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/timing_presets.hpp>

#include <array>

namespace ringleader {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct preset {
  const char* name;
  duration heartbeat;
  duration election_timeout;
  duration session_ttl;
  duration lease_margin;
};

constexpr std::array presets{
  preset{"local", milliseconds{30}, milliseconds{100}, seconds{1}, milliseconds{50}},
  preset{"lan", milliseconds{50}, milliseconds{200}, seconds{2}, milliseconds{100}},
  preset{"wan", milliseconds{300}, milliseconds{1500}, seconds{12}, milliseconds{500}}};

bool has(const node_options& o, const preset& p) {
  return o.heartbeat == p.heartbeat && o.election_timeout == p.election_timeout &&
         o.session_ttl == p.session_ttl && o.lease_margin == p.lease_margin;
}

} // namespace

std::string timing_names() {
  std::string all;
  for (auto& p : presets) all += (all.empty() ? "" : ", ") + std::string{p.name};
  return all;
}

result<void> set_timing(node_options& options, const std::string& preset) {
  for (auto& p : presets) {
    if (p.name != preset) continue;
    options.heartbeat = p.heartbeat;
    options.election_timeout = p.election_timeout;
    options.session_ttl = p.session_ttl;
    options.lease_margin = p.lease_margin;
    return {};
  }
  return {errc::invalid_option,
          "'" + preset + "' is not possible; choose one of " + timing_names()};
}

std::string timing_of(const node_options& options) {
  for (auto& p : presets)
    if (has(options, p)) return p.name;
  return {};
}

} // namespace ringleader
