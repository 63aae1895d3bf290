// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/joiner_events.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::joining {

bool operator==(const started& a, const started& b) { return a.membership == b.membership; }
bool operator==(const boot_drawn& a, const boot_drawn& b) { return a.boot == b.boot; }
bool operator==(const members_seen& a, const members_seen& b) {
  return *a.members == *b.members && a.reset == b.reset && a.depended_on == b.depended_on;
}
bool operator==(const join_accepted& a, const join_accepted& b) { return a.boot == b.boot; }
bool operator==(const join_refused& a, const join_refused& b) {
  return a.boot == b.boot && a.why == b.why && a.retry == b.retry;
}
bool operator==(const join_failed& a, const join_failed& b) {
  return a.boot == b.boot && a.why == b.why;
}
bool operator==(const renewal_answered& a, const renewal_answered& b) {
  return a.session == b.session && a.id == b.id;
}
bool operator==(const type_known& a, const type_known& b) {
  return a.name == b.name && a.hosts == b.hosts;
}
bool operator==(const announce_failed& a, const announce_failed& b) {
  return a.session == b.session && a.type == b.type;
}
bool operator==(const leave_begun&, const leave_begun&) { return true; }
bool operator==(const leave_asked& a, const leave_asked& b) { return a.cookie == b.cookie; }
bool operator==(const leave_ended& a, const leave_ended& b) {
  return a.cookie == b.cookie && a.why == b.why;
}
bool operator==(const depart_asked&, const depart_asked&) { return true; }
bool operator==(const begin_leave_failed&, const begin_leave_failed&) { return true; }
bool operator==(const transport_renewed&, const transport_renewed&) { return true; }
bool operator==(const tick& a, const tick& b) { return a.in_cluster == b.in_cluster; }

bool operator==(const draw_boot&, const draw_boot&) { return true; }
bool operator==(const submit_join& a, const submit_join& b) {
  return a.boot == b.boot && a.replaces == b.replaces;
}
bool operator==(const renew& a, const renew& b) { return a.session == b.session && a.id == b.id; }
bool operator==(const set_lease& a, const set_lease& b) {
  return a.session == b.session && a.until == b.until;
}
bool operator==(const begin_lease&, const begin_lease&) { return true; }
bool operator==(const announce& a, const announce& b) {
  return a.session == b.session && a.type == b.type && a.hosts == b.hosts;
}
bool operator==(const submit_leave& a, const submit_leave& b) { return a.cookie == b.cookie; }
bool operator==(const answer_leave& a, const answer_leave& b) {
  return a.cookie == b.cookie && a.why == b.why;
}
bool operator==(const submit_begin_leave&, const submit_begin_leave&) { return true; }
bool operator==(const depart&, const depart&) { return true; }
bool operator==(const link& a, const link& b) { return a.to == b.to; }
bool operator==(const unlink& a, const unlink& b) { return a.to == b.to; }
bool operator==(const publish_view&, const publish_view&) { return true; }
bool operator==(const session_opened& a, const session_opened& b) { return a.session == b.session; }
bool operator==(const session_over& a, const session_over& b) { return a.session == b.session; }
bool operator==(const join_denied& a, const join_denied& b) { return a.why == b.why; }
bool operator==(const still_joining& a, const still_joining& b) {
  return a.since == b.since && a.why == b.why;
}
bool operator==(const give_up& a, const give_up& b) { return a.why == b.why; }

namespace {

std::string text(session_id session) { return " session=" + to_string(session); }

std::string text(boot_id boot) { return " boot=" + to_string(boot); }

std::string text(const failure& why) {
  return why.code == errc::none ? std::string{} : " (" + to_string(why) + ")";
}

std::string text(std::uint64_t cookie) { return " " + std::to_string(cookie); }

std::string text_of_type(const std::string& type, bool hosts) {
  return " " + type + (hosts ? " hosted" : " routed");
}

} // namespace

std::string to_string(const event& e) {
  using namespace std::string_literals;
  return match(
    e, [](const started& x) { return "started" + (x.membership ? text(x.membership) : ""); },
    [](const boot_drawn& x) { return "drawn" + text(x.boot); },
    [](const members_seen& x) {
      return "members version=" + to_string(x.members->version) + (x.reset ? " reset" : "") +
             (x.depended_on ? "" : " idle");
    },
    [](const join_accepted& x) { return "join_accepted" + text(x.boot); },
    [](const join_refused& x) {
      return "join_refused" + text(x.boot) + text(x.why) + (x.retry ? " retry" : "");
    },
    [](const join_failed& x) { return "join_failed" + text(x.boot) + text(x.why); },
    [](const renewal_answered& x) {
      return "renewal_answered" + text(x.session) + " id=" + to_string(x.id);
    },
    [](const type_known& x) { return "type" + text_of_type(x.name, x.hosts); },
    [](const announce_failed& x) { return "announce_failed" + text(x.session) + " " + x.type; },
    [](const leave_begun&) { return "leave_begun"s; },
    [](const leave_asked& x) { return "leave_asked" + text(x.cookie); },
    [](const leave_ended& x) { return "leave_ended" + text(x.cookie) + text(x.why); },
    [](const depart_asked&) { return "depart_asked"s; },
    [](const begin_leave_failed&) { return "begin_leave_failed"s; },
    [](const transport_renewed&) { return "transport_renewed"s; },
    [](const tick& x) { return x.in_cluster ? "tick in_cluster"s : "tick"s; });
}

std::string to_string(const effect& e) {
  using namespace std::string_literals;
  return match(
    e, [](const draw_boot&) { return "draw_boot"s; },
    [](const submit_join& x) {
      return "join" + text(x.boot) + (x.replaces ? " replaces=" + to_string(x.replaces) : "");
    },
    [](const renew& x) { return "renew" + text(x.session) + " id=" + to_string(x.id); },
    [](const set_lease& x) {
      if (x.until == instant::min()) return x.session ? "no lease" + text(x.session) : "no lease"s;
      return "lease" + text(x.session) + " until " +
             ringleader::to_string(x.until.time_since_epoch());
    },
    [](const begin_lease&) { return "begin_lease"s; },
    [](const announce& x) { return "announce" + text(x.session) + text_of_type(x.type, x.hosts); },
    [](const submit_leave& x) { return "leave" + text(x.cookie); },
    [](const answer_leave& x) { return "answer_leave" + text(x.cookie) + text(x.why); },
    [](const submit_begin_leave&) { return "begin_leave"s; },
    [](const depart&) { return "depart"s; },
    [](const link& x) { return "link " + to_string(x.to); },
    [](const unlink& x) { return "unlink " + to_string(x.to); },
    [](const publish_view&) { return "publish"s; },
    [](const session_opened& x) { return "opened" + text(x.session); },
    [](const session_over& x) { return "over" + text(x.session); },
    [](const join_denied& x) { return "denied" + text(x.why); },
    [](const still_joining& x) {
      return "still_joining " + ringleader::to_string(x.since) + text(x.why);
    },
    [](const give_up& x) { return "give_up" + text(x.why); });
}

} // namespace ringleader::joining
