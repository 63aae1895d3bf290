// SPDX-License-Identifier: BSD-3-Clause
/// RINGLEADER_TYPES: registers the structs that an application sends. It stands outside of every
/// namespace, behind their RINGLEADER_FIELDS and before the interfaces that name them:
///
///   RINGLEADER_TYPES(bank, bank::deposit, bank::get_balance, bank::receipt)
///
/// The first word names the block; `bank::types` is what run() is given. The order is the number of
/// a type within its process, so all programs of one cluster need not agree on it. A program with
/// two blocks says behind which one the second continues:
///
///   RINGLEADER_TYPES_BEHIND(bank, audit, audit::entry)
#pragma once

#include <ringleader/contract/type_ids.hpp>

#include <boost/preprocessor/seq/for_each.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>

#define RINGLEADER_TYPES(block, ...) RINGLEADER_TYPES_BEHIND(ringleader, block, __VA_ARGS__)

#define RINGLEADER_TYPES_BEHIND(other, block, ...)                                                 \
  CAF_BEGIN_TYPE_ID_BLOCK(block, caf::id_block::other::end)                                        \
    BOOST_PP_SEQ_FOR_EACH(RINGLEADER_TYPE_OF, block, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__))        \
  CAF_END_TYPE_ID_BLOCK(block)                                                                     \
  namespace block {                                                                                \
  using types = caf::id_block::block;                                                              \
  }

#define RINGLEADER_TYPE_OF(state, block, type) CAF_ADD_TYPE_ID(block, (type))
