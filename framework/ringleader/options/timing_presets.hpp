// SPDX-License-Identifier: BSD-3-Clause
/// timing_presets: the four times of a cluster for the kind of network that it runs on.
///
///   set_timing(options, "wan");      // invalid_option for another name; then single times
///   timing_of(options);              // "wan", or empty where single times were changed
///
/// | preset | heartbeat | election timeout | session TTL | lease margin | a dead node costs |
/// |---|---|---|---|---|---|
/// | local | 30 ms | 100 ms | 1 s | 50 ms | 1 s: processes of one machine, tests |
/// | lan | 50 ms | 200 ms | 2 s | 100 ms | 2 s: one site; the default |
/// | wan | 300 ms | 1.5 s | 12 s | 500 ms | 12 s: voters up to 150 ms apart, crowded machines |
#pragma once

#include <ringleader/options/node_options.hpp>

namespace ringleader {

/// In words, for messages: "local, lan, wan".
std::string timing_names();

result<void> set_timing(node_options& options, const std::string& preset);

std::string timing_of(const node_options& options);

} // namespace ringleader
