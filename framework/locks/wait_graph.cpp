// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/wait_graph.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/locks/lock_limits.hpp>

#include <algorithm>

namespace ringleader {

namespace {

using node_number = std::size_t;

struct link {
  node_number to = 0;
  const std::string* name = nullptr;
  fencing_token token; // none: ahead in the queue
  std::uint32_t weight = 1;
};

/// Met once the links to owners that stand still weigh no more than the slack.
struct need {
  std::uint32_t slack = 0;
  std::vector<link> links;
};

struct node {
  lock_owner owner;
  std::vector<need> needs;
  std::vector<node_number> waited_for_by;
  bool stuck = true;
};

class search {
public:
  search(const lock_book& book, const lock_request& fresh) : book_(book), fresh_(fresh) {}

  /// False: too many.
  bool explore(std::size_t owners_max) {
    number_of(fresh_.owner);
    for (node_number i = 0; i < nodes_.size(); ++i) {
      if (nodes_.size() > owners_max) return false;
      expand(i);
    }
    return true;
  }

  void reduce() {
    std::vector<node_number> look(nodes_.size());
    for (node_number i = 0; i < nodes_.size(); ++i) look[i] = i;
    while (!look.empty()) {
      auto i = look.back();
      look.pop_back();
      auto& n = nodes_[i];
      if (!n.stuck ||
          !std::all_of(n.needs.begin(), n.needs.end(), [&](const need& x) { return met(x); }))
        continue;
      n.stuck = false;
      look.insert(look.end(), n.waited_for_by.begin(), n.waited_for_by.end());
    }
  }

  /// Breadth first from the owner that asks, over those that stand still, back to it.
  lock_deadlock shortest_cycle() const {
    if (!nodes_[0].stuck) return {};
    std::vector<std::pair<node_number, const link*>> came_by(nodes_.size(), {0, nullptr});
    std::vector<node_number> order{0};
    for (std::size_t next = 0; next < order.size(); ++next) {
      auto i = order[next];
      for (const auto& x : nodes_[i].needs) {
        if (met(x)) continue;
        for (const auto& l : x.links) {
          if (l.to == 0) return told(i, l, came_by);
          if (!nodes_[l.to].stuck || came_by[l.to].second != nullptr) continue;
          came_by[l.to] = {i, &l};
          order.push_back(l.to);
        }
      }
    }
    EXPECTS(false); // without a way back the others stood still before
    return {};
  }

private:
  node_number number_of(lock_owner owner) {
    auto [at, fresh] = numbers_.emplace(owner, nodes_.size());
    if (fresh) nodes_.push_back({owner, {}, {}, true});
    return at->second;
  }

  void expand(node_number i) {
    auto owner = nodes_[i].owner;
    if (const auto* has = book_.of(owner))
      for (auto arrival : has->waits) add_needs(i, arrival, book_.request(arrival));
    if (i == 0) add_needs(i, book_.next_arrival(), fresh_);
  }

  void add_needs(node_number i, lock_arrival arrival, const lock_request& what) {
    for (const auto& want : what.wants) {
      const auto* slot = book_.slot(want.name);
      if (slot == nullptr) continue;
      need holders;
      if (want.mode == lock_mode::permits) holders.slack = want.capacity - want.permits;
      for (const auto& [token, share] : slot->holds()) {
        if (want.mode == lock_mode::shared && share.mode == lock_mode::shared) continue;
        const auto& held = *book_.hold(token);
        if (held.withheld) continue;
        auto weight = want.mode == lock_mode::permits ? share.permits : 1;
        holders.links.push_back({number_of(held.owner), &want.name, token, weight});
      }
      add(i, std::move(holders));
      need earlier;
      for (auto other : slot->ahead_of(arrival, want))
        earlier.links.push_back({number_of(book_.request(other).owner), &want.name, {}, 1});
      add(i, std::move(earlier));
    }
  }

  void add(node_number i, need what) {
    if (what.links.empty()) return;
    for (const auto& l : what.links) nodes_[l.to].waited_for_by.push_back(i);
    nodes_[i].needs.push_back(std::move(what));
  }

  bool met(const need& x) const {
    std::uint64_t weight = 0;
    for (const auto& l : x.links)
      if (nodes_[l.to].stuck) weight += l.weight;
    return weight <= x.slack;
  }

  lock_deadlock told(node_number last, const link& back,
                     const std::vector<std::pair<node_number, const link*>>& came_by) const {
    auto step = [&](node_number from, const link& l) {
      return wait_step{nodes_[from].owner, *l.name, nodes_[l.to].owner, l.token};
    };
    lock_deadlock found;
    found.cycle.push_back(step(last, back));
    for (auto i = last; i != 0; i = came_by[i].first)
      found.cycle.push_back(step(came_by[i].first, *came_by[i].second));
    std::reverse(found.cycle.begin(), found.cycle.end());
    if (found.cycle.size() > wait_steps_max) {
      found.more = static_cast<std::uint32_t>(found.cycle.size() - wait_steps_max);
      found.cycle.resize(wait_steps_max);
    }
    return found;
  }

  const lock_book& book_;
  const lock_request& fresh_;
  std::vector<node> nodes_; // the first is the owner that asks
  std::map<lock_owner, node_number> numbers_;
};

} // namespace

result<lock_deadlock> find_deadlock(const lock_book& book, const lock_request& fresh,
                                    std::size_t owners_max) {
  if (book.of(fresh.owner) == nullptr) return lock_deadlock{};
  search graph{book, fresh};
  if (!graph.explore(owners_max))
    return {errc::overloaded, "too many owners wait for each other to rule out a deadlock; "
                              "release what is held first, or try again later"};
  graph.reduce();
  return graph.shortest_cycle();
}

} // namespace ringleader
