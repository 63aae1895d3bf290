// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/formation/founding.hpp>

#include <ringleader/base/match.hpp>

#include <algorithm>

namespace ringleader::formation {

namespace {

constexpr std::size_t superseded_max = 16;

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (auto& text : texts) all += (all.empty() ? "" : ",") + text;
  return all;
}

} // namespace

result<void> founding_config::validate(const field_names& called) const {
  auto wrong = [](std::string why) { return result<void>{errc::invalid_option, std::move(why)}; };
  auto list = called("founders");
  if (cluster_name.empty() || name.empty())
    return wrong(called("cluster_name") + " and " + called("name") + " must be given");
  if (!self || !fresh_cluster) return wrong("store id and cluster id must not be none");
  if (!founders_bounds.hold(founders.size()))
    return wrong(list + " names " + std::to_string(founders.size()) + " nodes; it must name " +
                 to_string(founders_bounds) + ", since each commit waits for a majority of them");
  auto sorted = founders;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return wrong(list + ' ' + joined(founders) + " names a node twice");
  if (!std::binary_search(sorted.begin(), sorted.end(), endpoint))
    return wrong(list + ' ' + joined(founders) + " does not name this node, which is reached at " +
                 endpoint + "; give the same list to every founder, or set " + called("endpoint"));
  return check(called("resend_interval"), resend_interval, resend_bounds);
}

founding::founding(founding_config config, std::optional<configuration> first, instant now)
  : config_(std::move(config)), ask_at_(now), now_(now) {
  EXPECTS(config_.validate().ok());
  std::sort(config_.founders.begin(), config_.founders.end());
  for (auto& endpoint : config_.founders)
    if (endpoint != config_.endpoint) others_[endpoint];
  if (!first) return;
  EXPECTS(static_cast<bool>(first->cluster));
  first_ = std::move(*first);
  phase_ = phase::founded;
}

std::vector<founding_effect> founding::step(const founding_event& what, instant now) {
  EXPECTS(now >= now_);
  now_ = now;
  out_.clear();
  std::visit([this](const auto& e) { on(e); }, what);
  return std::move(out_);
}

instant founding::next_deadline() const { return phase_ == phase::asking ? ask_at_ : never; }

void founding::on(const founding_tick&) {
  if (phase_ != phase::asking || now_ < ask_at_) return;
  ask_at_ = now_ + config_.resend_interval;
  for (auto& [endpoint, other] : others_)
    out_.push_back(founding_send{endpoint, own_state(store_id{})});
  found_if_complete();
}

void founding::on(const founding_received& e) {
  auto& m = e.what;
  if (m.store == config_.self || !m.store) return;
  // Between the decision and the disk this store is neither empty nor founded: it says nothing,
  // and who asks will ask again.
  if (!m.answers && phase_ != phase::storing)
    out_.push_back(founding_send{m.endpoint, own_state(m.store)});
  if (phase_ != phase::asking) return;
  auto why = mismatch(m);
  if (!why.empty()) return refuse(m, why);
  if (is_stale(m)) return;
  if (m.first.cluster) return follow(m);
  if (m.answers == config_.self) others_.at(m.endpoint).has_answered = true;
  found_if_complete();
}

void founding::on(const founding_stored&) {
  EXPECTS(phase_ == phase::storing);
  phase_ = phase::founded;
  out_.push_back(founded{first_});
  for (auto& [endpoint, other] : others_)
    if (other.store) out_.push_back(founding_send{endpoint, own_state(other.store)});
}

// Why founder and this node cannot be of one cluster; empty if they can.
std::string founding::mismatch(const founding_message& m) const {
  auto who = "the founder at " + m.endpoint + " (" + m.name + ")";
  if (m.cluster_name != config_.cluster_name)
    return who + " founds cluster '" + m.cluster_name + "', this node '" + config_.cluster_name +
           "': restart one of them with the other's cluster name";
  bool is_founded = static_cast<bool>(m.first.cluster);
  if (!is_founded && m.founders != config_.founders)
    return who + " was started with --founders " + joined(m.founders) + ", this node with " +
           joined(config_.founders) + ": restart so that the lists are equal";
  if (m.endpoint == config_.endpoint)
    return who + " claims this node's own endpoint: give each node its own --advertise";
  if (others_.count(m.endpoint) == 0)
    return who + " is not one of --founders " + joined(config_.founders);
  auto clash = [&](const std::string& name) {
    return who + " has the same name as another founder, '" + name +
           "': give each node its own --name";
  };
  if (m.name == config_.name) return clash(m.name);
  for (auto& [endpoint, other] : others_) {
    if (endpoint == m.endpoint || !other.store) continue;
    if (other.name == m.name) return clash(m.name);
    if (other.store == m.store)
      return who + " and the one at " + endpoint + " are the same node: name it once in --founders";
  }
  return {};
}

// Told once: the sender repeats itself, the operator need not read it again.
void founding::refuse(const founding_message& m, const std::string& why) {
  auto found = others_.find(m.endpoint);
  auto& last = found == others_.end() ? stranger_refusal_ : found->second.refusal;
  if (found != others_.end()) found->second.has_answered = false;
  if (last == why) return;
  last = why;
  out_.push_back(founding_refused{why});
}

// A directory was lost and made anew: what the old one said may still arrive, and must not found a
// cluster with it.
bool founding::is_stale(const founding_message& m) {
  auto& other = others_.at(m.endpoint);
  auto& old = other.superseded;
  if (std::find(old.begin(), old.end(), m.store) != old.end()) return true;
  if (other.store && other.store != m.store) {
    if (old.size() == superseded_max) old.erase(old.begin());
    old.push_back(other.store);
    other.has_answered = false;
  }
  other.store = m.store;
  other.name = m.name;
  other.refusal.clear();
  return false;
}

void founding::follow(const founding_message& m) {
  if (m.first.has(config_.self)) {
    if (configuration_of(founding_entry(m.first))) store(m.first);
    return;
  }
  phase_ = phase::joining;
  first_.cluster = m.first.cluster;
  out_.push_back(join_as_learner{m.first.cluster, m.endpoint});
}

void founding::found_if_complete() {
  if (phase_ != phase::asking) return;
  std::vector<std::pair<std::string, store_id>> all{{config_.name, config_.self}};
  for (auto& [endpoint, other] : others_) {
    if (!other.has_answered || other.name < config_.name) return;
    all.emplace_back(other.name, other.store);
  }
  configuration first;
  first.cluster = config_.fresh_cluster;
  std::sort(all.begin(), all.end());
  if (all.size() % 2 == 0) {
    // An even number of voters survives no more losses than the odd number below it.
    first.learners.push_back(all.back().second);
    all.pop_back();
  }
  for (auto& founder : all) first.voters.push_back(founder.second);
  std::sort(first.voters.begin(), first.voters.end());
  store(std::move(first));
}

void founding::store(configuration first) {
  phase_ = phase::storing;
  first_ = std::move(first);
  out_.push_back(store_founding{first_});
}

founding_message founding::own_state(store_id answers) const {
  founding_message m{config_.cluster_name,
                     config_.founders,
                     config_.endpoint,
                     config_.name,
                     config_.self,
                     answers,
                     {}};
  if (phase_ == phase::founded || phase_ == phase::joining) m.first = first_;
  return m;
}

bool operator==(const founding_send& a, const founding_send& b) {
  return a.endpoint == b.endpoint && a.what == b.what;
}
bool operator==(const store_founding& a, const store_founding& b) { return a.first == b.first; }
bool operator==(const founded& a, const founded& b) { return a.first == b.first; }
bool operator==(const join_as_learner& a, const join_as_learner& b) {
  return a.cluster == b.cluster && a.endpoint == b.endpoint;
}
bool operator==(const founding_refused& a, const founding_refused& b) { return a.why == b.why; }

std::string to_string(const founding_message& m) {
  auto text = m.answers ? "answer to " + to_string(m.answers) : std::string("question");
  text += " of " + m.name + " store " + to_string(m.store);
  if (!m.first.cluster) return text + " empty";
  return text + " cluster " + to_string(m.first.cluster) + " " + to_string(m.first);
}

std::string to_string(const founding_effect& e) {
  auto described = [](const configuration& c) {
    return "cluster " + to_string(c.cluster) + " " + to_string(c);
  };
  return match(
    e, [](const founding_send& x) { return "send to " + x.endpoint + ": " + to_string(x.what); },
    [&](const store_founding& x) { return "store_founding " + described(x.first); },
    [&](const founded& x) { return "founded " + described(x.first); },
    [](const join_as_learner& x) {
      return "join_as_learner of cluster " + to_string(x.cluster) + " through " + x.endpoint;
    },
    [](const founding_refused& x) { return "founding_refused: " + x.why; });
}

} // namespace ringleader::formation
