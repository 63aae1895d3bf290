// SPDX-License-Identifier: BSD-3-Clause
#include "ledger.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace wordcount {

std::shared_ptr<ledger> ledger::open(const std::string& path) {
  auto file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return nullptr;
  return std::shared_ptr<ledger>{new ledger{file}};
}

ledger::~ledger() { ::close(file_); }

bool ledger::append(const ledger_record& record) {
  return ::write(file_, &record, sizeof record) == static_cast<ssize_t>(sizeof record);
}

} // namespace wordcount
