// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/codec/shape.hpp>
#include <ringleader/base/codec/shape_compare.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/contract/fields.hpp>

#include <catch2/catch.hpp>

namespace bank {

enum class currency : std::uint8_t { euro, dollar };

struct money {
  std::int64_t cents = 0;
  currency in = currency::euro;
};
RINGLEADER_FIELDS(money, cents, in)

struct deposit {
  money what;
  std::vector<std::string> notes;
  std::map<std::uint32_t, bool> flags;
  std::optional<double> rate;
  std::variant<std::int8_t, std::string> by;
};
RINGLEADER_FIELDS(deposit, what, notes, flags, rate, by)

struct ask {};
RINGLEADER_FIELDS(ask)

struct tree {
  std::vector<tree> children;
};
RINGLEADER_FIELDS(tree, children)

struct by_hand {
  std::uint16_t port = 0;
  std::string host;
};
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, by_hand& x) {
  return f(x.port, x.host);
}

} // namespace bank

using namespace ringleader;

TEST_CASE("a shape names the fields of a struct and what is written of each") {
  CHECK(shape_of<bank::money>() == "money{cents:i64,in:enum(u8)}");
  CHECK(shape_of<bank::deposit>() == "deposit{what:money{cents:i64,in:enum(u8)},notes:list(str),"
                                     "flags:map(u32,bool),rate:optional(f64),by:variant(i8,str)}");
  CHECK(shape_of<bank::ask>() == "ask{}");
  CHECK(shape_of<bank::tree>() == "tree{children:list(^tree)}");
  CHECK(shape_of<bank::by_hand>() == "{u16,str}");
  CHECK(shape_of<std::pair<bytes, std::array<float, 3>>>() == "tuple(bytes,array3(f32))");
  CHECK(shape_of<std::chrono::milliseconds>() != shape_of<std::chrono::seconds>());
}

TEST_CASE("shapes agree where one has fields or alternatives more at the end") {
  for (auto [a, b] : std::vector<std::pair<const char*, const char*>>{
         {"d{a:i64}", "d{a:i64,b:str}"},
         {"d{}", "d{a:i64}"},
         {"{i64}", "{i64,str}"},
         {"d{a:i64}", "{i64}"}, // by hand on the other side
         {"list(d{a:i64})", "list(d{a:i64,b:u8})"},
         {"d{a:m{x:u8},b:str}", "d{a:m{x:u8,y:u8},b:str,c:u8}"},
         {"variant(u8)", "variant(u8,str)"},
         {"t{c:list(^t)}", "t{c:list(^t),d:u8}"},
         {"message(tuple(d{a:u8}),tuple(i64))", "message(tuple(d{a:u8,b:u8}),tuple(i64))"}}) {
    INFO(a << " and " << b);
    CHECK(compare_shapes(a, b) == std::nullopt);
    CHECK(compare_shapes(b, a) == std::nullopt);
  }
}

TEST_CASE("where shapes differ, it is said where and how") {
  CHECK(compare_shapes("d{a:i64,b:str}", "d{a:i64,b:u8}") == "d.b: str and u8");
  CHECK(compare_shapes("d{a:i64}", "d{x:i64}") == "d: field a and field x");
  CHECK(compare_shapes("d{a:i64}", "e{a:i64}") == "d and e");
  CHECK(compare_shapes("list(u8)", "list(u16)") == "u8 and u16");
  CHECK(compare_shapes("u8", "") == "u8 and nothing");
  for (auto [a, b] :
       std::vector<std::pair<const char*, const char*>>{{"tuple(u8)", "tuple(u8,u8)"},
                                                        {"d{a:i64,b:u8}", "d{b:u8,a:i64}"},
                                                        {"list(u8)", "map(u8,u8)"},
                                                        {"d{a:m{x:u8}}", "d{a:m{x:i8}}"},
                                                        {"d{a:i64", "d{a:i64}"},
                                                        {"d{a:i64}}", "d{a:i64}"},
                                                        {"list(u8", "list(u8"}}) {
    INFO(a << " and " << b);
    CHECK(compare_shapes(a, b));
    CHECK(compare_shapes(b, a));
  }
}

TEST_CASE("no text that is no shape breaks a comparison") {
  random_source random{7};
  const std::string marks = "(){},:ab^u8";
  auto any = [&] {
    std::string text(random.below(40), ' ');
    for (auto& c : text) c = marks[random.below(marks.size())];
    return text;
  };
  for (int i = 0; i < 100'000; ++i) (void)compare_shapes(any(), any());
  CHECK(compare_shapes(std::string(4'000, '('), std::string(4'000, '(')));
  CHECK(compare_shapes(std::string(4'000, '{'), std::string(4'000, '{')));
  CHECK(compare_shapes(std::string(5'000, 'a'), std::string(5'000, 'a')));
}
