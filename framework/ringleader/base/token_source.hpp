// SPDX-License-Identifier: BSD-3-Clause
/// token_source: the one counter that lock tokens, election terms and partition epochs draw from.
/// Replicated state; the registry owns it and lends it to its tables by reference.
///
///   fencing_token t = tokens.draw();
///
/// Why not the log index: one entry may grant twice, and a restored backup has a lower index.
/// Invariant: no value is drawn twice and each is larger than all before.
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/base/ids.hpp>

namespace ringleader {

class token_source {
public:
  token_source() = default;
  explicit token_source(fencing_token last) : last_(last) {}

  fencing_token draw() {
    EXPECTS(last_.value < UINT64_MAX);
    return last_ = last_.next();
  }

  /// The largest token ever drawn.
  fencing_token last() const { return last_; }

  /// Skips `by` tokens: after a restore from a backup, for those that the backup does not know.
  void skip(std::uint64_t by) {
    EXPECTS(by <= UINT64_MAX - last_.value);
    last_.value += by;
  }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, token_source& x) {
    return f(x.last_);
  }

private:
  fencing_token last_;
};

} // namespace ringleader
