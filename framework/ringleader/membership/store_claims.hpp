// SPDX-License-Identifier: BSD-3-Clause
/// store_claims: whose a store id is, and what a hello that names one may do to the process that
/// has its place now. Asked before anything of the present connections is touched.
///
/// Rules, the first that fits:
///   1. A store id belongs to the member that the registry has with it, and before that to the name
///      in the certificate that used it first, for as long as this process lives: another name, a
///      client or an admin is refused.
///   2. Nobody has the place: it is free.
///   3. A node takes the place of a client or an admin.
///   4. Another role or another name than who has the place: refused.
///   5. The same boot id: the same process, which lost its connection before we did. It is granted.
///   6. Another boot id: a restart, or a second process on a copied directory. Granted when there
///      is evidence that the present process is gone: its connections end (the kernel of a host
///      that lives says so at once, and a ping to it asks for that), or it was silent for longer
///      than a process ever is that says a ping each interval. Refused when it says something
///      after the claim was made. Until one of the two happens the claim waits.
///
/// Does not promise anything against a peer that holds the certificate of the name, and without TLS
/// none against one that tells the same name, role and boot id. Pure but for the memory of rule 1.
#pragma once

#include <ringleader/base/ports/transport.hpp>
#include <ringleader/base/time.hpp>

#include <map>
#include <optional>
#include <set>

namespace ringleader::joining {

/// Who has the place of a store id, at the time when a claim to it is judged.
struct place_holder {
  peer_info who;
  duration silent_for{};          // since its last byte on any connection
  bool heard_since_claim = false; // it said something after the claim was made
};

enum class claim_verdict : std::uint8_t { granted, waits, refused };

/// Times without a word after which a process that should ping is taken for gone.
constexpr duration silence_of_the_gone(duration ping) { return ping + ping / 2; }

class store_claims {
public:
  /// certified: the claim's name and role are those of its certificate. ping: the interval at which
  /// a live process says something.
  claim_verdict judge(const peer_info& claim, const std::optional<place_holder>& present,
                      bool certified, duration ping) const;

  /// A node whose certificate grants its name has the place of its store id now.
  void remember(const peer_info& node);

  /// The members as the registry has them, in place of those before. So a process that has just
  /// started knows whose the stores are before anybody connects to it.
  void know(const std::vector<store_owner>& members);

private:
  /// A name has one store at a time and gets another one when its disk is lost; more only tries to
  /// fill our memory. Then it forgets its own, never those of others.
  static constexpr std::size_t stores_per_name_max = 8;

  bool belongs_to_other(const peer_info& claim, bool certified) const;

  const std::string* owner_of(store_id store) const;

  std::map<store_id, std::string> members_;
  std::map<store_id, std::string> owners_;
  std::map<std::string, std::set<store_id>> stores_;
};

} // namespace ringleader::joining
