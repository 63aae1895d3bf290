// SPDX-License-Identifier: BSD-3-Clause
/// linearization_search: looks for one order of the operations of one key that explains them.
/// Used through check_linearizable, which has the essay.
///
/// Works on calls and answers in the order of time, in a doubly linked list. Taking an operation
/// that was called already lifts its call and answer out of the list; meeting an answer means that
/// nothing called before it is left to try, so the operation taken last is put back.
///
/// The cache would need a set of operations for each step. The operations whose answers lie before
/// the first remaining answer are all taken, so that answer and the operations taken beside those
/// say the same in a few numbers, however long the history is.
///
/// Invariants: taken_ has an operation at most once; beside_ are the taken ones whose answers are
/// not passed yet, or never came.
#pragma once

#include <ringleader/testkit/histories/operation.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ringleader::testkit {

enum class search_end : std::uint8_t { found, none_exists, gave_up };

template <class Model> class linearization_search {
public:
  using seen = operation<typename Model::operation>;

  linearization_search(const Model& model, std::vector<const seen*> operations,
                       std::uint64_t tries_max)
    : model_(model), operations_(std::move(operations)), tries_max_(tries_max),
      state_(model.initial()) {
    std::stable_sort(operations_.begin(), operations_.end(),
                     [](auto* a, auto* b) { return a->call < b->call; });
    make_list();
  }

  search_end run() {
    auto at = next_[head];
    while (passed_ < answers_.size()) {
      if (is_call(at)) {
        if (tries_ == tries_max_) return search_end::gave_up;
        at = take(at) ? next_[head] : next_[at];
        continue;
      }
      // An answer, or the end: whatever comes next must be one of those that were tried.
      remember_depth(at);
      if (taken_.empty()) return search_end::none_exists;
      at = put_back();
    }
    return search_end::found;
  }

  std::uint64_t tries() const { return tries_; }

  /// After none_exists or gave_up: how far it came, and what could not be explained.
  std::string evidence() const {
    constexpr std::size_t shown_max = 24;
    std::string text = "no order explains\n  " +
                       (stuck_ ? to_string(*stuck_) : std::string{"the end of the history"}) +
                       "\nthe longest order that explains what came before:\n";
    auto from = best_.size() > shown_max ? best_.size() - shown_max : 0;
    if (from > 0) text += "  (" + std::to_string(from) + " operations)\n";
    for (auto i = from; i < best_.size(); ++i)
      text += "  " + to_string(*operations_[best_[i]]) + "\n";
    return text;
  }

private:
  using number = std::uint32_t;

  struct step_taken {
    number operation;
    typename Model::state before;
    std::size_t passed;
  };

  // Places of the list: the head, then calls and answers in the order of time, then the end.
  static constexpr number head = 0;
  bool is_call(number place) const { return place != end_ && is_call_[place]; }

  void make_list() {
    struct moment {
      instant when;
      bool is_answer;
      number operation;
    };
    std::vector<moment> moments;
    for (number i = 0; i < operations_.size(); ++i) {
      moments.push_back({operations_[i]->call, false, i});
      if (operations_[i]->answer) moments.push_back({*operations_[i]->answer, true, i});
    }
    // Calls first: what touches in time is concurrent.
    std::stable_sort(moments.begin(), moments.end(), [](const moment& a, const moment& b) {
      return a.when != b.when ? a.when < b.when : a.is_answer < b.is_answer;
    });
    end_ = static_cast<number>(moments.size()) + 1;
    call_of_.resize(operations_.size());
    answer_of_.assign(operations_.size(), end_);
    of_.assign(end_ + 1, 0);
    is_call_.assign(end_ + 1, false);
    is_taken_.assign(operations_.size(), false);
    for (number place = 0; place <= end_; ++place) {
      next_.push_back(place + 1);
      previous_.push_back(place == head ? head : place - 1);
    }
    for (number i = 0; i < moments.size(); ++i) {
      auto& m = moments[i];
      of_[i + 1] = m.operation;
      is_call_[i + 1] = !m.is_answer;
      (m.is_answer ? answer_of_ : call_of_)[m.operation] = i + 1;
      if (m.is_answer) answers_.push_back(m.operation);
    }
  }

  /// Takes the operation called at this place next, if it can have its result now and this has not
  /// been tried.
  bool take(number place) {
    auto which = of_[place];
    auto& o = *operations_[which];
    ++tries_;
    auto after = model_.step(state_, o.what, o.answer.has_value());
    if (!after) return false;
    // Without an answer it need not have happened, so nothing is lost by saying that it did not.
    if (!o.answer && *after == state_) return false;
    step_taken step{which, state_, passed_};
    mark(which);
    auto& tried = cache_[configuration()];
    if (std::find(tried.begin(), tried.end(), *after) != tried.end()) {
      unmark(step);
      return false;
    }
    tried.push_back(*after);
    state_ = std::move(*after);
    lift(place);
    if (o.answer) lift(answer_of_[which]);
    taken_.push_back(std::move(step));
    return true;
  }

  /// Undoes the last step; where the search goes on.
  number put_back() {
    auto step = std::move(taken_.back());
    taken_.pop_back();
    auto place = call_of_[step.operation];
    if (operations_[step.operation]->answer) unlift(answer_of_[step.operation]);
    unlift(place);
    unmark(step);
    state_ = std::move(step.before);
    return next_[place];
  }

  void mark(number which) {
    is_taken_[which] = true;
    beside_.insert(which);
    for (; passed_ < answers_.size() && is_taken_[answers_[passed_]]; ++passed_)
      beside_.erase(answers_[passed_]);
  }

  void unmark(const step_taken& step) {
    for (; passed_ > step.passed; --passed_) beside_.insert(answers_[passed_ - 1]);
    beside_.erase(step.operation);
    is_taken_[step.operation] = false;
  }

  std::vector<number> configuration() const {
    std::vector<number> all{static_cast<number>(passed_)};
    all.insert(all.end(), beside_.begin(), beside_.end());
    return all;
  }

  void lift(number place) {
    next_[previous_[place]] = next_[place];
    previous_[next_[place]] = previous_[place];
  }

  void unlift(number place) {
    next_[previous_[place]] = place;
    previous_[next_[place]] = place;
  }

  void remember_depth(number at) {
    if (stuck_ && passed_ <= best_passed_) return;
    best_passed_ = passed_;
    stuck_ = at == end_ ? nullptr : operations_[of_[at]];
    best_.clear();
    for (auto& step : taken_) best_.push_back(step.operation);
  }

  const Model& model_;
  std::vector<const seen*> operations_; // in the order of their calls
  std::uint64_t tries_max_;
  std::uint64_t tries_ = 0;

  std::vector<number> next_, previous_;     // by place
  std::vector<number> of_;                  // operation, by place
  std::vector<bool> is_call_;               // by place
  std::vector<number> call_of_, answer_of_; // place, by operation
  std::vector<number> answers_;             // operations in the order of their answers
  number end_ = 0;

  typename Model::state state_;
  std::vector<step_taken> taken_;
  std::vector<bool> is_taken_; // by operation
  std::size_t passed_ = 0;     // the first so many of answers_ are taken
  std::set<number> beside_;
  std::map<std::vector<number>, std::vector<typename Model::state>> cache_;

  std::vector<number> best_;
  std::size_t best_passed_ = 0;
  const seen* stuck_ = nullptr;
};

} // namespace ringleader::testkit
