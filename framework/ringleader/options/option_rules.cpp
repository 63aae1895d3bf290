// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/option_rules.hpp>

namespace ringleader {

namespace {

result<void> wrong(std::string message) { return {errc::invalid_option, std::move(message)}; }

bool is_wildcard(const std::string& host) {
  return host == "0.0.0.0" || host == "::" || host == "*";
}

result<void> check_addresses(const node_options& o) {
  if (!o.founders.empty() && !o.seeds.empty())
    return wrong("--founders and --seeds exclude each other; --founders makes a new cluster, "
                 "--seeds joins a running one");
  if (!o.advertise && is_wildcard(o.listen.host) && !o.alone())
    return wrong("--listen " + to_string(o.listen) +
                 " is no address that others can dial; say with --advertise where they reach "
                 "this node");
  if (o.advertise && (is_wildcard(o.advertise->host) || o.advertise->port == 0))
    return wrong("--advertise " + to_string(*o.advertise) +
                 " is no address that others can dial; name a host and a port");
  return {};
}

result<void> check_tls(const node_options& o) {
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

} // namespace

result<void> check_rules(const node_options& options) {
  if (auto ok = check_addresses(options); !ok) return ok;
  return check_tls(options);
}

} // namespace ringleader
