// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/random.hpp>
#include <ringleader/routing/deadline_heap.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <tuple>

using namespace ringleader;
using ringleader::routing::deadline_heap;

TEST_CASE("a deadline heap has the number that is due first, whatever was taken out") {
  random_source random{5};
  deadline_heap heap;
  std::set<std::tuple<instant, std::uint64_t, std::uint32_t>> model;
  for (std::uint64_t order = 1; order <= 20'000; ++order) {
    auto number = static_cast<std::uint32_t>(random.below(200));
    if (heap.has(number)) {
      heap.remove(number);
      for (auto it = model.begin(); it != model.end(); ++it)
        if (std::get<2>(*it) == number) {
          model.erase(it);
          break;
        }
    } else {
      instant due{duration{random.below(50)}};
      heap.add(number, due, order);
      model.emplace(due, order, number);
    }
    REQUIRE(heap.size() == model.size());
    if (model.empty()) continue;
    REQUIRE(heap.first() == std::get<2>(*model.begin()));
    REQUIRE(heap.first_due() == std::get<0>(*model.begin()));
  }
}
