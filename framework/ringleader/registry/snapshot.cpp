// SPDX-License-Identifier: BSD-3-Clause
// The state as one file, and its digest.
#include <ringleader/registry/registry.hpp>
#include <ringleader/registry/state_check.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

namespace ringleader::registry {

namespace {

constexpr std::uint32_t snapshot_format = 1;

/// A state with other sessions, to be encoded like one.
struct state_with {
  const state& other;
  const std::map<session_id, session_record>& sessions;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, state_with& x) {
  auto& o = x.other;
  return f(o.applied, o.now, o.founded, o.settings, o.tokens, o.last_session, o.version, o.members,
           x.sessions, o.types, o.table, o.locks, o.elections);
}

} // namespace

shared_bytes registry::snapshot(std::size_t about) const {
  bytes out;
  out.reserve(about + about / 8);
  encoder to{out};
  to.put(snapshot_format);
  to.put(state_);
  return shared_bytes::adopt(std::move(out));
}

result<registry> registry::restore(const shared_bytes& data) {
  decoder from{data};
  std::uint32_t format = 0;
  if (!from.get(format)) return {errc::malformed, "the snapshot of the registry is too short"};
  if (format != snapshot_format)
    return {errc::newer_format, "the snapshot of the registry has format " +
                                  std::to_string(format) + "; install a newer release"};
  registry fresh;
  if (!from.get(fresh.state_) || from.remaining() != 0)
    return {errc::malformed, "the snapshot of the registry is damaged"};
  if (auto ok = understands(fresh.settings()); !ok) return ok.error();
  if (auto ok = check_state(fresh.state_); !ok) return ok.error();
  fresh.refresh(true, true);
  return fresh;
}

result<registry> registry::restore(const shared_bytes& data, log_index at) {
  auto state = restore(data);
  if (state && state->applied_index() > at)
    return {errc::malformed,
            "the snapshot of the registry is of a later index than " + to_string(at)};
  return state;
}

std::uint64_t registry::digest() const {
  // The wording of a refusal may differ between releases that run side by side; it decides nothing.
  auto sessions = state_.sessions;
  for (auto& [session, record] : sessions) record.window.forget_messages();
  return stable_hash(as_view(encode(state_with{state_, sessions})));
}

} // namespace ringleader::registry
