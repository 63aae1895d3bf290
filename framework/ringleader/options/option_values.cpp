// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/option_values.hpp>

#include <algorithm>
#include <sstream>

namespace ringleader::option_values {

namespace {

using reader = std::function<result<void>(node_options&, const text&)>;
using printer = std::function<text(const node_options&)>;

result<void> wrong(text why) { return {errc::invalid_option, std::move(why)}; }

result<std::vector<text>> split(const text& list) {
  std::vector<text> parts;
  std::istringstream in{list};
  for (text part; std::getline(in, part, ',');) {
    if (part.empty()) return {errc::invalid_option, "the list '" + list + "' has an empty item"};
    parts.push_back(part);
  }
  return parts;
}

template <class T, class Print> text join(const std::vector<T>& items, Print print) {
  text joined;
  for (auto& item : items) joined += (joined.empty() ? "" : ",") + print(item);
  return joined;
}

bool all_digits(const text& t) {
  return !t.empty() && std::all_of(t.begin(), t.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "1", "0.5", "2.125" in thousandths.
bool parse_thousandths(const text& t, std::uint32_t& out) {
  auto point = t.find('.');
  auto whole = t.substr(0, point);
  auto rest = point == text::npos ? text{"0"} : t.substr(point + 1);
  if (!all_digits(whole) || !all_digits(rest) || whole.size() > 4 || rest.size() > 3) return false;
  rest.resize(3, '0');
  out = static_cast<std::uint32_t>(std::stoul(whole) * 1000 + std::stoul(rest));
  return out <= 100'000;
}

text print_thousandths(std::uint32_t n) {
  auto digits = std::to_string(1000 + n % 1000).substr(1);
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return std::to_string(n / 1000) + '.' + digits;
}

} // namespace

option_row row(text section, text name, text type, at_most bound, text node_options::*member,
               text help) {
  auto most = bound.length;
  reader read = [member, most](node_options& o, const text& t) -> result<void> {
    if (t.size() > most) return wrong("it is longer than " + std::to_string(most) + " characters");
    o.*member = t;
    return {};
  };
  printer print = [member](const node_options& o) { return o.*member; };
  return {section, name, type, "at most " + std::to_string(most) + " characters",
          help,    read, print};
}

option_row row(text section, text name, text type, text range, text node_options::*member,
               text help) {
  reader read = [member](node_options& o, const text& t) -> result<void> {
    o.*member = t;
    return {};
  };
  printer print = [member](const node_options& o) { return o.*member; };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, text type, text range,
               std::vector<endpoint> node_options::*member, text help) {
  reader read = [member](node_options& o, const text& t) -> result<void> {
    auto parts = split(t);
    if (!parts) return parts.error();
    std::vector<endpoint> endpoints;
    for (auto& part : *parts) {
      auto parsed = parse_endpoint(part);
      if (!parsed) return parsed.error();
      if (parsed->port == 0) return wrong('\'' + part + "' has no port that others can dial");
      if (std::find(endpoints.begin(), endpoints.end(), *parsed) != endpoints.end())
        return wrong(to_string(*parsed) + " is named twice");
      endpoints.push_back(*parsed);
    }
    o.*member = std::move(endpoints);
    return {};
  };
  printer print = [member](const node_options& o) {
    return join(o.*member, [](const endpoint& e) { return to_string(e); });
  };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, text type, text range, endpoint node_options::*member,
               text help) {
  reader read = [member](node_options& o, const text& t) -> result<void> {
    auto parsed = parse_endpoint(t);
    if (!parsed) return parsed.error();
    o.*member = *parsed;
    return {};
  };
  printer print = [member](const node_options& o) { return to_string(o.*member); };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, text type, text range,
               std::optional<endpoint> node_options::*member, text help) {
  reader read = [member](node_options& o, const text& t) -> result<void> {
    auto parsed = parse_endpoint(t);
    if (!parsed) return parsed.error();
    o.*member = *parsed;
    return {};
  };
  printer print = [member](const node_options& o) {
    return o.*member ? to_string(*(o.*member)) : text{};
  };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, text type, range bound, std::uint32_t node_options::*member,
               text help) {
  auto words = std::to_string(bound.least) + " to " + std::to_string(bound.most);
  reader read = [member, bound, words](node_options& o, const text& t) -> result<void> {
    if (!all_digits(t) || t.size() > 9 || std::stoul(t) < bound.least || std::stoul(t) > bound.most)
      return wrong('\'' + t + "' is not a whole number of " + words);
    o.*member = static_cast<std::uint32_t>(std::stoul(t));
    return {};
  };
  printer print = [member](const node_options& o) { return std::to_string(o.*member); };
  return {section, name, type, words, help, read, print};
}

option_row row(text section, text name, text type, text range, duration node_options::*member,
               text help) {
  bool zero = range.compare(0, 1, "0") == 0;
  duration least = zero ? duration{0} : duration{std::chrono::milliseconds{1}};
  duration most = std::chrono::hours{zero ? 24 : 1};
  auto words = (zero ? "0 to " : "1ms to ") + text{zero ? "24h" : "1h"};
  reader read = [member, least, most, words](node_options& o, const text& t) -> result<void> {
    duration parsed{};
    if (!parse_duration(t, parsed))
      return wrong('\'' + t + "' is not a duration; write a number and ms, s, m or h");
    if (parsed < least || parsed > most) return wrong('\'' + t + "' is not within " + words);
    o.*member = parsed;
    return {};
  };
  printer print = [member](const node_options& o) { return to_string(o.*member); };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, text type, text range, words member, text help) {
  auto list = member.member;
  reader read = [list](node_options& o, const text& t) -> result<void> {
    auto parts = split(t);
    if (!parts) return parts.error();
    for (auto& part : *parts)
      if (part.find_first_of(" \t") != text::npos)
        return wrong('\'' + part + "' has a space in it");
    std::sort(parts->begin(), parts->end());
    parts->erase(std::unique(parts->begin(), parts->end()), parts->end());
    o.*list = std::move(*parts);
    return {};
  };
  printer print = [list](const node_options& o) {
    return join(o.*list, [](const text& t) { return t; });
  };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, text type, text range, thousandths member, text help) {
  auto number = member.member;
  reader read = [number, range](node_options& o, const text& t) -> result<void> {
    std::uint32_t parsed = 0;
    if (!parse_thousandths(t, parsed)) return wrong('\'' + t + "' is not a number of " + range);
    o.*number = parsed;
    return {};
  };
  printer print = [number](const node_options& o) { return print_thousandths(o.*number); };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, text type, text range, log_levels member, text help) {
  auto levels = member.member;
  reader read = [levels](node_options& o, const text& t) -> result<void> {
    auto parsed = log::parse_levels(t);
    if (!parsed) return parsed.error();
    o.*levels = *parsed;
    return {};
  };
  printer print = [levels](const node_options& o) { return log::print_levels(o.*levels); };
  return {section, name, type, range, help, read, print};
}

option_row row(text section, text name, bool node_options::*member, text help) {
  reader read = [member](node_options& o, const text& t) -> result<void> {
    if (t != "true" && t != "false") return wrong('\'' + t + "' is neither true nor false");
    o.*member = t == "true";
    return {};
  };
  printer print = [member](const node_options& o) { return o.*member ? "true" : "false"; };
  return {section, name, {}, {}, help, read, print};
}

} // namespace ringleader::option_values
