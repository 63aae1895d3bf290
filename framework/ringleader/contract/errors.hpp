// SPDX-License-Identifier: BSD-3-Clause
/// Ringleader's error codes as caf::error, and the one question to ask of any failed request:
/// may it have happened?
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/base/result.hpp>

#include <caf/error.hpp>

#include <string>

namespace ringleader {

/// Lets a handler `return errc::overloaded;` and an error handler compare.
caf::error make_error(errc code);

/// With a message that says what to do.
caf::error make_error(errc code, const std::string& message);
caf::error make_error(const failure& f);

/// The code, or none where the error is not one of ours.
errc code_of(const caf::error& err);

/// The message that came with the error; empty if none did.
std::string message_of(const caf::error& err);

/// Text for people, of our errors and of CAF's own.
std::string to_text(const caf::error& err);

/// True where the request may have taken effect: outcome_unknown, entity_failed, and CAF's own ways
/// of not answering (request_timeout, request_receiver_down, broken_promise, runtime_error).
bool may_have_happened(const caf::error& err);

} // namespace ringleader
