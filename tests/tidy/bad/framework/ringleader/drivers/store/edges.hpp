// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <boost/asio.hpp>
#include <caf/all.hpp> // WANT include_edge
#include <ringleader/base/ports/transport.hpp>
#include <ringleader/drivers/host/clock.hpp>
#include <ringleader/drivers/net/framing.hpp> // WANT include_edge
#include <ringleader/registry/registry.hpp>   // WANT include_edge
