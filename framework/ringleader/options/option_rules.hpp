// SPDX-License-Identifier: BSD-3-Clause
/// option_rules: what options must be like for the sake of other options, where no machine holds to
/// it: how clusters are found, addresses, TLS.
#pragma once

#include <ringleader/options/node_options.hpp>

namespace ringleader {

/// Single values are checked elsewhere. A refusal names the options as on the command line.
result<void> check_rules(const node_options& options);

} // namespace ringleader
