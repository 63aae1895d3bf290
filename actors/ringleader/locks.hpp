// SPDX-License-Identifier: BSD-3-Clause
/// Distributed locks: for actors the lock manager's messages, for plain threads scoped_lock, and
/// for the resource that is locked the fence that refuses late holders.
#pragma once

#include <ringleader/actors/locks/scoped_lock.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/locks/fence.hpp>
