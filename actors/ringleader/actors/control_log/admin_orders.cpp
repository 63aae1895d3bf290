// SPDX-License-Identifier: BSD-3-Clause
// What an operator orders a node to do.
#include <ringleader/actors/control_log/admin_desk.hpp>
#include <ringleader/actors/runtime/query.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/drivers/net/port_law.hpp>

#include <nlohmann/json.hpp>

namespace ringleader {

namespace {

using nlohmann::json;

/// An object of plain values: what is nested deeper is not read at all.
json flat_object(const std::string& text) {
  auto plain = [](int depth, json::parse_event_t, const json&) { return depth <= 1; };
  return json::parse(text, plain, false);
}

json failed(const caf::error& why) { return {{"error", to_text(why)}}; }

std::string why_not_handed_over(errc why) {
  switch (why) {
  case errc::refused: return "that node is no voter, or leads already";
  case errc::overloaded: return "another transfer is under way; try again";
  case errc::unreachable: return "the node did not take over in time; this one leads on";
  default: return to_string(why);
  }
}

} // namespace

void admin_desk::order(const peer_info& from, const std::string& text) {
  auto verb = net::verb_of(text);
  std::string about{net::rest_of(text)};
  if (verb == "force-release") return force_release(from, about);
  if (verb == "transfer-leadership") return transfer_leadership(from.store, about);
  if (verb == "leave") return leave(from.store);
  if (verb == "log-level") return set_log_level(from, about);
  fail(from.store, "unknown question; there are: status, locks, lock, elections, election, "
                   "force-release, log-level, transfer-leadership, leave");
}

/// By order of an operator, with the reason in the control log for everybody who asks later.
void admin_desk::force_release(const peer_info& from, const std::string& order) {
  auto words = flat_object(order);
  if (!words.is_object() || !words.value("name", json{}).is_string() ||
      !words.value("token", json{}).is_number_unsigned() ||
      !words.value("reason", json{}).is_string())
    return fail(from.store, "force-release takes a name, a token and a reason");
  auto log = node_->book.get(child::control_log);
  if (!log) return fail(from.store, "the control log is being rebuilt; ask again");
  registry::force_lock command{words["name"], fencing_token{words["token"]}, words["reason"]};
  log::warn(log::area::locks, "a release is forced",
            {{"name", command.name},
             {"token", command.token},
             {"reason", command.reason},
             {"by", from.name}});
  request(log, caf::infinite, propose{command})
    .then(
      [this, to = from.store, name = command.name](const proposal_outcome& ended) {
        if (auto* no = registry::refusal(ended.what)) return fail(to, no->message);
        answer(to, {{"released", name}});
      },
      [this, to = from.store](const caf::error& why) { answer(to, failed(why)); });
}

void admin_desk::leave(store_id from) {
  query_registry(
    this, *node_, [](const registry::registry& r) { return count_alive(*r.view()); },
    [this, from](std::size_t alive, log_index) {
      if (alive < 2)
        return fail(from, "no other member is there to take the work over; stop the node instead");
      node_->departing = true;
      if (auto log = node_->book.get(child::control_log))
        send(log, watch_registry{child::members}); // which looks at that with each update
      answer(from, {{"leaving", node_->name}});
    },
    [this, from](const caf::error& why) { answer(from, failed(why)); });
}

void admin_desk::set_log_level(const peer_info& from, const std::string& wanted) {
  auto levels = log::parse_levels(wanted);
  if (!levels) return fail(from.store, levels.error().message);
  log::set_levels(*levels);
  log::info(log::area::node, "log levels changed", {{"by", from.name}});
  answer(from.store, {{"log_level", log::print_levels(*levels)}});
}

void admin_desk::transfer_leadership(store_id from, const std::string& to) {
  if (to.empty()) return hand_over(from, {});
  query_registry(
    this, *node_,
    [to](const registry::registry& r) {
      auto* m = find(*r.view(), to);
      return m == nullptr ? store_id{} : m->store;
    },
    [this, from, to](store_id target, log_index) {
      if (!target) return fail(from, "no member is called " + to);
      hand_over(from, target);
    },
    [this, from](const caf::error& why) { answer(from, failed(why)); });
}

void admin_desk::hand_over(store_id from, store_id to) {
  auto log = node_->book.get(child::control_log);
  if (!log) return fail(from, "the control log is being rebuilt; ask again");
  request(log, caf::infinite, transfer_asked{to})
    .then(
      [this, from](const transfer_over& ended) {
        if (ended.why == errc::none) return answer(from, {{"handed_over", true}});
        if (ended.why != errc::not_leader) return fail(from, why_not_handed_over(ended.why));
        auto whom = ended.leader.empty() ? "; nobody does at the moment" : "; ask " + ended.leader;
        fail(from, "this node does not lead the control log" + whom);
      },
      [this, from](const caf::error& why) { answer(from, failed(why)); });
}

} // namespace ringleader
