// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/option_values.hpp>

#include <ringleader/base/ports/driver_bounds.hpp>
#include <ringleader/options/plain_text.hpp>
#include <ringleader/partitions/placement.hpp>

#include <algorithm>
#include <sstream>

namespace ringleader::option_values {

namespace {

failure wrong(text why) { return {errc::invalid_option, std::move(why)}; }

/// What a row says about itself; the range is in words.
struct heading {
  text section;
  text name;
  text type;
  text range;
  text help;
};

/// parse: text -> result<T>, whose message lacks the option's name. check: (as, T) -> result<void>,
/// whose message has it. print: T -> text.
template <class T, class Parse, class Check, class Print>
option_row assemble(heading h, T node_options::*member, Parse parse, Check check, Print print) {
  auto read = [=](node_options& o, const text& t, const text& as) -> result<void> {
    result<T> parsed = parse(t);
    if (!parsed) return wrong(as + ": " + parsed.error().message);
    if (auto ok = check(as, *parsed); !ok) return ok;
    o.*member = std::move(*parsed);
    return {};
  };
  return {h.section,
          h.name,
          h.type,
          h.range,
          h.help,
          read,
          [=](const node_options& o, const text& as) { return check(as, o.*member); },
          [=](const node_options& o) { return print(o.*member); }};
}

result<text> as_it_is(const text& t) { return t; }

text as_is(const text& t) { return t; }

result<std::vector<text>> split(const text& list) {
  std::vector<text> parts;
  std::istringstream in{list};
  for (text part; std::getline(in, part, ',');) {
    if (part.empty()) return wrong("the list '" + list + "' has an empty item");
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

/// Up to nine digits: what has more is out of every bounds.
std::optional<std::uint32_t> parse_number(const text& t) {
  if (!all_digits(t) || t.size() > 9) return std::nullopt;
  return static_cast<std::uint32_t>(std::stoul(t));
}

/// "1", "0.5", "2.125" in thousandths.
std::optional<std::uint32_t> parse_thousandths(const text& t) {
  auto point = t.find('.');
  auto whole = parse_number(t.substr(0, point));
  auto rest = point == text::npos ? text{"0"} : t.substr(point + 1);
  if (!whole || *whole > 1'000'000 || rest.size() > 3) return std::nullopt;
  rest.resize(3, '0');
  auto decimals = parse_number(rest);
  if (!decimals) return std::nullopt;
  return *whole * 1000 + *decimals;
}

text print_thousandths(std::uint32_t n) {
  auto digits = std::to_string(1000 + n % 1000).substr(1);
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return std::to_string(n / 1000) + '.' + digits;
}

/// "1, 3, 5 or 7".
text odd_numbers(const bounds<std::size_t>& allowed) {
  text all;
  for (auto n = allowed.least; n <= allowed.most; n += 2)
    all += (all.empty() ? "" : n + 2 > allowed.most ? " or " : ", ") + std::to_string(n);
  return all;
}

result<void> check_name(const text& as, const text& name, const name_bytes& allowed) {
  if (auto ok = check_size(as, name, allowed); !ok) return ok;
  if (is_plain_text(name)) return {};
  return wrong(
    as + " '" + one_line(name) +
    "' has a character that cannot be shown; it must be UTF-8 on one line, since it goes "
    "into logs and reports");
}

result<void> check_endpoint(const text& as, const endpoint& e) {
  return check_name(as + ": the host", e.host, {1, hello_text_max});
}

result<void> check_dialed(const text& as, const std::vector<endpoint>& list) {
  for (auto at = list.begin(); at != list.end(); ++at) {
    if (auto ok = check_endpoint(as, *at); !ok) return ok;
    if (at->port == 0) return wrong(as + ": '" + to_string(*at) + "' has no port to dial");
    if (std::find(list.begin(), at, *at) != at)
      return wrong(as + ": " + to_string(*at) + " is named twice");
  }
  return {};
}

result<duration> read_duration(const text& t) {
  duration parsed{};
  if (parse_duration(t, parsed)) return parsed;
  return wrong('\'' + t + "' is not a duration; write a number and ms, s, m or h");
}

auto never_wrong = [](const text&, const auto&) { return result<void>{}; };

} // namespace

option_row row(text section, text name, text type, name_bytes allowed, text node_options::*member,
               text help) {
  auto range = allowed.least == 0 ? "at most " + std::to_string(allowed.most) : to_string(allowed);
  return assemble(
    {section, name, type, range + " bytes of text", help}, member, as_it_is,
    [=](const text& as, const text& value) { return check_name(as, value, allowed); }, as_is);
}

option_row row(text section, text name, text type, text range, text node_options::*member,
               text help) {
  return assemble({section, name, type, range, help}, member, as_it_is, never_wrong, as_is);
}

option_row row(text section, text name, text type, placement_name member, text help) {
  auto check = [](const text& as, const text& value) -> result<void> {
    if (auto known = parse_placement(value); !known)
      return wrong(as + ": " + known.error().message);
    return {};
  };
  return assemble({section, name, type, placement_names(), help}, member.member, as_it_is, check,
                  as_is);
}

option_row row(text section, text name, text type, text range,
               std::vector<endpoint> node_options::*member, text help) {
  auto parse = [](const text& t) -> result<std::vector<endpoint>> {
    auto parts = split(t);
    if (!parts) return parts.error();
    std::vector<endpoint> endpoints;
    for (auto& part : *parts) {
      auto parsed = parse_endpoint(part);
      if (!parsed) return parsed.error();
      endpoints.push_back(*parsed);
    }
    return endpoints;
  };
  return assemble({section, name, type, range, help}, member, parse, check_dialed,
                  [](const std::vector<endpoint>& list) {
                    return join(list, [](const endpoint& e) { return to_string(e); });
                  });
}

option_row row(text section, text name, text type, text range, endpoint node_options::*member,
               text help) {
  return assemble({section, name, type, range, help}, member, parse_endpoint, check_endpoint,
                  [](const endpoint& e) { return to_string(e); });
}

option_row row(text section, text name, text type, text range,
               std::optional<endpoint> node_options::*member, text help) {
  auto parse = [](const text& t) -> result<std::optional<endpoint>> {
    auto parsed = parse_endpoint(t);
    if (!parsed) return parsed.error();
    return std::optional{*parsed};
  };
  auto check = [](const text& as, const std::optional<endpoint>& e) {
    return e ? check_endpoint(as, *e) : result<void>{};
  };
  return assemble({section, name, type, range, help}, member, parse, check,
                  [](const std::optional<endpoint>& e) { return e ? to_string(*e) : text{}; });
}

option_row row(text section, text name, text type, bounds<std::uint32_t> allowed,
               std::uint32_t node_options::*member, text help) {
  auto parse = [=](const text& t) -> result<std::uint32_t> {
    auto number = parse_number(t);
    if (number && allowed.hold(*number)) return *number;
    return wrong('\'' + t + "' is not a whole number of " + to_string(allowed));
  };
  auto check = [=](const text& as, std::uint32_t n) { return ringleader::check(as, n, allowed); };
  return assemble({section, name, type, to_string(allowed), help}, member, parse, check,
                  [](std::uint32_t n) { return std::to_string(n); });
}

option_row row(text section, text name, text type, odd allowed, std::uint32_t node_options::*member,
               text help) {
  auto choice = odd_numbers(allowed.allowed);
  auto fits = [=](std::uint32_t n) { return n % 2 == 1 && allowed.allowed.hold(n); };
  auto parse = [=](const text& t) -> result<std::uint32_t> {
    auto number = parse_number(t);
    if (number && fits(*number)) return *number;
    return wrong('\'' + t + "' is not possible; choose " + choice);
  };
  auto check = [=](const text& as, std::uint32_t n) -> result<void> {
    if (fits(n)) return {};
    return wrong(as + ' ' + std::to_string(n) + " is not possible; choose " + choice);
  };
  return assemble({section, name, type, choice, help}, member, parse, check,
                  [](std::uint32_t n) { return std::to_string(n); });
}

option_row row(text section, text name, text type, bounds<duration> allowed,
               duration node_options::*member, text help) {
  auto check = [=](const text& as, duration d) { return ringleader::check(as, d, allowed); };
  return assemble({section, name, type, to_string(allowed), help}, member, read_duration, check,
                  [](duration d) { return to_string(d); });
}

option_row row(text section, text name, text type, or_zero allowed, duration node_options::*member,
               text help) {
  auto zero = "0 (" + allowed.meaning + ")";
  auto check = [=](const text& as, duration d) {
    if (d == duration::zero()) return result<void>{};
    return ringleader::check(as, d, allowed.allowed, "or " + zero);
  };
  return assemble({section, name, type, zero + " or " + to_string(allowed.allowed), help}, member,
                  read_duration, check, [](duration d) { return to_string(d); });
}

option_row row(text section, text name, text type, words member, text help) {
  auto parse = [](const text& t) -> result<std::vector<text>> {
    auto parts = split(t);
    if (!parts) return parts.error();
    std::sort(parts->begin(), parts->end());
    parts->erase(std::unique(parts->begin(), parts->end()), parts->end());
    return parts;
  };
  auto check = [=](const text& as, const std::vector<text>& list) -> result<void> {
    if (list.size() > member.most)
      return wrong(as + " names " + std::to_string(list.size()) + " words; it must name at most " +
                   std::to_string(member.most));
    for (auto& word : list) {
      if (auto ok = check_name(as, word, member.each); !ok) return ok;
      if (word.find(' ') != text::npos) return wrong(as + ": '" + word + "' has a space in it");
    }
    return {};
  };
  auto range = "at most " + std::to_string(member.most) + " words of " + to_string(member.each) +
               " bytes without spaces";
  return assemble({section, name, type, range, help}, member.member, parse, check,
                  [](const std::vector<text>& list) { return join(list, as_is); });
}

option_row row(text section, text name, text type, thousandths member, text help) {
  auto in_decimals = [](std::uint32_t n) {
    return n % 1000 == 0 ? std::to_string(n / 1000) : print_thousandths(n);
  };
  auto allowed = member.allowed;
  auto range = in_decimals(allowed.least) + " to " + in_decimals(allowed.most) +
               " with at most three decimals";
  auto parse = [=](const text& t) -> result<std::uint32_t> {
    auto number = parse_thousandths(t);
    if (number && allowed.hold(*number)) return *number;
    return wrong('\'' + t + "' is not a number of " + range);
  };
  auto check = [=](const text& as, std::uint32_t n) -> result<void> {
    if (allowed.hold(n)) return {};
    return wrong(as + ' ' + in_decimals(n) + " is not a number of " + range);
  };
  return assemble({section, name, type, range, help}, member.member, parse, check,
                  print_thousandths);
}

option_row row(text section, text name, text type, text range, log_levels member, text help) {
  return assemble({section, name, type, range, help}, member.member, log::parse_levels, never_wrong,
                  log::print_levels);
}

option_row row(text section, text name, bool node_options::*member, text help) {
  auto parse = [](const text& t) -> result<bool> {
    if (t == "true" || t == "false") return t == "true";
    return wrong('\'' + t + "' is neither true nor false");
  };
  return assemble({section, name, {}, {}, help}, member, parse, never_wrong,
                  [](bool on) { return text{on ? "true" : "false"}; });
}

} // namespace ringleader::option_values
