// SPDX-License-Identifier: BSD-3-Clause
/// Commands about the cluster, its members and their sessions.
///
/// Who proposes: join: a node without a session; begin_leave, leave, announce_type: a node in its
/// session's name; found, expire_sessions, raise_feature_level, forget_member, skip_tokens: the
/// control leader, without a session, as compare-and-set on the state that it decided from.
#pragma once

#include <ringleader/membership/member.hpp>
#include <ringleader/registry/settings.hpp>

#include <vector>

namespace ringleader::registry {

/// The first command of a cluster. Repeated with equal settings it is done already.
struct found {
  cluster_settings settings;

  friend bool operator==(const found& a, const found& b) { return a.settings == b.settings; }
};

/// Opens a session. Keyed by the boot id: a repetition gets the same outcome, and a boot whose
/// session ended never gets another.
struct join {
  boot_id boot;
  std::string name;
  endpoint advertise;
  store_id store;
  std::set<std::string> roles;
  std::string zone;
  std::uint32_t weight = member_weight_default;
  std::string app_version;
  std::string host_boot;
  lock_file_id lock_file; ///< set only by a node that holds the lock
  cluster_settings own;   ///< what the node is configured with; feature_level: the highest it knows
  session_id replaces; ///< the live session of its store that the node knows; none if there is none

  friend bool operator==(const join& a, const join& b) {
    return std::tie(a.boot, a.name, a.advertise, a.store, a.roles, a.zone, a.weight, a.app_version,
                    a.host_boot, a.lock_file, a.own, a.replaces) ==
           std::tie(b.boot, b.name, b.advertise, b.store, b.roles, b.zone, b.weight, b.app_version,
                    b.host_boot, b.lock_file, b.own, b.replaces);
  }
};

/// The member keeps its session and serves on, but is given nothing more; a rebalance takes its
/// partitions from it.
struct begin_leave {
  friend bool operator==(const begin_leave&, const begin_leave&) { return true; }
};

/// Ends the proposer's session: the member is removed, its locks and partitions go to others.
struct leave {
  friend bool operator==(const leave&, const leave&) { return true; }
};

/// Ends those of the sessions that are still open; refused if none is.
struct expire_sessions {
  std::vector<session_id> sessions;

  friend bool operator==(const expire_sessions& a, const expire_sessions& b) {
    return a.sessions == b.sessions;
  }
};

/// Removes a member that is down from the view.
struct forget_member {
  std::string name;
  ringleader::incarnation incarnation;

  friend bool operator==(const forget_member& a, const forget_member& b) {
    return a.name == b.name && a.incarnation == b.incarnation;
  }
};

/// The proposer knows an entity type by these messages (message_list.hpp); `hosts` if it also runs
/// its entities. incompatible_type while another live member knows one of them with other fields;
/// overloaded while members know it in too many versions.
struct announce_type {
  std::string type;
  std::string messages;
  bool hosts = true;

  friend bool operator==(const announce_type& a, const announce_type& b) {
    return std::tie(a.type, a.messages, a.hosts) == std::tie(b.type, b.messages, b.hosts);
  }
};

/// Refused unless `to` follows the present level and every live member supports it.
struct raise_feature_level {
  std::uint32_t to = 0;

  friend bool operator==(const raise_feature_level& a, const raise_feature_level& b) {
    return a.to == b.to;
  }
};

/// After a restore or a forced recovery: grants that the old state made are not known here, so the
/// counter jumps over them. Refused unless the counter still is where the proposer saw it.
struct skip_tokens {
  fencing_token seen;
  std::uint64_t by = 0;

  friend bool operator==(const skip_tokens& a, const skip_tokens& b) {
    return a.seen == b.seen && a.by == b.by;
  }
};

std::string to_string(const found& c);
std::string to_string(const join& c);
std::string to_string(const begin_leave& c);
std::string to_string(const leave& c);
std::string to_string(const expire_sessions& c);
std::string to_string(const forget_member& c);
std::string to_string(const announce_type& c);
std::string to_string(const raise_feature_level& c);
std::string to_string(const skip_tokens& c);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, found& x) {
  return f(x.settings);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, join& x) {
  return f(x.boot, x.name, x.advertise, x.store, x.roles, x.zone, x.weight, x.app_version,
           x.host_boot, x.lock_file, x.own, x.replaces);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, begin_leave&) {
  return f();
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, leave&) {
  return f();
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, expire_sessions& x) {
  return f(x.sessions);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, forget_member& x) {
  return f(x.name, x.incarnation);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, announce_type& x) {
  return f(x.type, x.messages, x.hosts);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, raise_feature_level& x) {
  return f(x.to);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, skip_tokens& x) {
  return f(x.seen, x.by);
}

} // namespace ringleader::registry
