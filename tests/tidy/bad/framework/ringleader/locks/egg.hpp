// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace ringleader {

struct shell {};

} // namespace ringleader
