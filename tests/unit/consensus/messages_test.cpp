// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/consensus/effects.hpp>
#include <ringleader/consensus/messages.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;

namespace {

std::vector<message> one_of_each() {
  group_id g{1};
  cluster_id c{7};
  entry e{log_index{5}, raft_term{3}, entry_kind::command, to_bytes("x")};
  return {
    vote_request{g, c, raft_term{3}, raft_term{4}, true, log_index{4}, raft_term{2}, true},
    vote_reply{g, c, raft_term{3}, raft_term{4}, false, true, {{7, 30}, {8, 0}}, 9000},
    append_request{g, c, raft_term{3}, log_index{4}, raft_term{2}, {e}, log_index{2}, 9, {7, 8}, 5},
    append_reply{g, c, raft_term{3}, false, log_index{4}, log_index{1}, log_index{2}, raft_term{1},
                 9, 5},
    timeout_now{g, c, raft_term{3}},
    install_request{
      g, c, raft_term{3}, log_index{4}, raft_term{2}, 9, 3, 77, 5, to_bytes("ab"), 9, {7}, 5},
    install_reply{g, c, raft_term{3}, log_index{4}, 7, 9, 5},
  };
}

// What a heartbeat was before it carried marks.
struct first_append_request {
  append_request m;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, first_append_request& x) {
  return f(x.m.group, x.m.cluster, x.m.term, x.m.prev_index, x.m.prev_term, x.m.entries, x.m.commit,
           x.m.round);
}

} // namespace

TEST_CASE("a heartbeat of a release without marks is read as one that says nothing of them") {
  auto sent = std::get<append_request>(one_of_each()[2]);
  sent.marks.clear();
  sent.marks_upto = 0;
  bytes frame;
  encoder out{frame};
  out.put(std::uint8_t{2});
  out.put(first_append_request{sent});
  auto read = decode_message(frame);
  REQUIRE(read);
  CHECK(*read == message{sent});
}

TEST_CASE("each message survives the wire and says whose it is") {
  for (auto& m : one_of_each()) {
    auto back = decode_message(encode_message(m));
    REQUIRE(back);
    CHECK(*back == m);
    CHECK(group_of(m) == group_id{1});
    CHECK(cluster_of(m) == cluster_id{7});
    CHECK(term_of(m) == raft_term{3});
    CHECK_FALSE(to_string(m).empty());
  }
}

TEST_CASE("a frame that is cut off anywhere is malformed, never misread") {
  for (auto& m : one_of_each()) {
    auto frame = encode_message(m);
    for (std::size_t n = 0; n < frame.size(); ++n) {
      auto cut = decode_message(bytes(frame.begin(), frame.begin() + static_cast<long>(n)));
      REQUIRE_FALSE(cut);
    }
  }
}

TEST_CASE("messages that differ in one field are not equal") {
  auto messages = one_of_each();
  for (auto& m : messages)
    for (auto& n : messages) CHECK((m == n) == (&m == &n));
  auto changed = std::get<append_request>(messages[2]);
  changed.round = 10;
  CHECK_FALSE(message{changed} == messages[2]);
}
