// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/host/host_identity.hpp>

#include <fstream>

namespace ringleader {

result<std::string> kernel_boot_id(const std::string& path) {
  std::ifstream in{path};
  std::string id;
  if (!std::getline(in, id) || id.size() != 36)
    return {errc::io_error, "cannot read the kernel's boot id from " + path + "; mount /proc"};
  return id;
}

} // namespace ringleader
