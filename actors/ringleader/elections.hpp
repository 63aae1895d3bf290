// SPDX-License-Identifier: BSD-3-Clause
/// Elections and singletons: the election manager's messages, and how a singleton is elected.
#pragma once

#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/leadership.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/elections/singleton_options.hpp>
