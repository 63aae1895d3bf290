// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/node_options.hpp>

#include <algorithm>

namespace ringleader {

namespace {

result<void> wrong(std::string message) { return {errc::invalid_option, std::move(message)}; }

bool is_wildcard(const std::string& host) {
  return host == "0.0.0.0" || host == "::" || host == "*";
}

result<void> validate_cluster(const node_options& o) {
  if (!o.founders.empty() && !o.seeds.empty())
    return wrong("--founders and --seeds exclude each other; --founders makes a new cluster, "
                 "--seeds joins a running one");
  if (!o.founders.empty()) {
    auto self = o.advertise.value_or(o.listen);
    if (std::find(o.founders.begin(), o.founders.end(), self) == o.founders.end())
      return wrong("--founders does not name this node, which is reached at " + to_string(self) +
                   "; give the same list to every founder, or set --advertise");
  }
  if (o.cluster.empty()) return wrong("--cluster must not be empty");
  if (!is_placement(o.placement))
    return wrong("--placement: '" + o.placement +
                 "' is no placement; choose balanced, ring, rendezvous or jump");
  return {};
}

result<void> validate_network(const node_options& o) {
  if (!o.advertise && is_wildcard(o.listen.host) && (!o.founders.empty() || !o.seeds.empty()))
    return wrong("--listen " + to_string(o.listen) +
                 " is no address that others can dial; say with --advertise where they reach "
                 "this node");
  if (o.advertise && (is_wildcard(o.advertise->host) || o.advertise->port == 0))
    return wrong("--advertise " + to_string(*o.advertise) +
                 " is no address that others can dial; name a host and a port");
  auto given = int{!o.tls_cert.empty()} + int{!o.tls_key.empty()} + int{!o.tls_ca.empty()};
  if (given != 0 && given != 3)
    return wrong("--tls-cert, --tls-key and --tls-ca belong together; give all three");
  if (given == 3 && o.insecure)
    return wrong("--insecure and --tls-cert exclude each other; drop one");
  if (given == 0 && !o.insecure && !is_loopback(o.listen.host))
    return wrong("without TLS a node listens on loopback only, not on " + to_string(o.listen) +
                 "; give --tls-cert, --tls-key and --tls-ca, or --insecure on a network that "
                 "you trust");
  return {};
}

result<void> validate_timing(const node_options& o) {
  if (o.heartbeat * 2 > o.election_timeout)
    return wrong("--heartbeat " + to_string(o.heartbeat) + " is too long for --election-timeout " +
                 to_string(o.election_timeout) + "; it must be at most half of it");
  if (o.session_ttl < o.election_timeout * 8)
    return wrong("--session-ttl " + to_string(o.session_ttl) +
                 " is too short for --election-timeout " + to_string(o.election_timeout) +
                 "; it must be at least 8 times that, " + to_string(o.election_timeout * 8));
  if (o.lease_margin * 25 < o.session_ttl)
    return wrong("--lease-margin " + to_string(o.lease_margin) +
                 " is too short for --session-ttl " + to_string(o.session_ttl) +
                 "; it must be at least 4 % of that, " + to_string(o.session_ttl / 25));
  if (o.lease_margin * 2 > o.session_ttl)
    return wrong("--lease-margin " + to_string(o.lease_margin) + " is too long for --session-ttl " +
                 to_string(o.session_ttl) + "; it must be at most half of it");
  return {};
}

} // namespace

result<void> validate(const node_options& options) {
  auto ok = validate_cluster(options);
  if (ok) ok = validate_network(options);
  if (ok) ok = validate_timing(options);
  return ok;
}

bool is_placement(const std::string& text) {
  return text == "balanced" || text == "ring" || text == "rendezvous" || text == "jump";
}

endpoint advertised_endpoint(const node_options& options, const endpoint& bound) {
  return options.advertise.value_or(bound);
}

std::string node_name(const node_options& options, const endpoint& advertised) {
  return options.name.empty() ? to_string(advertised) : options.name;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.compare(0, 4, "127.") == 0;
}

} // namespace ringleader
