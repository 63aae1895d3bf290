// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/events.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::control {

bool operator==(const submit& a, const submit& b) {
  return a.cookie == b.cookie && a.session == b.session && a.what == b.what &&
         a.patience == b.patience;
}
bool operator==(const submit_join& a, const submit_join& b) {
  return a.cookie == b.cookie && a.who == b.who;
}
bool operator==(const sender& a, const sender& b) { return a.store == b.store && a.name == b.name; }
bool operator==(const forwarded& a, const forwarded& b) {
  return a.from == b.from && a.envelopes == b.envelopes;
}
bool operator==(const flush&, const flush&) { return true; }
bool operator==(const renew& a, const renew& b) {
  return a.from == b.from && a.session == b.session && a.id == b.id;
}
bool operator==(const feed& a, const feed& b) { return a.learner == b.learner; }
bool operator==(const staged& a, const staged& b) { return a.upto == b.upto; }
bool operator==(const catch_up&, const catch_up&) { return true; }

namespace {

template <class T> std::string in_raft(const T& e) {
  return consensus::to_string(consensus::event{e});
}

} // namespace

std::string to_string(const event& e) {
  return match(
    e, [](const tick& x) { return in_raft(x); }, [](const received& x) { return in_raft(x); },
    [](const persisted& x) { return in_raft(x); }, [](const disk_failed& x) { return in_raft(x); },
    [](const transfer& x) { return in_raft(x); }, [](const read& x) { return in_raft(x); },
    [](const rank& x) { return in_raft(x); }, [](const add_learner& x) { return in_raft(x); },
    [](const remove_learner& x) { return in_raft(x); }, [](const promote& x) { return in_raft(x); },
    [](const demote& x) { return in_raft(x); },
    [](const submit& x) {
      return "submit " + std::to_string(x.cookie) + " session " + to_string(x.session) + " " +
             to_string(x.what);
    },
    [](const submit_join& x) { return "submit join of " + x.who.name; },
    [](const forwarded& x) {
      return "forwarded " + std::to_string(x.envelopes.size()) + " from " + to_hex(x.from.store);
    },
    [](const flush&) { return std::string{"flush"}; },
    [](const renew& x) {
      return "renew session " + to_string(x.session) + " id " + std::to_string(x.id) +
             (x.from.store ? " from " + to_hex(x.from.store) : "");
    },
    [](const feed& x) { return "feed " + to_hex(x.learner); },
    [](const staged& x) { return "staged " + to_string(x.upto); },
    [](const catch_up&) { return std::string{"catch up"}; });
}

} // namespace ringleader::control
