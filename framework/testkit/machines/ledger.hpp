// SPDX-License-Identifier: BSD-3-Clause
/// ledger: the smallest replicated state that notices a lost, doubled or reordered command.
///
/// A client sends its commands with the numbers 1, 2, 3, ... and repeats one until it is answered
/// before it sends the next, so the ledger needs one number for each client: a command is in force
/// if it is the next, a repetition if it is not larger, and anything else means that one was lost.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/base/ids.hpp>

#include <string>
#include <vector>

namespace ringleader::testkit {

struct client_command {
  std::uint32_t client = 0;
  sequence number;
  bytes padding; // makes commands of different sizes

  friend bool operator==(const client_command& a, const client_command& b) {
    return a.client == b.client && a.number == b.number && a.padding == b.padding;
  }
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, client_command& x) {
  return f(x.client, x.number, x.padding);
}

inline std::string to_string(const client_command& x) {
  return "client " + std::to_string(x.client) + " command " + to_string(x.number);
}

enum class ledger_outcome : std::uint8_t { in_force, repeated, skipped };

class ledger {
public:
  ledger() = default;
  explicit ledger(std::size_t clients) : last_(clients) {}

  /// `repeats_known` off is a planted fault: repetitions take effect again.
  ledger_outcome apply(const client_command& command, bool repeats_known = true) {
    auto& last = last_.at(command.client);
    if (command.number <= last && repeats_known) return ledger_outcome::repeated;
    if (command.number > last.next()) return ledger_outcome::skipped;
    last = command.number;
    digest_ = stable_hash(digest_, stable_hash(command.client, command.number.value));
    return ledger_outcome::in_force;
  }

  sequence last(std::size_t client) const { return last_.at(client); }

  /// Of all that took effect, in its order.
  std::uint64_t digest() const { return digest_; }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, ledger& x) {
    return f(x.last_, x.digest_);
  }

private:
  std::vector<sequence> last_;
  std::uint64_t digest_ = 0;
};

} // namespace ringleader::testkit
