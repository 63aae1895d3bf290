// SPDX-License-Identifier: BSD-3-Clause
/// fence: the resource's side of a lock: it remembers the greatest token that each resource has
/// seen and refuses smaller ones. No lock service can stop a holder that was frozen and wakes up
/// late; the resource can.
///
///   auto marks = fence::load(stored);                    // beside the data; empty: a new one
///   if (auto ok = marks->admit("payroll.csv", token); !ok) return ok.error();
///   write_together(data, marks->save());                 // in one transaction, or the marks first
///
/// Any counter that rises with each grant will do: lock tokens, election terms and partition epochs
/// come from one counter of the cluster, so a resource may be guarded by all three.
///
/// What it asks of the application: the marks are durable no later than the first effect under a
/// token; one process at a time writes them; a resource that is asked for is never forgotten as
/// long as an old holder may still write to it.
///
/// Does not promise anything about effects that went past it, or if the marks are restored from an
/// older copy than the data.
///
/// Invariant: a resource's mark never falls.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/result.hpp>

#include <map>
#include <string>

namespace ringleader {

class fence {
public:
  static constexpr std::size_t resources_default = 65'536;
  static constexpr std::size_t name_bytes_max = 4'096;

  explicit fence(std::size_t resources_max = resources_default) : resources_max_(resources_max) {}

  /// Ok and remembered if the token is as large as the largest seen; else lease_lost: the caller is
  /// not the newest holder any more, and nothing may be done for it. refused for a token of zero
  /// and for a bad name, overloaded for one resource too many.
  result<void> admit(const std::string& resource, fencing_token token);

  /// What admit would answer, without remembering it.
  result<void> check(const std::string& resource, fencing_token token) const;

  /// None if the resource has seen no token.
  fencing_token mark(const std::string& resource) const;

  /// The resource is gone for good: a smaller token will be admitted to its name.
  void forget(const std::string& resource) { marks_.erase(resource); }

  std::size_t resources() const { return marks_.size(); }

  /// A format number, the marks, and a checksum over both (docs/formats.md).
  bytes save() const;

  /// No bytes: a fence that has seen nothing. corrupt for bytes that are damaged, newer_format for
  /// those of a later release: then nothing may be admitted, since nobody knows what was.
  static result<fence> load(const bytes& stored, std::size_t resources_max = resources_default);

  friend bool operator==(const fence& a, const fence& b) { return a.marks_ == b.marks_; }

private:
  std::size_t resources_max_;
  std::map<std::string, fencing_token> marks_;
};

} // namespace ringleader
