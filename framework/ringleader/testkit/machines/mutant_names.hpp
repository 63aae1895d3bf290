// SPDX-License-Identifier: BSD-3-Clause
/// The names of the mutants, as command lines, tests and tables spell them.
#pragma once

#include <ringleader/base/mutant.hpp>

#include <optional>
#include <string>

namespace ringleader::testkit {

std::string to_string(mutant which);

/// Reads what to_string writes.
std::optional<mutant> parse_mutant(const std::string& text);

/// What it does only a member that lies can show (simulation_options::hostile).
bool needs_hostile_member(mutant which);

/// True in the libraries that have mutants to switch on.
bool has_mutants();

} // namespace ringleader::testkit
