// SPDX-License-Identifier: BSD-3-Clause
// The questions. What an operator orders is in admin_orders.cpp.
#include <ringleader/actors/control_log/admin_desk.hpp>
#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/runtime/query.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/net/options.hpp>
#include <ringleader/drivers/net/port_law.hpp>

#include <nlohmann/json.hpp>

namespace ringleader {

using nlohmann::json;

admin_desk::admin_desk(caf::actor_config& cfg, node_context_ptr node)
  : caf::event_based_actor(cfg), node_(std::move(node)) {}

caf::behavior admin_desk::make_behavior() {
  set_default_handler(caf::drop);
  return {
    [this](const frames_in& frames) {
      for (auto& body : frames.bodies) take(frames.from, body);
    },
    [this](wake w) {
      if (timer_.rang(w)) next();
    },
  };
}

void admin_desk::answer(store_id to, const json& what) const {
  // Names come from options and other nodes: what is not UTF-8 is replaced, not thrown about.
  auto text = what.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > answer_bytes_max)
    return fail(to, "the answer is too long; ask for less: locks PREFIX, lock NAME, election NAME");
  node_->out.send(to, lane::data, channel::admin, to_bytes(text));
}

void admin_desk::fail(store_id to, const std::string& why) const { answer(to, {{"error", why}}); }

void admin_desk::take(const peer_info& from, const bytes& body) {
  if (body.size() > question_bytes_max)
    return fail(from.store,
                "a question has at most " + std::to_string(question_bytes_max) + " bytes");
  auto asked = decode<wire::admin_request>(body);
  if (!asked)
    return fail(from.store, "the question does not decode; is this tool of the same release?");
  const auto& text = asked->what;
  if (net::judge_question(from.role, text) == net::verdict::violation) {
    fail(from.store, "a " + net::to_string(from.role) + " may not ask '" +
                       std::string(net::verb_of(text)) +
                       "': it needs a certificate of the role admin");
    return node_->out.expel(from.store);
  }
  if (!net::only_reads(text)) return order(from, text);
  if (waiting_.size() >= questions_max)
    return fail(from.store, "overloaded: " + std::to_string(questions_max) +
                              " questions wait already; ask again later");
  waiting_.push_back(question{from.store, text});
  next();
}

void admin_desk::next() {
  if (looking_ || waiting_.empty()) return;
  auto now = node_->now();
  if (now < next_at_) return timer_.arm(this, next_at_, now);
  auto what = std::move(waiting_.front());
  waiting_.pop_front();
  looking_ = true;
  look_up(what);
}

void admin_desk::looked_up(store_id to, const json& found) {
  answer(to, found);
  looking_ = false;
  next_at_ = later(node_->now(), question_interval);
  next();
}

template <class Ask, class Print> void admin_desk::query(store_id from, Ask ask, Print print) {
  query_registry(
    this, *node_, std::move(ask),
    [this, from, print](const auto& seen, log_index) { looked_up(from, print(seen)); },
    [this, from](const caf::error& why) {
      looked_up(from, {{"error", to_text(why)}});
    });
}

void admin_desk::look_up(const question& what) {
  auto verb = net::verb_of(what.text);
  std::string about{net::rest_of(what.text)};
  if (verb == "locks")
    return query(
      what.from,
      [about](const registry::registry& r) {
        return list_of(r, list_locks{about, {}, listed_locks_max});
      },
      locks_json);
  if (verb == "lock")
    return query(
      what.from, [about](const registry::registry& r) { return state_of(r, about); }, lock_json);
  if (verb == "elections") return query(what.from, elections_of, elections_json);
  if (verb == "election")
    return query(
      what.from, [about](const registry::registry& r) { return election_of(r, about); },
      election_json);
  auto log = node_->book.get(child::control_log);
  if (!log) return looked_up(what.from, {{"error", "the control log is being rebuilt; ask again"}});
  request(log, caf::infinite, status_asked{})
    .then([this, from = what.from](
            const status_ready& ready) { looked_up(from, status_json(*ready.seen)); },
          [this, from = what.from](const caf::error& why) {
            looked_up(from, {{"error", to_text(why)}});
          });
}

} // namespace ringleader
