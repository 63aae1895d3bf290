// SPDX-License-Identifier: BSD-3-Clause
// A small file store, the resource that a lock guards: it keeps a fence beside its data and refuses
// whoever comes with a token that is smaller than one it has seen.
#pragma once

#include <ringleader/ringleader.hpp>

#include <string>

class file_store {
public:
  /// The data is in `path`, the marks in `path`.fence. Several processes may use the same.
  explicit file_store(std::string path) : path_(std::move(path)) {}

  /// lease_lost: a later holder was here. The marks are on disk before the line is.
  ringleader::result<void> append(ringleader::fencing_token token, const std::string& line);

  std::string read() const;

private:
  std::string path_;
};
