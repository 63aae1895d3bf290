// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/ids.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace ringleader;

namespace {

struct old_form {
  std::string name;
  std::uint32_t count = 0;
};
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, old_form& x) {
  return f(x.name, x.count);
}

struct new_form {
  std::string name;
  std::uint32_t count = 0;
  std::optional<log_index> seen = log_index{77};
};
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, new_form& x) {
  return f(x.name, x.count, x.seen);
}

struct everything {
  bool flag = false;
  std::int16_t small = 0;
  double ratio = 0;
  duration wait{};
  std::vector<old_form> rows;
  std::map<std::string, std::uint64_t> counts;
  std::variant<std::uint8_t, std::string> either;
  std::pair<raft_term, bytes> both;
};
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, everything& x) {
  return f(x.flag, x.small, x.ratio, x.wait, x.rows, x.counts, x.either, x.both);
}

} // namespace

TEST_CASE("every supported type survives the way through bytes") {
  everything in{true,
                -7,
                std::numeric_limits<double>::infinity(),
                duration{-5},
                {{"a", 1}, {"b", 2}},
                {{"x", 9}},
                std::string{"held"},
                {raft_term{4}, {1, 2, 3}}};
  auto out = decode<everything>(encode(in));
  REQUIRE(out);
  CHECK(out->flag);
  CHECK(out->small == -7);
  CHECK(std::isinf(out->ratio));
  CHECK(out->wait == duration{-5});
  REQUIRE(out->rows.size() == 2);
  CHECK(out->rows[1].name == "b");
  CHECK(out->counts.at("x") == 9);
  CHECK(std::get<std::string>(out->either) == "held");
  CHECK(out->both.first == raft_term{4});
  CHECK(out->both.second == bytes{1, 2, 3});
}

TEST_CASE("a reader of an older form skips the fields that it does not know") {
  auto out = decode<old_form>(encode(new_form{"n", 3, log_index{5}}));
  REQUIRE(out);
  CHECK(out->name == "n");
  CHECK(out->count == 3);
}

TEST_CASE("a reader of a newer form keeps defaults for the fields that are missing") {
  auto out = decode<new_form>(encode(old_form{"n", 3}));
  REQUIRE(out);
  CHECK(out->seen == log_index{77});
}

TEST_CASE("no truncation and no flipped length crashes the reader or makes it take memory") {
  everything in{true,
                -7,
                0.5,
                duration{5},
                {{"a", 1}, {"b", 2}},
                {{"x", 9}},
                std::string{"held"},
                {raft_term{4}, {1, 2, 3}}};
  auto data = encode(in);
  for (std::size_t n = 0; n < data.size(); ++n)
    CHECK_FALSE(decode<everything>(bytes(data.begin(), data.begin() + static_cast<long>(n))));
  for (std::size_t i = 0; i < data.size(); ++i) {
    auto bad = data;
    bad[i] = 0xff;
    (void)decode<everything>(bad);
  }
}

TEST_CASE("numbers are little-endian on every platform") {
  CHECK(encode(std::uint32_t{0x01020304}) == bytes{4, 3, 2, 1});
  CHECK(encode(log_index{1}) == bytes{1, 0, 0, 0, 0, 0, 0, 0});
}
