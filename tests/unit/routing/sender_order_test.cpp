// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/routing/sender_order.hpp>

#include <catch2/catch.hpp>

using ringleader::routing::sender_order;

TEST_CASE("a request is overtaken by whatever of its sender left after it") {
  sender_order order;
  order.passed(1, 1); // nothing of it is pending: nothing can be overtaken
  order.asked(1, 2);
  order.asked(2, 3);
  CHECK_FALSE(order.overtaken(1, 2));
  order.passed(1, 4);
  CHECK(order.overtaken(1, 2));
  CHECK_FALSE(order.overtaken(2, 3));
  order.asked(2, 5);
  CHECK(order.overtaken(2, 3));
  CHECK_FALSE(order.overtaken(2, 5));
}

TEST_CASE("who has nothing pending is forgotten") {
  sender_order order;
  order.asked(1, 1);
  order.passed(1, 2);
  order.ended(1);
  order.asked(1, 3);
  CHECK_FALSE(order.overtaken(1, 3));
  order.asked(1, 4);
  order.ended(1); // of two one is left
  CHECK(order.overtaken(1, 3));
}
