// SPDX-License-Identifier: BSD-3-Clause
/// random_commands: proposals that a cluster could make, and some that it never should:
/// repetitions, wrong tokens, dead sessions, stale epochs. They look at a replica, so that most of
/// them hit.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/registry/registry.hpp>

#include <vector>

namespace ringleader::registry {

class random_commands {
public:
  /// Each placement has its turn over consecutive seeds.
  explicit random_commands(std::uint64_t seed)
    : placement_(static_cast<ringleader::placement>(seed % 4)), random_(seed) {}

  /// The next entry of the log, encoded.
  shared_bytes next(const registry& seen);

private:
  envelope fresh(const registry& seen);
  command newcomer(const registry& seen);
  command leader(const registry& seen);
  command member(const registry& seen, session_id who);
  command grant(const registry& seen, session_id who);
  command election(const registry& seen);
  std::vector<lock_want> wants();
  std::vector<move_ref> moves(const registry& seen, session_id owner);

  session_id any_session(const registry& seen);
  std::string any(const char* prefix, std::uint64_t count);
  fencing_token any_token(const registry& seen);

  ringleader::placement placement_;
  random_source random_;
  registry_time clock_{};
  std::uint64_t last_sequence_ = 0;
  std::vector<envelope> past_;
};

} // namespace ringleader::registry
