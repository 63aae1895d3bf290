// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/hello.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/ports/driver_bounds.hpp>
#include <ringleader/drivers/net/options.hpp>
#include <ringleader/drivers/net/printable.hpp>

#include <algorithm>

namespace ringleader::net {

namespace {

constexpr std::size_t reason_max = 1024;

bool can_be_dialed(const endpoint& e) { return !e.host.empty() && e.port != 0; }

bool plausible(const hello& h) {
  return h.magic == hello_magic && h.store && h.boot && h.role <= peer_role::admin &&
         h.on <= lane::data && !h.name.empty() && h.name.size() <= hello_text_max &&
         h.cluster_name.size() <= hello_text_max && h.advertise.host.size() <= hello_text_max &&
         (h.role != peer_role::node || can_be_dialed(h.advertise));
}

std::string subject(const hello& h) { return to_string(h.role) + ' ' + in_quotes(h.name); }

} // namespace

result<hello> read_hello(const std::uint8_t* data, std::size_t size) {
  decoder in{data, size};
  hello h;
  if (!in.get(h) || in.remaining() != 0 || !plausible(h))
    return {errc::malformed, "that is not the hello of a node, a client or an admin"};
  return h;
}

failure read_refusal(const std::uint8_t* data, std::size_t size) {
  decoder in{data, size};
  refusal said;
  if (!in.get(said)) return {errc::refused, "no reason given"};
  said.reason.resize(std::min(said.reason.size(), reason_max));
  return {said.code == errc::foreign_cluster ? said.code : errc::refused, printable(said.reason)};
}

std::optional<failure> find_objection(const hello& ours, const hello& theirs) {
  auto they = subject(theirs), we = subject(ours);
  if (ours.protocol_version != theirs.protocol_version)
    return failure{errc::refused, they + " speaks protocol version " +
                                    std::to_string(theirs.protocol_version) + ", " + we +
                                    " speaks " + std::to_string(ours.protocol_version) +
                                    ": upgrade the older one"};
  bool any = (theirs.role != peer_role::node && theirs.cluster_name.empty()) ||
             (ours.role != peer_role::node && ours.cluster_name.empty());
  if (!any && ours.cluster_name != theirs.cluster_name)
    return failure{errc::foreign_cluster,
                   they + " belongs to cluster " + in_quotes(theirs.cluster_name) + ", " + we +
                     " to " + in_quotes(ours.cluster_name) + ": check the endpoint and the name"};
  if (ours.cluster && theirs.cluster && ours.cluster != theirs.cluster)
    return failure{errc::foreign_cluster,
                   they + " belongs to the cluster with id " + to_hex(theirs.cluster) + ", " + we +
                     " to the one with id " + to_hex(ours.cluster) +
                     ": check the endpoint, or join with an empty data directory"};
  if (ours.store == theirs.store && ours.boot != theirs.boot)
    return failure{errc::refused, they + " and " + we + " have the same store id " +
                                    to_hex(theirs.store) +
                                    ": give each a data directory of its own, never a copy"};
  return std::nullopt;
}

std::string granting_uri(const std::string& cluster_name, peer_role role, const std::string& name) {
  return "ringleader:" + cluster_name + '/' + to_string(role) + '/' + name;
}

std::optional<failure> find_missing_grant(const std::vector<std::string>& granted,
                                          const std::string& cluster_name, const hello& claim) {
  auto needed = granting_uri(cluster_name, claim.role, claim.name);
  if (std::find(granted.begin(), granted.end(), needed) != granted.end()) return std::nullopt;
  std::string carried;
  for (auto& uri : granted) carried += (carried.empty() ? "" : ", ") + in_quotes(uri);
  return failure{errc::refused, "the certificate of " + subject(claim) +
                                  " must carry the SAN URI " + in_quotes(needed) + ", it carries " +
                                  (carried.empty() ? "none" : carried.substr(0, reason_max / 2))};
}

peer_info to_peer(const hello& from) {
  return {from.store, from.boot, from.role, from.name, from.advertise, from.cluster};
}

} // namespace ringleader::net
