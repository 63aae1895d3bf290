// SPDX-License-Identifier: BSD-3-Clause
/// Whole nodes on virtual time, without sockets and sleeps, for tests of applications.
#pragma once

#include <ringleader/testkit/cluster/cluster_simulation.hpp>
