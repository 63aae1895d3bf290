// SPDX-License-Identifier: BSD-3-Clause
void settle() { std::this_thread::sleep_for(5s); }
