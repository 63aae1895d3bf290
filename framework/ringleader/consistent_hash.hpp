// SPDX-License-Identifier: BSD-3-Clause
/// A consistent-hash ring with virtual nodes and weights, and a report of what a change moves. No
/// cluster and no CAF is needed for it.
#pragma once

#include <ringleader/partitions/consistent_hash.hpp>
#include <ringleader/partitions/migration_report.hpp>
