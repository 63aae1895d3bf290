// SPDX-License-Identifier: BSD-3-Clause
// What operators ask a node.
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/actors/control_log/grant_reports.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/drivers/net/options.hpp>
#include <ringleader/drivers/net/port_law.hpp>

#include <nlohmann/json.hpp>

namespace ringleader {

namespace {

/// Names come from options and other nodes: what is not UTF-8 is replaced, not thrown about.
std::string print(const nlohmann::json& what) {
  return what.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The word behind a request.
std::string after(const std::string& request, const std::string& verb) {
  auto at = request.find_first_not_of(' ', verb.size());
  return at == std::string::npos ? std::string{} : request.substr(at);
}

/// A request is a verb and what is behind it.
bool begins(const std::string& request, const std::string& verb) {
  return request == verb || request.compare(0, verb.size() + 1, verb + " ") == 0;
}

} // namespace

/// Questions about grants; none if it is not one.
std::optional<std::string> control_log::answer_about_grants(const std::string& question) const {
  if (begins(question, "locks")) return print(locks_json(state(), after(question, "locks")));
  if (begins(question, "lock")) return print(lock_json(state(), after(question, "lock")));
  if (question == "elections") return print(elections_json(state()));
  if (begins(question, "election"))
    return print(election_json(state(), after(question, "election")));
  return std::nullopt;
}

/// By order of an operator, with the reason in the control log for everybody who asks later.
void control_log::force_release(const peer_info& from, const std::string& order) {
  auto answer = [this, asker = from.store](const nlohmann::json& what) {
    node_->out.send(asker, lane::data, channel::admin, to_bytes(print(what)));
  };
  auto words = nlohmann::json::parse(order, nullptr, false);
  if (!words.is_object() || !words.value("name", nlohmann::json{}).is_string() ||
      !words.value("token", nlohmann::json{}).is_number_unsigned() ||
      !words.value("reason", nlohmann::json{}).is_string())
    return answer({{"error", "force-release takes a name, a token and a reason"}});
  registry::force_lock command{words["name"], fencing_token{words["token"]}, words["reason"]};
  log::warn(log::area::locks, "a release is forced",
            {{"name", command.name},
             {"token", command.token},
             {"reason", command.reason},
             {"by", from.name}});
  request(caf::actor_cast<caf::actor>(this), caf::infinite, propose{command})
    .then(
      [answer, name = command.name](const proposal_outcome& ended) {
        if (auto* no = registry::refusal(ended.what)) return answer({{"error", no->message}});
        answer({{"released", name}});
      },
      [answer](const caf::error& why) {
        answer({{"error", to_text(why)}});
      });
}

void control_log::answer_admin(const peer_info& from, const bytes& request) {
  auto question = decode<wire::admin_request>(request);
  auto answer = [&](const std::string& text) {
    node_->out.send(from.store, lane::data, channel::admin, to_bytes(text));
  };
  auto fail = [&](const std::string& why) { answer(print({{"error", why}})); };
  if (!question) return fail("the question does not decode; is this tool of the same release?");
  if (net::judge_question(from.role, question->what) == net::verdict::violation) {
    fail("a " + net::to_string(from.role) + " may not ask '" +
         std::string(net::verb_of(question->what)) + "': it needs a certificate of the role admin");
    return node_->out.expel(from.store);
  }
  static const std::string log_level = "log-level ";
  static const std::string transfer = "transfer-leadership";
  if (question->what == "status") return answer(status_json());
  if (auto about = answer_about_grants(question->what)) return answer(*about);
  if (begins(question->what, "force-release"))
    return force_release(from, after(question->what, "force-release"));
  if (question->what == "leave") {
    if (count_alive(*state().view()) < 2)
      return fail("no other member is there to take the work over; stop the node instead");
    node_->departing = true;
    tell(child::members, false, nullptr); // it looks at that with each news
    return answer(print({{"leaving", node_->name}}));
  }
  if (question->what.compare(0, transfer.size(), transfer) == 0)
    return transfer_leadership(from, after(question->what, transfer));
  if (question->what.compare(0, log_level.size(), log_level) != 0)
    return fail("unknown question; there are: status, locks, lock, elections, election, "
                "force-release, log-level, transfer-leadership, leave");
  auto levels = log::parse_levels(question->what.substr(log_level.size()));
  if (!levels) return fail(levels.error().message);
  log::set_levels(*levels);
  log::info(log::area::node, "log levels changed", {{"by", from.name}});
  answer(print({{"log_level", log::print_levels(*levels)}}));
}

void control_log::transfer_leadership(const peer_info& from, const std::string& to) {
  auto answer = [this, asker = from.store](const nlohmann::json& what) {
    node_->out.send(asker, lane::data, channel::admin, to_bytes(print(what)));
  };
  auto name_of = [this](store_id store) {
    auto* m = find(*state().view(), store);
    return m == nullptr ? to_hex(store) : m->name;
  };
  if (!leads()) {
    auto whom = leader() ? "; ask " + name_of(leader()) : "; nobody does at the moment";
    return answer({{"error", "this node does not lead the control log" + whom}});
  }
  store_id target;
  if (!to.empty()) {
    auto* m = find(*state().view(), to);
    if (m == nullptr) return answer({{"error", "no member is called " + to}});
    target = m->store;
  }
  auto cookie = ++next_cookie_;
  transfers_[cookie] = [answer](errc why) {
    if (why == errc::none) return answer({{"handed_over", true}}); // to whom shows status
    static const std::map<errc, std::string> reasons{
      {errc::refused, "that node is no voter, or leads already"},
      {errc::overloaded, "another transfer is under way; try again"},
      {errc::unreachable, "the node did not take over in time; this one leads on"}};
    auto known = reasons.find(why);
    answer({{"error", known == reasons.end() ? ringleader::to_string(why) : known->second}});
  };
  step(control::transfer{target, cookie});
}

namespace {

nlohmann::json members_json(const view& members, const partition_table& table) {
  std::map<session_id, std::uint32_t> owned;
  for (auto& entry : table.entries) ++owned[entry.owner];
  auto list = nlohmann::json::array();
  for (auto& m : members.members)
    list.push_back({{"name", m.name},
                    {"state", to_string(m.state)},
                    {"endpoint", to_string(m.advertise)},
                    {"incarnation", m.incarnation.value},
                    {"session", m.session.value},
                    {"store", to_hex(m.store)},
                    {"zone", m.zone},
                    {"roles", m.roles},
                    {"weight", m.weight},
                    {"version", m.app_version},
                    {"partitions", m.session ? owned[m.session] : 0}});
  return list;
}

nlohmann::json port_json(const transport_counters& port) {
  return {{"connections_accepted", port.connections_accepted},
          {"connections_refused", port.connections_refused},
          {"violations", port.violations}};
}

} // namespace

std::string control_log::status_json() const {
  auto members = state().view();
  auto table = state().table();
  auto name_of = [&](session_id session) {
    auto* m = find(*members, session);
    return m == nullptr ? std::string{} : m->name;
  };
  nlohmann::json all;
  all["cluster"] = {{"name", node_->options.cluster}, {"id", to_hex(node_->cluster_now())}};
  all["answered_by"] = node_->name;
  all["control"] = {{"role", machine_ ? to_string(raft()->role()) : "forming"},
                    {"term", machine_ ? raft()->term().value : 0},
                    {"leader", ""},
                    {"commit_index", machine_ ? raft()->commit_index().value : 0},
                    {"applied_index", state().applied_index().value},
                    {"voters", nlohmann::json::array()},
                    {"learners", nlohmann::json::array()}};
  if (machine_) {
    auto* leader = find(*members, raft()->leader());
    all["control"]["leader"] = leader == nullptr ? to_hex(raft()->leader()) : leader->name;
    if (!raft()->leader()) all["control"]["leader"] = "";
    for (auto v : raft()->members().voters) all["control"]["voters"].push_back(to_hex(v));
    for (auto l : raft()->members().learners) all["control"]["learners"].push_back(to_hex(l));
  }
  all["port"] = port_json(node_->out.counters());
  all["members"] = members_json(*members, *table);
  auto moves = nlohmann::json::array();
  std::uint32_t ownerless = 0;
  for (std::size_t i = 0; i < table->entries.size(); ++i) {
    auto& entry = table->entries[i];
    if (!entry.owner) ++ownerless;
    if (entry.move)
      moves.push_back(
        {{"partition", i}, {"from", name_of(entry.owner)}, {"to", name_of(entry.move->target)}});
  }
  all["partitions"] = {{"count", table->entries.size()},
                       {"version", table->version.value},
                       {"ownerless", ownerless},
                       {"moves", std::move(moves)}};
  auto locks = nlohmann::json::array();
  auto& book = state().locks().book();
  for (auto& [name, slot] : book.slots())
    for (auto& [token, share] : slot.holds()) {
      auto& owner = book.hold(token)->owner;
      locks.push_back({{"name", name},
                       {"node", name_of(owner.session)},
                       {"holder", to_string(owner)},
                       {"token", token.value},
                       {"waiters", slot.waiting().size()}});
    }
  all["locks"] = std::move(locks);
  auto elections = nlohmann::json::array();
  for (auto& [name, e] : state().elections().all())
    elections.push_back({{"name", name},
                         {"winner", name_of(e.winner ? e.winner->session : session_id{})},
                         {"term", e.term.value},
                         {"candidates", e.candidates.size()}});
  all["elections"] = std::move(elections);
  return print(all);
}

} // namespace ringleader
