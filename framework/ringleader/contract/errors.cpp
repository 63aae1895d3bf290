// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/contract/errors.hpp>

#include <caf/atom.hpp>
#include <caf/deep_to_string.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>

namespace ringleader {

namespace {

constexpr auto category = caf::atom("ringleader");

} // namespace

caf::error make_error(errc code) { return {static_cast<std::uint8_t>(code), category}; }

caf::error make_error(errc code, const std::string& message) {
  if (message.empty()) return make_error(code);
  return {static_cast<std::uint8_t>(code), category, caf::make_message(message)};
}

caf::error make_error(const failure& f) {
  if (f.reason == 0) return make_error(f.code, f.message);
  return {static_cast<std::uint8_t>(f.code), category, caf::make_message(f.message, f.reason)};
}

errc code_of(const caf::error& err) {
  if (!err) return errc::none; // CAF reads the category of an empty error through a null pointer
  return err.category() == category ? static_cast<errc>(err.code()) : errc::none;
}

std::string message_of(const caf::error& err) {
  if (!err) return {};
  auto& context = err.context();
  if (context.match_elements<std::string>() || context.match_elements<std::string, std::int32_t>())
    return context.get_as<std::string>(0);
  return context.empty() ? std::string{} : caf::deep_to_string(context);
}

std::int32_t reason_of(const caf::error& err) {
  if (code_of(err) != errc::entity_refused) return 0;
  auto& context = err.context();
  return context.match_elements<std::string, std::int32_t>() ? context.get_as<std::int32_t>(1) : 0;
}

failure to_failure(const caf::error& err) {
  if (auto code = code_of(err); code != errc::none) return {code, message_of(err), reason_of(err)};
  if (err == caf::sec::request_timeout)
    return {errc::outcome_unknown, "nobody said in time what became of it"};
  if (err == caf::sec::request_receiver_down)
    return {errc::entity_unavailable, "it ended before the message's turn came"};
  return {errc::entity_failed, to_text(err)};
}

std::string to_text(const caf::error& err) {
  if (!err) return "none";
  auto detail = message_of(err);
  auto behind = detail.empty() ? detail : ": " + detail;
  if (auto reason = reason_of(err); reason != 0)
    return "entity_refused (" + std::to_string(reason) + ")" + behind;
  if (err.category() == category) return to_string(failure{code_of(err), detail});
  if (err.category() == caf::atom("system"))
    return to_string(static_cast<caf::sec>(err.code())) + behind;
  return caf::to_string(err.category()) + " " + std::to_string(err.code()) + behind;
}

bool may_have_happened(const caf::error& err) {
  if (!err || err == caf::sec::request_receiver_down) return false;
  if (err.category() == category) return may_have_happened(code_of(err));
  // Every error that is not ours came from an actor that had the message, or from a lost answer.
  return true;
}

} // namespace ringleader
