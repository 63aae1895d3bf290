// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/entries.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

namespace ringleader::registry {

namespace {

// The shapes of envelope and log_command, with what is encoded already or is to be hashed.
struct envelope_around {
  const std::optional<proposer>& from;
  encoded_view command;
};
struct entry_around {
  registry_time stamp;
  encoded_view envelope;
};
struct envelope_read {
  std::optional<proposer> from;
  with_source<command> what;
};
struct entry_read {
  registry_time stamp;
  envelope_read body;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, envelope_around& x) {
  return f(x.from, x.command);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, entry_around& x) {
  return f(x.stamp, x.envelope);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, envelope_read& x) {
  return f(x.from, x.what);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, entry_read& x) {
  return f(x.stamp, x.body);
}

} // namespace

bytes encode_envelope(const std::optional<proposer>& from, const bytes& command) {
  return encode(envelope_around{from, {as_view(command)}});
}

shared_bytes encode_entry(registry_time stamp, const bytes& envelope) {
  return encode_shared(entry_around{stamp, {as_view(envelope)}});
}

shared_bytes encode_entry(registry_time stamp, const envelope& body) {
  return encode_shared(log_command{stamp, body});
}

result<read_command> read_entry(const shared_bytes& entry) {
  auto read = decode<entry_read>(entry);
  if (!read) return read.error();
  auto& what = read->body.what;
  auto hash =
    what.source.empty() ? stable_hash(as_view(encode(what.value))) : stable_hash(what.source);
  return read_command{{read->stamp, {read->body.from, std::move(what.value)}}, hash};
}

} // namespace ringleader::registry
