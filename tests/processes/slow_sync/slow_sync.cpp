// SPDX-License-Identifier: BSD-3-Clause
// Preloaded into a program, makes each of its syncs take RINGLEADER_SLOW_SYNC_MS longer, as a disk
// does that is shared or wears out.
#include <chrono>
#include <cstdlib>
#include <dlfcn.h>
#include <thread>

namespace {

int slowly(const char* name, int descriptor) {
  auto* real = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, name));
  if (auto* ms = std::getenv("RINGLEADER_SLOW_SYNC_MS"))
    std::this_thread::sleep_for(std::chrono::milliseconds{std::atoi(ms)});
  return real(descriptor);
}

} // namespace

extern "C" int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
extern "C" int fsync(int descriptor) { return slowly("fsync", descriptor); }
