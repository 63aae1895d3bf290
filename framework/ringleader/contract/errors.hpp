// SPDX-License-Identifier: BSD-3-Clause
/// Ringleader's error codes as caf::error, an entity's own refusals, and the one question to ask of
/// any failed request: may it have happened?
///
/// An entity that will not do what a message asks for refuses it, with a code of the application's
/// own and a text for people:
///
///   return refuse(bank_errc::insufficient_funds, "alice has only 3 cents");
///
/// The asker, near or far, is told entity_refused with that text, and that nothing happened:
///
///   [=](const caf::error& err) { if (is_refusal(err, bank_errc::insufficient_funds)) ...; }
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/base/result.hpp>

#include <caf/error.hpp>

#include <string>
#include <type_traits>

namespace ringleader {

/// Lets a handler `return errc::overloaded;` and an error handler compare.
caf::error make_error(errc code);

/// With a message that says what to do.
caf::error make_error(errc code, const std::string& message);
caf::error make_error(const failure& f);

/// The code, or none where the error is not one of ours.
errc code_of(const caf::error& err);

/// The message that came with the error; empty if none did. Of an error that is not ours, whatever
/// came with it as text.
std::string message_of(const caf::error& err);

/// The application's code of a refusal; 0 of anything else.
std::int32_t reason_of(const caf::error& err);

/// In our words, for who takes a result<T>. CAF's own errors have the code that says whether the
/// request may have happened.
failure to_failure(const caf::error& err);

/// Text for people, of our errors and of CAF's own.
std::string to_text(const caf::error& err);

/// True where the request may have taken effect: outcome_unknown, entity_failed, an error of the
/// entity's own that is no refusal, and CAF's own ways of not answering (request_timeout,
/// broken_promise, runtime_error). An actor that was gone already (request_receiver_down) did
/// nothing.
bool may_have_happened(const caf::error& err);
inline bool may_have_happened(const failure& f) { return may_have_happened(f.code); }

/// What an entity answers that handled the message and refused it. Code: an enum or an integer of
/// the application's own, of 32 bits at most.
template <class Code> caf::error refuse(Code code, std::string text) {
  static_assert(std::is_enum_v<Code> || std::is_integral_v<Code>, "a refusal's code is a number");
  static_assert(sizeof(Code) <= sizeof(std::int32_t), "a refusal's code has 32 bits at most");
  return make_error(
    failure{errc::entity_refused, std::move(text), static_cast<std::int32_t>(code)});
}

template <class Code> bool is_refusal(const failure& f, Code code) {
  return f.code == errc::entity_refused && f.reason == static_cast<std::int32_t>(code);
}
template <class Code> bool is_refusal(const caf::error& err, Code code) {
  return is_refusal(failure{code_of(err), {}, reason_of(err)}, code);
}

} // namespace ringleader
