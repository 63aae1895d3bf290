// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/machines/workload.hpp>

namespace ringleader::testkit {

workload::workload(const workload_options& options, std::uint64_t seed, raft_checker& checker)
  : options_(options), random_(seed), checker_(checker), clients_(options.clients),
    sites_(options.nodes, site{options.clients}), in_force_(options.clients) {
  EXPECTS(options.voters > 0 && options.voters <= options.nodes && options.batch_max > 0);
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    clients_[i].node = random_.below(options_.voters);
    rest(i, instant{});
  }
}

void workload::rest(std::size_t number, instant now) {
  auto& self = clients_[number];
  moved_.push_back(number);
  self.cookie = 0;
  self.wake = now + random_.between(duration{1}, options_.think_max);
}

void workload::fill_batch(std::size_t number) {
  auto& self = clients_[number];
  auto count = 1 + random_.below(options_.batch_max);
  auto next = self.acknowledged;
  for (std::uint64_t i = 0; i < count; ++i) {
    next = next.next();
    bytes padding(random_.below(options_.padding_max + 1), std::uint8_t{7});
    self.batch.push_back(
      encode(client_command{static_cast<std::uint32_t>(number), next, std::move(padding)}));
  }
  self.fresh = healed_;
}

std::optional<client_request> workload::act(std::size_t number, instant now) {
  auto& self = clients_[number];
  EXPECTS(now >= self.wake);
  if (self.cookie != 0) {
    // Late: the request may still take effect; a read is asked anew, a batch is repeated elsewhere.
    questions_.erase(self.cookie);
    self.node = random_.below(options_.voters);
  }
  bool read = self.batch.empty() && random_.chance(options_.reads);
  // Now and then a read goes to whoever may still take itself for the leader.
  if (read && random_.chance(100)) self.node = random_.below(options_.voters);
  if (!read && self.batch.empty()) fill_batch(number);
  self.cookie = ++last_cookie_;
  self.wake = now + options_.patience;
  questions_[self.cookie] = {number, self.node, read, checker_.read_floor()};
  return client_request{self.node, self.cookie, read, read ? std::vector<bytes>{} : self.batch};
}

void workload::taken(std::size_t node, std::uint64_t cookie, log_index first, std::size_t count,
                     raft_term term, instant now) {
  auto open = questions_.find(cookie);
  if (open == questions_.end()) return;
  auto number = open->second.client;
  questions_.erase(open);
  auto& pending = sites_[node].taken;
  pending.erase(pending.lower_bound(first), pending.end()); // a newer term took their place
  taken_batch batch{number, clients_[number].acknowledged.next(), count, term};
  auto last = log_index{first.value + count - 1};
  pending[last] = batch;
  if (options_.acknowledges_early) acknowledge(batch, last, now);
}

void workload::refused(std::uint64_t cookie, std::optional<std::size_t> hint, instant now) {
  auto open = questions_.find(cookie);
  if (open == questions_.end()) return;
  auto number = open->second.client;
  questions_.erase(open);
  clients_[number].node = hint && random_.chance(900) ? *hint : random_.below(options_.voters);
  rest(number, now);
}

void workload::read_ready(std::size_t node, std::uint64_t cookie, log_index index, instant now) {
  auto open = questions_.find(cookie);
  if (open == questions_.end()) return;
  checker_.read(node, open->second.floor, index);
  waiting_read reader{open->second.client, cookie};
  questions_.erase(open);
  if (sites_[node].applied >= index)
    answer_read(node, reader, now);
  else
    sites_[node].reads.emplace(index, reader);
}

void workload::answer_read(std::size_t node, const waiting_read& reader, instant now) {
  checker_.answered(sites_[node].applied);
  ++reads_answered_;
  if (clients_[reader.client].cookie == reader.cookie) rest(reader.client, now);
}

void workload::applied(std::size_t node, const consensus::entry& entry, instant now) {
  auto& at = sites_[node];
  at.applied = entry.index;
  if (entry.kind == consensus::entry_kind::command) apply_command(node, entry);
  check_digest(node);
  settle_batch(node, entry, now);
  answer_waiting_reads(node, now);
}

void workload::answer_waiting_reads(std::size_t node, instant now) {
  auto& at = sites_[node];
  while (!at.reads.empty() && at.reads.begin()->first <= at.applied) {
    auto reader = at.reads.begin()->second;
    at.reads.erase(at.reads.begin());
    answer_read(node, reader, now);
  }
}

/// The same log gives the same ledger, whatever part of it came as a snapshot.
void workload::check_digest(std::size_t node) {
  auto& at = sites_[node];
  if (digests_.size() <= at.applied.value) digests_.resize(at.applied.value + 1);
  auto& known = digests_[at.applied.value];
  if (!known) known = at.book.digest();
  if (*known != at.book.digest())
    checker_.report(violation_kind::snapshot_differs,
                    "node " + std::to_string(node) + " at index " + to_string(at.applied));
}

bytes workload::state_of(std::size_t node) const {
  return encode(std::make_pair(sites_[node].book, bytes(options_.state_padding)));
}

void workload::restored(std::size_t node, log_index index, const bytes& state, instant now) {
  auto read = decode<std::pair<ledger, bytes>>(state);
  EXPECTS(read.ok());
  auto& at = sites_[node];
  at.book = std::move(read->first);
  at.applied = index;
  check_digest(node);
  // Whether those took effect is not to be seen any more: their clients ask again.
  at.taken.erase(at.taken.begin(), at.taken.upper_bound(index));
  answer_waiting_reads(node, now);
}

void workload::apply_command(std::size_t node, const consensus::entry& entry) {
  auto command = decode<client_command>(entry.data);
  if (!command || command->client >= clients_.size())
    return checker_.report(violation_kind::wire_differs,
                           "index " + to_string(entry.index) + " is no client's command");
  auto where = [&] {
    return to_string(*command) + " on node " + std::to_string(node) + " index " +
           to_string(entry.index);
  };
  auto outcome = sites_[node].book.apply(*command, options_.repeats_known);
  if (outcome == ledger_outcome::repeated) return;
  if (outcome == ledger_outcome::skipped)
    return checker_.report(violation_kind::command_skipped, where());
  auto& history = in_force_[command->client];
  if (history.size() < command->number.value)
    history.push_back(entry.index);
  else if (history[command->number.value - 1] != entry.index)
    checker_.report(violation_kind::applied_twice,
                    where() + " and index " + to_string(history[command->number.value - 1]));
}

void workload::settle_batch(std::size_t node, const consensus::entry& entry, instant now) {
  auto& taken = sites_[node].taken;
  auto found = taken.find(entry.index);
  if (found == taken.end()) return;
  auto batch = found->second;
  taken.erase(found);
  // Another term's record here: the batch was truncated, and the client will repeat it.
  if (batch.term == entry.term) acknowledge(batch, entry.index, now);
}

void workload::acknowledge(const taken_batch& batch, log_index index, instant now) {
  auto& self = clients_[batch.client];
  if (batch.first != self.acknowledged.next()) return; // an earlier attempt was answered first
  checker_.answered(index);
  self.acknowledged = sequence{self.acknowledged.value + batch.count};
  acknowledged_ += batch.count;
  if (healed_ && self.fresh && !proof_) proof_ = index;
  self.batch.clear();
  questions_.erase(self.cookie);
  rest(batch.client, now);
}

void workload::died(std::size_t node) {
  sites_[node] = site{clients_.size()};
  for (auto at = questions_.begin(); at != questions_.end();)
    at = at->second.node == node ? questions_.erase(at) : std::next(at);
}

void workload::mark_healed() {
  healed_ = true;
  for (auto& self : clients_) {
    self.acknowledged_when_healed = self.acknowledged;
    self.fresh = false;
  }
}

void workload::check_ledgers() {
  for (std::size_t node = 0; node < sites_.size(); ++node)
    for (std::size_t i = 0; i < clients_.size(); ++i)
      if (sites_[node].book.last(i) < clients_[i].acknowledged_when_healed)
        checker_.report(violation_kind::acknowledged_lost,
                        "client " + std::to_string(i) + " command " +
                          to_string(clients_[i].acknowledged_when_healed) + " on node " +
                          std::to_string(node));
}

} // namespace ringleader::testkit
