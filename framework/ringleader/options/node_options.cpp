// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/node_options.hpp>

namespace ringleader {

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
