// SPDX-License-Identifier: BSD-3-Clause
/// match(variant, handlers...): visits with the handler of the alternative held.
/// A missing handler does not compile, so an added alternative is found everywhere.
#pragma once

#include <utility>
#include <variant>

namespace ringleader {

template <class... Fs> struct overloaded : Fs... { using Fs::operator()...; };
template <class... Fs> overloaded(Fs...) -> overloaded<Fs...>;

template <class Variant, class... Fs> decltype(auto) match(Variant&& value, Fs&&... handlers) {
  return std::visit(overloaded{std::forward<Fs>(handlers)...}, std::forward<Variant>(value));
}

} // namespace ringleader
