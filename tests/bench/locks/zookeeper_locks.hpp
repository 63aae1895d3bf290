// SPDX-License-Identifier: BSD-3-Clause
/// zookeeper_locks: the lock recipe of ZooKeeper's own manual on three members of it (Debian's
/// zookeeper, through libzookeeper-mt): an ephemeral sequential child of the lock; the first child
/// holds, each other watches the one before it; deleted for the release.
///
/// One session for each member, whose thread runs the steps of all clients there.
#pragma once

#include "../consensus/node_trio.hpp"
#include "lock_service.hpp"

#include <memory>

namespace ringleader::bench {

/// Null where zookeeper is not installed or the headers were missing when this was built; `why`
/// says which.
std::unique_ptr<lock_service> start_zookeeper_locks(const data_place& place, std::string& why);

} // namespace ringleader::bench
