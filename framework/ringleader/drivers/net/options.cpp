// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/options.hpp>

#include <ringleader/base/ports/driver_bounds.hpp>

namespace ringleader::net {

using namespace std::chrono_literals;

namespace {

result<void> check_limits(const transport_limits& limits) {
  for (std::size_t i = 0; i < lane_count; ++i) {
    auto name = to_string(static_cast<lane>(i));
    if (limits.frame_bytes[i] < (1u << 10) || limits.frame_bytes[i] > (64u << 20))
      return {errc::invalid_option, "the largest " + name + " frame must be 1 KiB to 64 MiB"};
    if (limits.queue_bytes[i] < limits.frame_bytes[i])
      return {errc::invalid_option, "the " + name + " queue must hold its largest frame"};
  }
  if (limits.connections < 8 || limits.connections > 65536)
    return {errc::invalid_option, "the number of connections must be 8 to 65536"};
  return {};
}

result<void> check_deadlines(const transport_deadlines& d) {
  auto outside = [](duration x, duration high) { return x < 10ms || x > high; };
  if (outside(d.connect, 60s) || outside(d.hello, 60s) || outside(d.write, 60s))
    return {errc::invalid_option, "connect, hello and write deadlines must be 10ms to 60s"};
  if (outside(d.idle, 300s))
    return {errc::invalid_option, "the idle deadline must be 10ms to 300s"};
  if (outside(d.answer, 300s))
    return {errc::invalid_option, "the answer deadline must be 10ms to 300s"};
  if (d.ping < 1ms || d.ping * 3 > d.idle)
    return {errc::invalid_option, "the ping interval must be 1ms to a third of the idle deadline"};
  if (d.backoff_min < 1ms || d.backoff_max < d.backoff_min || d.backoff_max > 60s)
    return {errc::invalid_option, "the back-off must rise from at least 1ms to at most 60s"};
  return {};
}

} // namespace

result<void> validate(const transport_options& options) {
  auto named = check_size("name", options.name, {0, hello_text_max});
  if (named) named = check_size("cluster name", options.cluster_name, {0, hello_text_max});
  if (!named) return named;
  if (!options.store || !options.boot)
    return {errc::invalid_option, "the transport needs a store id and a boot id"};
  if (options.role == peer_role::node && options.tls && options.cluster_name.empty())
    return {errc::invalid_option, "with TLS the cluster needs a name: certificates grant it"};
  if (auto ok = check_limits(options.limits); !ok) return ok;
  return check_deadlines(options.deadlines);
}

std::string to_string(lane on) {
  switch (on) {
  case lane::system: return "system";
  case lane::bulk: return "bulk";
  case lane::data: return "data";
  }
  return "lane(" + std::to_string(static_cast<int>(on)) + ")";
}

std::string to_string(peer_role role) {
  switch (role) {
  case peer_role::node: return "node";
  case peer_role::client: return "client";
  case peer_role::admin: return "admin";
  }
  return "peer_role(" + std::to_string(static_cast<int>(role)) + ")";
}

} // namespace ringleader::net
