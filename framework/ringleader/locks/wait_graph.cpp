// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/wait_graph.hpp>

#include <algorithm>

namespace ringleader {

namespace {

using node_number = std::size_t;
using name_number = std::size_t;

struct holder {
  node_number who = 0;
  fencing_token token;
  std::uint32_t weight = 1; // permits of a semaphore
};

/// A name that somebody waits for. Its holders are noted once for all who wait: work in proportion
/// to holders and waiters, not to their product.
struct held_name {
  const std::string* name = nullptr;
  std::vector<holder> holders;
  std::uint64_t stuck = 0; // weight of the holders that stand still
  /// Those whose need is not met yet, by slack: the last are met first.
  std::vector<std::pair<std::uint32_t, node_number>> waiting;
};

/// Either of two. Of a name's holders: met once those that stand still weigh no more than the
/// slack. Of one that came earlier: met once that one goes on.
struct need {
  std::optional<name_number> held;
  std::uint32_t slack = 0;
  node_number earlier = 0;
  const std::string* name = nullptr;
};

struct node {
  lock_owner owner;
  std::vector<need> needs;
  std::size_t unmet = 0;
  std::vector<node_number> ahead_of;
  std::vector<std::pair<name_number, std::uint32_t>> holds; // with their weight
  bool stuck = true;
};

class search {
public:
  search(const lock_book& book, const lock_request& fresh, const lock_limits& limits)
    : book_(book), fresh_(fresh), limits_(limits) {}

  /// False: too many.
  bool explore() {
    number_of(fresh_.owner);
    for (node_number i = 0; i < nodes_.size(); ++i) {
      if (nodes_.size() > limits_.owners_looked_at) return false;
      if (i == 0 && !add_needs(i, book_.next_arrival(), fresh_)) return false;
      if (const auto* has = book_.of(nodes_[i].owner))
        for (auto arrival : has->waits)
          if (!add_needs(i, arrival, book_.request(arrival))) return false;
    }
    return true;
  }

  /// Marks who goes on, beginning with those that wait for nothing.
  void reduce() {
    std::vector<node_number> free;
    for (auto& name : names_) {
      std::sort(name.waiting.begin(), name.waiting.end());
      meet(name, free);
    }
    for (node_number i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].needs.empty()) free.push_back(i);
    while (!free.empty()) {
      auto i = free.back();
      free.pop_back();
      nodes_[i].stuck = false;
      for (auto behind : nodes_[i].ahead_of) meet(behind, free);
      for (auto [name, weight] : nodes_[i].holds) {
        names_[name].stuck -= weight;
        meet(names_[name], free);
      }
    }
  }

  /// Breadth first from the owner that asks, over those that stand still, back to it.
  lock_deadlock shortest_cycle() const {
    if (!nodes_[0].stuck) return {};
    std::vector<std::optional<way>> came_by(nodes_.size());
    std::vector<bool> looked_at(names_.size());
    std::vector<node_number> order{0};
    for (std::size_t next = 0; next < order.size(); ++next) {
      auto from = order[next];
      auto go = [&](node_number to, const std::string& name, fencing_token token) {
        if (came_by[to] || !nodes_[to].stuck) return;
        came_by[to] = way{from, &name, token};
        order.push_back(to);
      };
      for (const auto& x : nodes_[from].needs) {
        if (!x.held) {
          go(x.earlier, *x.name, {});
        } else if (names_[*x.held].stuck > x.slack && !looked_at[*x.held]) {
          looked_at[*x.held] = true;
          for (const auto& h : names_[*x.held].holders) go(h.who, *names_[*x.held].name, h.token);
        }
        if (came_by[0]) return told(came_by);
      }
    }
    return {}; // the others stood still before: only a table that was read from elsewhere is so
  }

private:
  struct way {
    node_number from = 0;
    const std::string* name = nullptr;
    fencing_token token; // none: that one came earlier
  };

  node_number number_of(lock_owner owner) {
    auto [at, fresh] = numbers_.emplace(owner, nodes_.size());
    if (fresh) nodes_.push_back({owner, {}, 0, {}, {}, true});
    return at->second;
  }

  /// False: too much to look at.
  bool add_needs(node_number i, lock_arrival arrival, const lock_request& what) {
    for (const auto& want : what.wants) {
      const auto* slot = book_.slot(want.name);
      if (slot == nullptr) continue;
      bool beside = want.mode == lock_mode::shared && slot->admits(want);
      if (!beside && !slot->holds().empty()) {
        auto name = name_of(want, *slot);
        need x{name, want.mode == lock_mode::permits ? want.capacity - want.permits : 0, 0, {}};
        names_[name].waiting.emplace_back(x.slack, i);
        add(i, x);
      }
      for (auto other : slot->ahead_of(arrival, want)) {
        auto earlier = number_of(book_.request(other).owner);
        nodes_[earlier].ahead_of.push_back(i);
        add(i, {std::nullopt, 0, earlier, &want.name});
      }
      if (looked_at_ > limits_.claims_looked_at) return false;
    }
    return true;
  }

  name_number name_of(const lock_want& want, const lock_slot& slot) {
    auto [at, fresh] = name_numbers_.emplace(want.name, names_.size());
    if (!fresh) return at->second;
    held_name seen;
    seen.name = &want.name;
    for (const auto& [token, share] : slot.holds()) {
      ++looked_at_;
      const auto& held = *book_.hold(token);
      if (held.withheld) continue;
      auto weight = share.mode == lock_mode::permits ? share.permits : 1;
      auto who = number_of(held.owner);
      nodes_[who].holds.emplace_back(at->second, weight);
      seen.holders.push_back({who, token, weight});
      seen.stuck += weight;
    }
    names_.push_back(std::move(seen));
    return at->second;
  }

  void add(node_number i, need x) {
    ++looked_at_;
    nodes_[i].needs.push_back(x);
    ++nodes_[i].unmet;
  }

  void meet(node_number i, std::vector<node_number>& free) {
    if (--nodes_[i].unmet == 0) free.push_back(i);
  }

  void meet(held_name& name, std::vector<node_number>& free) {
    for (; !name.waiting.empty() && name.waiting.back().first >= name.stuck;
         name.waiting.pop_back())
      meet(name.waiting.back().second, free);
  }

  lock_deadlock told(const std::vector<std::optional<way>>& came_by) const {
    lock_deadlock found;
    node_number to = 0;
    do {
      const auto& by = *came_by[to];
      found.cycle.push_back({nodes_[by.from].owner, *by.name, nodes_[to].owner, by.token});
      to = by.from;
    } while (to != 0);
    std::reverse(found.cycle.begin(), found.cycle.end());
    if (found.cycle.size() > wait_steps_max) {
      found.more = static_cast<std::uint32_t>(found.cycle.size() - wait_steps_max);
      found.cycle.resize(wait_steps_max);
    }
    return found;
  }

  const lock_book& book_;
  const lock_request& fresh_;
  const lock_limits& limits_;
  std::vector<node> nodes_; // the first is the owner that asks
  std::vector<held_name> names_;
  std::map<lock_owner, node_number> numbers_;
  std::map<std::string, name_number> name_numbers_;
  std::size_t looked_at_ = 0;
};

} // namespace

result<lock_deadlock> find_deadlock(const lock_book& book, const lock_request& fresh,
                                    const lock_limits& limits) {
  if (book.of(fresh.owner) == nullptr) return lock_deadlock{};
  search graph{book, fresh, limits};
  if (!graph.explore())
    return {errc::overloaded, "too many claims hang together to rule out a deadlock; "
                              "release what is held first, or try again later"};
  graph.reduce();
  return graph.shortest_cycle();
}

} // namespace ringleader
