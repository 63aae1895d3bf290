// SPDX-License-Identifier: BSD-3-Clause
// Built in place of zookeeper_locks.cpp where the headers are missing.
#include "zookeeper_locks.hpp"

namespace ringleader::bench {

std::unique_ptr<lock_service> start_zookeeper_locks(const data_place&, std::string& why) {
  why = "built without libzookeeper-mt-dev";
  return nullptr;
}

} // namespace ringleader::bench
