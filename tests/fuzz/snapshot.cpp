// SPDX-License-Identifier: BSD-3-Clause
// A damaged snapshot of a busy registry: it is refused, or it is a state that goes on like any
// other, whatever is applied to it.
#include "../unit/registry/random_commands.hpp"
#include "input.hpp"

#include <ringleader/base/expects.hpp>

using namespace ringleader;

namespace {

using machine = ringleader::registry::registry;

constexpr std::uint64_t busy_after = 400;

const std::vector<bytes>& busy_states() {
  static const auto states = [] {
    std::vector<bytes> all;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      registry::random_commands commands{seed};
      machine r;
      for (std::uint64_t i = 1; i <= busy_after; ++i) r.apply(log_index{i}, commands.next(r));
      all.push_back(to_bytes(r.snapshot()));
    }
    return all;
  }();
  return states;
}

void go_on(machine r, std::uint64_t seed) {
  registry::random_commands commands{seed};
  auto first = r.applied_index().value;
  for (std::uint64_t i = 1; i <= 60; ++i) {
    r.apply(log_index{first + i}, commands.next(r));
    if (!registry::understands(r.settings())) return;
  }
  for (auto& [session, record] : std::map(r.sessions())) {
    registry::envelope end{std::nullopt, registry::expire_sessions{{session}}};
    r.apply(r.applied_index().next(), registry::encode_entry(r.now(), end));
  }
  EXPECTS(r.sessions().empty());
  EXPECTS(machine::restore(r.snapshot()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_input in{data, size};
  auto choice = in.byte();
  auto file = choice == 0xff ? in.rest() : busy_states()[choice % busy_states().size()];
  if (choice != 0xff)
    for (int i = 0; i < 8 && !in.empty(); ++i) in.damage(file);
  if (auto r = machine::restore(file)) {
    EXPECTS(machine::restore(r->snapshot()));
    go_on(std::move(*r), in.number());
  }
  return 0;
}
