// SPDX-License-Identifier: BSD-3-Clause
/// sync_rates: how fast the disk below the benchmark makes small writes durable.
#pragma once

#include <functional>
#include <string>

namespace ringleader::bench {

struct sync_rate {
  double per_second = 0; // of one process
  double p50_us = 0;
  double p99_us = 0;
};

/// Calls `sync` for so long; what one call took.
sync_rate measure_for(double seconds, const std::function<void()>& sync);

/// The mean of three processes that do it at once, each with a number of its own.
sync_rate mean_of_three(const std::function<sync_rate(int)>& work);

/// One process overwrites 128 bytes of a file and calls fdatasync, again and again.
sync_rate plain_syncs(const std::string& directory, double seconds);

/// Three processes at once, each commits 128 bytes in an LMDB of its own with LMDB's own sync: what
/// three voters on one disk cannot beat. The mean of the three. Their directories begin with
/// `prefix`.
sync_rate lmdb_syncs_of_three(const std::string& prefix, double seconds);

} // namespace ringleader::bench
