// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/effects.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::control {

bool operator==(const forward& a, const forward& b) {
  return a.to == b.to && a.envelopes == b.envelopes;
}
bool operator==(const pass_renewal& a, const pass_renewal& b) {
  return a.to == b.to && a.session == b.session && a.id == b.id;
}
bool operator==(const renewed& a, const renewed& b) {
  return a.to == b.to && a.session == b.session && a.id == b.id;
}
bool operator==(const concluded& a, const concluded& b) {
  return a.cookie == b.cookie && a.what == b.what && a.error == b.error;
}
bool operator==(const published& a, const published& b) {
  return a.events == b.events && a.anew == b.anew;
}
bool operator==(const flush_soon&, const flush_soon&) { return true; }
bool operator==(const stage& a, const stage& b) { return a.upto == b.upto && a.state == b.state; }
bool operator==(const stopped& a, const stopped& b) { return a.why == b.why; }

namespace {

template <class T> std::string in_raft(const T& e) {
  return consensus::to_string(consensus::effect{e});
}

std::string renewal(const char* verb, store_id to, session_id session, std::uint64_t id) {
  return verb + (" session " + to_string(session)) + " id " + std::to_string(id) +
         (to ? " to " + to_hex(to) : "");
}

} // namespace

std::string to_string(const effect& e) {
  return match(
    e, [](const persist& x) { return in_raft(x); }, [](const send& x) { return in_raft(x); },
    [](const committed& x) { return in_raft(x); }, [](const role_changed& x) { return in_raft(x); },
    [](const install& x) { return in_raft(x); }, [](const transfer_ended& x) { return in_raft(x); },
    [](const forward& x) {
      return "forward " + std::to_string(x.envelopes.size()) + " to " + to_hex(x.to);
    },
    [](const pass_renewal& x) { return renewal("pass renewal", x.to, x.session, x.id); },
    [](const renewed& x) { return renewal("renewed", x.to, x.session, x.id); },
    [](const concluded& x) {
      return "concluded " + std::to_string(x.cookie) + " " +
             (x.error.code == errc::none ? to_string(x.what) : to_string(x.error));
    },
    [](const published& x) {
      return "published " + std::to_string(x.events.size()) + (x.anew ? " anew" : "");
    },
    [](const read_ready& x) { return in_raft(x); }, [](const read_failed& x) { return in_raft(x); },
    [](const flush_soon&) { return std::string{"flush soon"}; },
    [](const stage& x) {
      return "stage " + to_string(x.upto) + " " + std::to_string(x.state.size()) + "B";
    },
    [](const stopped& x) { return "stopped: " + to_string(x.why); });
}

} // namespace ringleader::control
