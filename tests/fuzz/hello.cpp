// SPDX-License-Identifier: BSD-3-Clause
// Any bytes as the body of a hello and of a refusal, and what is made of them: objections, the
// grants of a certificate, the claim to a store id.
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/drivers/net/claim_refusal.hpp>
#include <ringleader/drivers/net/hello.hpp>

using namespace ringleader;
using namespace ringleader::net;

namespace {

bool printable(const std::string& text) {
  for (unsigned char c : text)
    if (c < 0x20 || c == 0x7f) return false;
  return true;
}

hello node_of_prod() {
  hello h;
  h.protocol_version = 1;
  h.cluster_name = "prod";
  h.store = store_id{1};
  h.boot = boot_id{11};
  h.name = "a";
  h.advertise = {"127.0.0.1", 4700};
  return h;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  EXPECTS(printable(read_refusal(data, size).message));
  auto theirs = read_hello(data, size);
  if (!theirs) return 0;
  auto ours = node_of_prod();
  if (auto why = find_objection(ours, *theirs)) EXPECTS(printable(why->message));
  if (auto why = find_missing_grant({granting_uri("prod", peer_role::node, "b")}, "prod", *theirs))
    EXPECTS(printable(why->message));
  auto again = encode(*theirs); // of this release: what a later one appended is gone
  EXPECTS(read_hello(again.data(), again.size()));

  joining::store_claims claims;
  claims.remember(to_peer(ours));
  auto claim = to_peer(*theirs);
  auto judged =
    claims.judge(claim, joining::place_holder{to_peer(ours), {}, true}, true, duration{1});
  EXPECTS(printable(why_refused(claim, {}).message));
  auto stolen = claim.store == ours.store && (claim.name != ours.name || claim.role != ours.role);
  EXPECTS(!stolen || judged == joining::claim_verdict::refused);
  return 0;
}
