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

caf::error make_error(const failure& f) { return make_error(f.code, f.message); }

errc code_of(const caf::error& err) {
  if (!err) return errc::none; // CAF reads the category of an empty error through a null pointer
  return err.category() == category ? static_cast<errc>(err.code()) : errc::none;
}

std::string message_of(const caf::error& err) {
  auto& context = err.context();
  return context.match_elements<std::string>() ? context.get_as<std::string>(0) : std::string{};
}

std::string to_text(const caf::error& err) {
  if (!err) return "none";
  auto detail = message_of(err);
  if (err.category() == category) return to_string(failure{code_of(err), detail});
  if (err.category() == caf::atom("system"))
    return to_string(static_cast<caf::sec>(err.code())) + (detail.empty() ? "" : ": " + detail);
  return caf::to_string(err.category()) + " " + std::to_string(err.code());
}

bool may_have_happened(const caf::error& err) {
  if (!err) return false;
  if (err.category() == category) return may_have_happened(code_of(err));
  // Every error that is not ours came from an actor that had the message, or from a lost answer.
  return true;
}

} // namespace ringleader
