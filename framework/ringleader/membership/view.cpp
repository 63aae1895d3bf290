// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/view.hpp>

#include <algorithm>

namespace ringleader {

namespace {

template <class Predicate> const member* find_if(const view& v, Predicate matches) {
  auto at = std::find_if(v.members.begin(), v.members.end(), matches);
  return at == v.members.end() ? nullptr : &*at;
}

} // namespace

const member* find(const view& v, const std::string& name) {
  return find_if(v, [&](const member& m) { return m.name == name; });
}

const member* find(const view& v, session_id session) {
  if (!session) return nullptr; // none is no session, although members that are gone carry it
  return find_if(v, [&](const member& m) { return m.session == session; });
}

const member* find(const view& v, store_id store) {
  // A node that was renamed left the old name behind.
  auto* living = find_if(v, [&](const member& m) { return m.store == store && alive(m); });
  if (living != nullptr) return living;
  return find_if(v, [&](const member& m) { return m.store == store; });
}

session_id session_of(const view& v, boot_id boot) {
  auto* living = find_if(v, [&](const member& m) { return m.boot == boot && alive(m); });
  return living == nullptr ? session_id{} : living->session;
}

std::size_t count_alive(const view& v) {
  return static_cast<std::size_t>(std::count_if(v.members.begin(), v.members.end(), alive));
}

std::string to_string(const view& v) {
  auto text = "view " + to_string(v.version) + '\n';
  for (const auto& m : v.members) text += to_string(m) + '\n';
  return text;
}

} // namespace ringleader
