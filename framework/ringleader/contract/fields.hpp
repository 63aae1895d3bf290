// SPDX-License-Identifier: BSD-3-Clause
/// RINGLEADER_FIELDS: lists the fields of a struct that is sent, in order. It stands in the
/// struct's own namespace, behind it:
///
///   struct deposit { std::int64_t cents = 0; };
///   RINGLEADER_FIELDS(deposit, cents)
///   struct get_balance {};
///   RINGLEADER_FIELDS(get_balance)
///
/// It is an inspect() like one that is written by hand, which serves as well, and the names of the
/// fields, by which nodes of different releases tell whether they mean the same (docs/messages.md).
/// Up to 63 fields.
#pragma once

#include <boost/preprocessor/comparison/equal.hpp>
#include <boost/preprocessor/control/iif.hpp>
#include <boost/preprocessor/seq/enum.hpp>
#include <boost/preprocessor/seq/transform.hpp>
#include <boost/preprocessor/variadic/size.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>

#include <string_view>

#define RINGLEADER_FIELDS(...)                                                                     \
  BOOST_PP_IIF(BOOST_PP_EQUAL(BOOST_PP_VARIADIC_SIZE(__VA_ARGS__), 1), RINGLEADER_NO_FIELDS,       \
               RINGLEADER_SOME_FIELDS)                                                             \
  (__VA_ARGS__)

#define RINGLEADER_NO_FIELDS(type)                                                                 \
  constexpr std::string_view ringleader_fields(const type*) { return #type; }                      \
  template <class Inspector> typename Inspector::result_type inspect(Inspector& f, type&) {        \
    return f();                                                                                    \
  }

#define RINGLEADER_SOME_FIELDS(type, ...)                                                          \
  constexpr std::string_view ringleader_fields(const type*) { return #type ":" #__VA_ARGS__; }     \
  template <class Inspector> typename Inspector::result_type inspect(Inspector& f, type& x) {      \
    return f(BOOST_PP_SEQ_ENUM(                                                                    \
      BOOST_PP_SEQ_TRANSFORM(RINGLEADER_FIELD_OF, x, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__))));     \
  }

#define RINGLEADER_FIELD_OF(state, object, field) object.field
