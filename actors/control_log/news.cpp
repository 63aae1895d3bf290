// SPDX-License-Identifier: BSD-3-Clause
// What the other actors of the node and its operators learn of the log.
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/drivers/logging.hpp>

#include <caf/send.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr std::array<child, 4> readers{child::members, child::partitions, child::locks,
                                       child::leader};

/// Names come from options and other nodes: what is not UTF-8 is replaced, not thrown about.
std::string print(const nlohmann::json& what) {
  return what.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Whether an actor keeps something that these events are about; each commit would otherwise wake
/// all of them.
bool concerns(child who, const std::vector<registry::event>& events) {
  auto any = [&](auto pick) { return std::any_of(events.begin(), events.end(), pick); };
  if (who == child::locks)
    return any([](const registry::event& e) {
      return std::holds_alternative<lock_granted>(e) || std::holds_alternative<lock_ended>(e);
    });
  if (who == child::leader)
    return any(
      [](const registry::event& e) { return std::holds_alternative<election_changed>(e); });
  return false;
}

} // namespace

void control_log::publish(std::vector<registry::event> events) {
  auto shared = std::make_shared<const std::vector<registry::event>>(std::move(events));
  published now{registry_.view(), registry_.table(), {}, {}};
  if (raft_) {
    now.leader = raft_->leader();
    now.term = raft_->term();
  }
  auto leader_moved = now.leader != published_.leader || now.term != published_.term;
  auto members_moved = now.members != published_.members;
  auto table_moved = now.table != published_.table;
  published_ = now;
  for (auto who : readers) {
    auto wanted = members_moved || concerns(who, *shared);
    if (who == child::partitions) wanted = wanted || table_moved || leader_moved;
    if (who == child::members) wanted = wanted || leader_moved;
    if (wanted) tell(who, false, shared);
  }
}

void control_log::tell_all_anew() {
  publish({});
  for (auto who : readers) tell(who, true, nullptr);
}

void control_log::tell(child who, bool reset,
                       std::shared_ptr<const std::vector<registry::event>> events) {
  auto to = node_->book.get(who);
  if (!to) return;
  registry_news news;
  news.index = registry_.applied_index();
  news.reset = reset;
  if (raft_) {
    news.control_leader = raft_->leader();
    news.term = raft_->term();
  }
  news.members = registry_.view();
  news.table = registry_.table();
  if (reset) news.state = std::make_shared<const registry::registry>(registry_);
  news.events = events ? std::move(events) : std::make_shared<const std::vector<registry::event>>();
  caf::anon_send(to, std::move(news));
}

void control_log::answer_admin(const peer_info& from, const bytes& request) {
  auto question = decode<wire::admin_request>(request);
  auto answer = [&](const std::string& text) {
    node_->out.send(from.store, lane::data, channel::admin, to_bytes(text));
  };
  auto fail = [&](const std::string& why) { answer(print({{"error", why}})); };
  if (!question) return fail("the question does not decode; is this tool of the same release?");
  static const std::string log_level = "log-level ";
  if (question->what == "status") return answer(status_json());
  if (question->what.compare(0, log_level.size(), log_level) != 0)
    return fail("unknown question; there are: status, log-level");
  auto levels = log::parse_levels(question->what.substr(log_level.size()));
  if (!levels) return fail(levels.error().message);
  log::set_levels(*levels);
  log::info(log::area::node, "log levels changed", {{"by", from.name}});
  answer(print({{"log_level", log::print_levels(*levels)}}));
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

} // namespace

std::string control_log::status_json() const {
  auto members = registry_.view();
  auto table = registry_.table();
  auto name_of = [&](session_id session) {
    auto* m = find(*members, session);
    return m == nullptr ? std::string{} : m->name;
  };
  nlohmann::json all;
  all["cluster"] = {{"name", node_->options.cluster}, {"id", to_hex(node_->cluster_now())}};
  all["answered_by"] = node_->name;
  all["control"] = {{"role", raft_ ? to_string(raft_->role()) : "forming"},
                    {"term", raft_ ? raft_->term().value : 0},
                    {"leader", ""},
                    {"commit_index", raft_ ? raft_->commit_index().value : 0},
                    {"applied_index", registry_.applied_index().value},
                    {"voters", nlohmann::json::array()},
                    {"learners", nlohmann::json::array()}};
  if (raft_) {
    auto* leader = find(*members, raft_->leader());
    all["control"]["leader"] = leader == nullptr ? to_hex(raft_->leader()) : leader->name;
    if (!raft_->leader()) all["control"]["leader"] = "";
    for (auto v : raft_->members().voters) all["control"]["voters"].push_back(to_hex(v));
    for (auto l : raft_->members().learners) all["control"]["learners"].push_back(to_hex(l));
  }
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
  for (auto& [name, lock] : registry_.locks().all())
    locks.push_back({{"name", name},
                     {"node", name_of(lock.owner.session)},
                     {"holder", to_string(lock.owner)},
                     {"token", lock.token.value},
                     {"waiters", lock.waiters.size()}});
  all["locks"] = std::move(locks);
  auto elections = nlohmann::json::array();
  for (auto& [name, e] : registry_.elections().all())
    elections.push_back({{"name", name},
                         {"winner", name_of(e.winner.session)},
                         {"term", e.term.value},
                         {"candidates", e.candidates.size()}});
  all["elections"] = std::move(elections);
  return print(all);
}

} // namespace ringleader
