// SPDX-License-Identifier: BSD-3-Clause
/// host_identity: which start of which kernel this process runs on. A lock file that was held
/// before the kernel booted proves nothing about a process of another host, so a restart compares
/// both.
#pragma once

#include <ringleader/base/result.hpp>

#include <string>

namespace ringleader {

/// The kernel's random boot id, 36 characters, new at every boot. Containers of one host share it.
result<std::string> kernel_boot_id(const std::string& path = "/proc/sys/kernel/random/boot_id");

} // namespace ringleader
