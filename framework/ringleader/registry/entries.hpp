// SPDX-License-Identifier: BSD-3-Clause
/// Entries of the control log as bytes. A command is encoded once, by its proposer; envelope and
/// entry are put around these bytes, and who applies the entry hashes them where they stand.
///
///   node:    auto command = encode(registry::command{...});
///            auto envelope = encode_envelope(from, command);
///   leader:  auto entry = encode_entry(stamp, envelope);
///   all:     registry.apply(index, read_entry(entry));
///
/// The bytes are those of encode(envelope) and encode(log_command).
#pragma once

#include <ringleader/registry/commands.hpp>

#include <ringleader/base/shared_bytes.hpp>

namespace ringleader::registry {

/// The envelope of an encoded command.
bytes encode_envelope(const std::optional<proposer>& from, const bytes& command);

/// The entry of an encoded envelope; the leader makes it when it appends.
shared_bytes encode_entry(registry_time stamp, const bytes& envelope);
shared_bytes encode_entry(registry_time stamp, const envelope& body);

struct read_command {
  log_command of;
  std::uint64_t hash = 0; ///< of the command's encoded form
};

/// malformed: no command that this release knows.
result<read_command> read_entry(const shared_bytes& entry);

} // namespace ringleader::registry
