// SPDX-License-Identifier: BSD-3-Clause
/// bare_words: frames as bytes, for those who speak to a port without being a process of ours.
#pragma once

#include "wire_fixture.hpp"

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/drivers/net/framing.hpp>
#include <ringleader/drivers/net/hello.hpp>

namespace ringleader::net {

inline bytes operator+(bytes a, const bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline bytes control(frame_kind kind, const bytes& body = {}) {
  bytes out;
  put_control(out, kind, body);
  return out;
}

inline bytes data_on(std::uint8_t channel, const bytes& body = bytes(3)) {
  bytes out;
  put_data(out, channel, body);
  return out;
}

/// What somebody of cluster prod claims who is not a process of ours.
inline hello claim_of(peer_role role, const std::string& name, std::uint64_t store,
                      std::uint64_t boot, lane on = lane::data) {
  hello h;
  h.protocol_version = 1;
  h.cluster_name = "prod";
  h.store = store_id{store};
  h.boot = boot_id{boot};
  h.role = role;
  h.on = on;
  h.name = name;
  if (role == peer_role::node) h.advertise = {"127.0.0.1", 1};
  return h;
}

inline bytes said(const hello& h, frame_kind as = frame_kind::hello) {
  return control(as, encode(h));
}

/// The frame that says that kind, well-formed as far as it can be.
inline bytes frame_of(frame_kind kind, const hello& who) {
  switch (kind) {
  case frame_kind::hello:
  case frame_kind::hello_ok: return said(who, kind);
  case frame_kind::refused: return control(kind, encode(refusal{errc::refused, "no"}));
  case frame_kind::ready:
  case frame_kind::ping: return control(kind);
  case frame_kind::data: break;
  }
  return data_on(admin_channel);
}

} // namespace ringleader::net
