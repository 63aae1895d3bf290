// SPDX-License-Identifier: BSD-3-Clause
// A comment may speak of steady_clock::now(), rand() and double; nothing in this file is wrong.
#include <ringleader/base/time.hpp>
#include <ringleader/locks/unordered.hpp>

#include <map>

/* sleep_for(5s), std::cout << 1; #include <thread> */
const char* text = "system_clock, printf(), std::mutex, caf/all.hpp {";
const char* raw = R"(rand() and time(nullptr) {{{)";
constexpr long big = 1'000'000;

std::uint64_t state::time() const { return entry.time(); }
void state::operate() { printf_like.rand(); }
