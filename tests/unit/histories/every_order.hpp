// SPDX-License-Identifier: BSD-3-Clause
/// every_order: decides linearizability of a small history of one key by trying every order, with
/// none of the search's cleverness: what the search is compared with.
#pragma once

#include <ringleader/testkit/histories/operation.hpp>

#include <vector>

namespace ringleader::testkit {

template <class Model> class every_order {
public:
  using seen = operation<typename Model::operation>;

  every_order(const Model& model, const std::vector<seen>& history)
    : model_(model), history_(history), done_(history.size()) {}

  bool explains() { return explains_from(model_.initial()); }

private:
  bool explains_from(const typename Model::state& now) {
    auto all = true;
    for (std::size_t i = 0; i < history_.size(); ++i)
      if (!done_[i] && history_[i].answer) all = false;
    if (all) return true;
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (done_[i] || !may_be_next(i)) continue;
      auto after = model_.step(now, history_[i].what, history_[i].answer.has_value());
      if (!after) continue;
      done_[i] = true;
      auto explained = explains_from(*after);
      done_[i] = false;
      if (explained) return true;
    }
    return false;
  }

  /// Nothing that is still to come was answered before this was called.
  bool may_be_next(std::size_t which) const {
    for (std::size_t i = 0; i < history_.size(); ++i)
      if (!done_[i] && history_[i].answer && *history_[i].answer < history_[which].call)
        return false;
    return true;
  }

  const Model& model_;
  const std::vector<seen>& history_;
  std::vector<bool> done_;
};

} // namespace ringleader::testkit
