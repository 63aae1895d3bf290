// SPDX-License-Identifier: BSD-3-Clause
/// actor_function: which actor class an application's function wants: what its first parameter
/// points to. For functions and for lambdas with one call operator.
#pragma once

#include <type_traits>

namespace ringleader {

template <class Function>
struct actor_function : actor_function<decltype(&Function::operator())> {};

template <class Result, class Actor, class... Args>
struct actor_function<Result (*)(Actor*, Args...)> {
  using actor_class = Actor;
};

template <class Class, class Result, class Actor, class... Args>
struct actor_function<Result (Class::*)(Actor*, Args...) const> {
  using actor_class = Actor;
};

template <class Class, class Result, class Actor, class... Args>
struct actor_function<Result (Class::*)(Actor*, Args...)> {
  using actor_class = Actor;
};

template <class Function> using actor_class_of = typename actor_function<Function>::actor_class;

} // namespace ringleader
