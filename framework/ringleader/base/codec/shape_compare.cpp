// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/shape_compare.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr int depth_max = 64;
constexpr std::string_view marks = "(){},:";

struct reader {
  std::string_view rest;

  /// Up to the next mark.
  std::string_view word() {
    auto end = std::min(rest.find_first_of(marks), rest.size());
    auto found = rest.substr(0, end);
    rest.remove_prefix(end);
    return found;
  }
  bool is_at(char mark) const { return !rest.empty() && rest.front() == mark; }
  bool take(char mark) {
    if (!is_at(mark)) return false;
    rest.remove_prefix(1);
    return true;
  }
  /// The name of a field, if it has one.
  std::string_view name() {
    auto before = rest;
    auto found = word();
    if (take(':')) return found;
    rest = before;
    return {};
  }
};

class comparison {
public:
  comparison(std::string_view a, std::string_view b) : a_{a}, b_{b} {}

  std::optional<std::string> run() {
    if (agree("") && (!a_.rest.empty() || !b_.rest.empty())) differ("", a_.rest, b_.rest);
    return found_;
  }

private:
  bool differ(const std::string& where, std::string_view a, std::string_view b) {
    auto text = [](std::string_view x) {
      return std::string{x.empty() ? "nothing" : x.substr(0, 60)};
    };
    found_ = (where.empty() ? "" : where + ": ") + text(a) + " and " + text(b);
    return false;
  }

  bool agree(const std::string& where) {
    if (++depth_ > depth_max) return differ(where, "too deep", "too deep");
    auto a = a_.word();
    auto b = b_.word();
    auto is_struct = a_.is_at('{') && b_.is_at('{');
    auto is_named = !a.empty() && !b.empty();
    if (is_struct ? is_named && a != b : a != b || a.empty()) return differ(where, a, b);
    auto good = true;
    if (is_struct)
      good = agree_on_list('{', '}', true, where.empty() ? std::string{a.empty() ? b : a} : where);
    else if (a_.is_at('(') && b_.is_at('('))
      good = agree_on_list('(', ')', a == "variant", where);
    else if (a_.is_at('(') || b_.is_at('(') || a_.is_at('{') || b_.is_at('{'))
      good = differ(where, a_.rest, b_.rest);
    --depth_;
    return good;
  }

  /// may_differ_in_length: what one has more at its end is skipped.
  bool agree_on_list(char open, char close, bool may_differ_in_length, const std::string& where) {
    a_.take(open);
    b_.take(open);
    for (std::size_t i = 0;; ++i) {
      auto a_ends = a_.is_at(close);
      auto b_ends = b_.is_at(close);
      if (a_ends || b_ends) {
        if (a_ends != b_ends && !may_differ_in_length) return differ(where, a_.rest, b_.rest);
        return skip(a_, close) && skip(b_, close);
      }
      if (i > 0 && (!a_.take(',') || !b_.take(','))) return differ(where, a_.rest, b_.rest);
      auto a = a_.name();
      auto b = b_.name();
      auto here = where;
      if (open == '{')
        here += "." + (a.empty() ? b.empty() ? std::to_string(i) : std::string{b} : std::string{a});
      if (!a.empty() && !b.empty() && a != b)
        return differ(where, "field " + std::string{a}, "field " + std::string{b});
      if (!agree(here)) return false;
    }
  }

  /// To behind the mark that closes what is open.
  bool skip(reader& in, char close) {
    int open = 0;
    for (std::size_t i = 0; i < in.rest.size(); ++i) {
      auto c = in.rest[i];
      if (open == 0 && c == close) {
        in.rest.remove_prefix(i + 1);
        return true;
      }
      if (c == '(' || c == '{') ++open;
      if ((c == ')' || c == '}') && --open < 0) break;
    }
    return differ("", "no shape", "no shape");
  }

  reader a_;
  reader b_;
  int depth_ = 0;
  std::optional<std::string> found_;
};

} // namespace

std::optional<std::string> compare_shapes(std::string_view a, std::string_view b) {
  if (a.size() > shape_bytes_max || b.size() > shape_bytes_max) return "a shape that is too long";
  return comparison{a, b}.run();
}

} // namespace ringleader
