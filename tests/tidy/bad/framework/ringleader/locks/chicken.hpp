// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ringleader/locks/egg.hpp> // WANT circle

namespace ringleader {

class chicken { // WANT duplicate_type
  class shell {}; // of another class: no duplicate
};

} // namespace ringleader
