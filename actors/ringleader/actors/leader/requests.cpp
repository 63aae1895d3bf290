// SPDX-License-Identifier: BSD-3-Clause
// Who campaigns, votes and looks on.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/elections/election_limits.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr std::size_t list_max = 256;
constexpr holder_id any_holder{1};

caf::error knows_nothing() {
  return make_error(errc::no_quorum, "the node does not know the control log yet");
}

caf::error nobody_asks() {
  return make_error(errc::refused, "an actor must ask: whoever asks is the candidate");
}

} // namespace

caf::result<election_state> leader_actor::accept(const campaign& what) {
  if (!current_sender()) return nobody_asks();
  // What the log would refuse need not go there, and what no command holds would not even get
  // there.
  if (auto ok = check_candidacy(what.election, what.rules, any_holder, what.data, {}); !ok)
    return make_error(ok.error());
  auto who = caf::actor_cast<caf::actor_addr>(current_sender());
  auto asker = make_response_promise();
  watch(who);
  feed(campaigns::campaign{
    ask(asker), kept_->owners.number_of(who), what.election, {what.rules, what.weight, what.data}});
  return asker;
}

caf::result<bool> leader_actor::accept(const resign& what) {
  if (!current_sender()) return nobody_asks();
  auto who = caf::actor_cast<caf::actor_addr>(current_sender());
  auto asker = make_response_promise();
  watch(who);
  feed(campaigns::resign{ask(asker), kept_->owners.number_of(who), what.election, what.successor});
  return asker;
}

caf::result<bool> leader_actor::accept(const vote& what) {
  auto log = node_->book.get(child::control_log);
  if (!log) return make_error(errc::stopping);
  auto asker = make_response_promise();
  request(log, caf::infinite, propose{registry::vote{what.election, what.choice}})
    .then(
      [asker](const proposal_outcome& answer) mutable {
        if (auto* no = registry::refusal(answer.what))
          asker.deliver(make_error(no->code, no->message));
        else
          asker.deliver(true);
      },
      [asker](caf::error& err) mutable { asker.deliver(std::move(err)); });
  return asker;
}

caf::result<bool> leader_actor::drain() {
  auto asker = make_response_promise();
  feed(campaigns::drain{ask(asker)});
  return asker;
}

caf::result<void> leader_actor::accept(const watch_election& what) {
  if (!what.listener) return make_error(errc::refused, "there is no listener in the message");
  if (!kept_->listeners.add(what.election, what.listener))
    return make_error(errc::overloaded, "too many watch elections on this node");
  watch(what.listener.address());
  feed(campaigns::watched{what.election});
  // The first state that becomes known goes to all listeners.
  if (auto known = machine_.state_of(what.election))
    caf::anon_send(what.listener, std::move(*known));
  return caf::unit;
}

void leader_actor::accept(const unwatch_election& what) {
  if (what.listener && kept_->listeners.remove(what.election, what.listener.address()))
    stopped_watching({what.election});
}

/// Whoever comes later gets a state before changes.
void leader_actor::stopped_watching(const std::vector<std::string>& elections) {
  for (auto& election : elections)
    if (!kept_->listeners.has(election)) feed(campaigns::unwatched{election});
}

caf::result<election_state> leader_actor::accept(const inspect_election& what) const {
  if (auto known = machine_.state_of(what.election)) return std::move(*known);
  return knows_nothing();
}

caf::result<election_list> leader_actor::accept(const list_elections& what) const {
  auto* all = machine_.all();
  if (all == nullptr) return knows_nothing();
  election_list list;
  auto limit = std::min(what.limit, list_max);
  auto at = what.after < what.prefix ? all->lower_bound(what.prefix) : all->upper_bound(what.after);
  for (; at != all->end() && at->first.compare(0, what.prefix.size(), what.prefix) == 0; ++at) {
    list.more = list.elections.size() >= limit;
    if (list.more) break;
    list.elections.push_back(*machine_.state_of(at->first));
  }
  return list;
}

} // namespace ringleader
