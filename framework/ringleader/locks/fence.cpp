// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/fence.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

namespace ringleader {

namespace {

constexpr std::uint32_t fence_format = 1;
constexpr std::size_t checksum_bytes = 8;

std::uint64_t checksum(const bytes& data, std::size_t size) {
  return stable_hash(as_view(data).substr(0, size));
}

} // namespace

result<void> fence::check(const std::string& resource, fencing_token token) const {
  if (!token) return {errc::refused, "zero is no token: whoever has none holds nothing"};
  if (resource.empty() || resource.size() > name_bytes_max)
    return {errc::refused,
            "a resource's name must have 1 to " + std::to_string(name_bytes_max) + " bytes"};
  auto at = marks_.find(resource);
  if (at == marks_.end()) {
    if (marks_.size() < resources_max_) return {};
    return {errc::overloaded, "the fence guards " + std::to_string(resources_max_) +
                                " resources already; forget some or give it a larger bound"};
  }
  if (token >= at->second) return {};
  return {errc::lease_lost, "'" + resource + "' has seen token " + to_string(at->second) +
                              ", so token " + to_string(token) +
                              " is of an earlier holder; acquire again"};
}

result<void> fence::admit(const std::string& resource, fencing_token token) {
  auto ok = check(resource, token);
  if (ok) marks_[resource] = token;
  return ok;
}

fencing_token fence::mark(const std::string& resource) const {
  auto at = marks_.find(resource);
  return at == marks_.end() ? fencing_token{} : at->second;
}

bytes fence::save() const {
  bytes out;
  encoder to{out};
  to.put(fence_format);
  to.put(marks_);
  to.put(checksum(out, out.size()));
  return out;
}

result<fence> fence::load(const bytes& stored, std::size_t resources_max) {
  fence fresh{resources_max};
  if (stored.empty()) return fresh;
  failure damaged{errc::corrupt, "the stored marks of the fence are damaged; admit nothing until "
                                 "they are put back"};
  if (stored.size() < checksum_bytes) return damaged;
  auto size = stored.size() - checksum_bytes;
  decoder tail{stored.data() + size, checksum_bytes};
  std::uint64_t sum = 0;
  if (!tail.get(sum) || sum != checksum(stored, size)) return damaged;
  decoder from{stored.data(), size};
  std::uint32_t format = 0;
  if (!from.get(format)) return damaged;
  if (format != fence_format)
    return {errc::newer_format, "the stored marks of the fence have format " +
                                  std::to_string(format) + "; install a newer release"};
  if (!from.get(fresh.marks_) || from.remaining() != 0) return damaged;
  return fresh;
}

} // namespace ringleader
