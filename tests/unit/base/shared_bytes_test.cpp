// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/shared_bytes.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace ringleader;

TEST_CASE("copies of shared bytes are the same memory and outlive what they were made of") {
  shared_bytes kept;
  const std::uint8_t* memory = nullptr;
  {
    shared_bytes first{bytes{1, 2, 3}};
    memory = first.data();
    kept = first;
    CHECK(kept.data() == memory);
    auto moved = std::move(first);
    CHECK(moved.data() == memory);
  }
  CHECK(kept.data() == memory);
  CHECK(to_bytes(kept) == bytes{1, 2, 3});
}

TEST_CASE("shared bytes are equal by what they hold") {
  CHECK(shared_bytes{bytes{1, 2}} == shared_bytes{bytes{1, 2}});
  CHECK(shared_bytes{bytes{1, 2}} != shared_bytes{bytes{1, 3}});
  CHECK(shared_bytes{bytes{1, 2}} != shared_bytes{bytes{1}});
  CHECK(shared_bytes{bytes{}} == shared_bytes{});
  CHECK(shared_bytes{}.empty());
  CHECK(shared_bytes{}.size() == 0);
}

TEST_CASE("assigning shared bytes to themselves keeps them") {
  shared_bytes one{bytes{7}};
  auto& same = one;
  one = same;
  CHECK(to_bytes(one) == bytes{7});
}

TEST_CASE("threads copy and drop the same shared bytes") {
  shared_bytes one{bytes(100, 5)};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([one] {
      for (int k = 0; k < 10'000; ++k) {
        auto copy = one;
        auto moved = std::move(copy);
      }
    });
  for (auto& each : threads) each.join();
  CHECK(to_bytes(one) == bytes(100, 5));
}

TEST_CASE("shared bytes are written as bytes are, and a value as shared bytes as it is written") {
  bytes plain{9, 8, 7};
  CHECK(encode(shared_bytes{plain}) == encode(plain));
  auto back = decode<shared_bytes>(encode(plain));
  REQUIRE(back);
  CHECK(to_bytes(*back) == plain);
  CHECK(to_bytes(encode_shared(plain)) == encode(plain));
  CHECK_FALSE(decode<shared_bytes>(bytes{5, 0, 0, 0, 1}).ok());
}

TEST_CASE("what is adopted is neither copied nor told from what was") {
  bytes large(100'000, 7);
  auto* where = large.data();
  auto adopted = shared_bytes::adopt(std::move(large));
  CHECK(adopted.data() == where);
  CHECK(adopted.size() == 100'000);
  auto copy = adopted;
  adopted = {};
  CHECK(copy == shared_bytes{bytes(100'000, 7)});
  CHECK(shared_bytes::adopt({}).empty());
}
