// SPDX-License-Identifier: BSD-3-Clause
// Any messages, in any order, at one server of a group: with numbers near its own, at their ends,
// or any bytes. It may follow, halt where two leaders contradict each other, or drop them; its
// terms stay within reach, its commit index never falls, and its log never loses what is committed.
#include "../unit/consensus/raft_fixture.hpp"
#include "input.hpp"

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/consensus/reach.hpp>

using namespace ringleader;
using namespace ringleader::consensus;

namespace {

class made_up_message {
public:
  made_up_message(fuzz_input& in, const raft& r) : in_(in), r_(r) {}

  message next() {
    switch (in_.byte() % 8) {
    case 0:
      return headed(vote_request{}, [&](auto& m) {
        m.asked = term();
        m.pre_vote = flag();
        m.last_index = index();
        m.last_term = term();
        m.transfer = flag();
        m.leader = store();
      });
    case 1:
      return headed(vote_reply{}, [&](auto& m) {
        m.asked = term();
        m.pre_vote = flag();
        m.granted = flag();
        for (auto n = in_.byte() % 3; n > 0; --n)
          m.ages.emplace_back(in_.extreme(), static_cast<std::uint32_t>(in_.extreme()));
        m.unknown_age = static_cast<std::uint32_t>(in_.extreme());
      });
    case 2:
    case 3: return headed(append_request{}, [&](auto& m) { fill(m); });
    case 4:
      return headed(append_reply{}, [&](auto& m) {
        m.granted = flag();
        m.prev_index = index();
        m.match_index = index();
        m.conflict_index = index();
        m.conflict_term = term();
        m.round = in_.extreme();
        m.marks_upto = in_.extreme();
      });
    case 5: return headed(timeout_now{}, [](auto&) {});
    case 6: return headed(install_request{}, [&](auto& m) { fill(m); });
    default:
      return headed(install_reply{}, [&](auto& m) {
        m.index = index();
        m.offset = in_.extreme();
        m.round = in_.extreme();
        m.marks_upto = in_.extreme();
      });
    }
  }

private:
  template <class M, class Fill> message headed(M m, Fill fill) {
    m.group = group;
    m.cluster = cluster;
    m.term = term();
    fill(m);
    return m;
  }

  void fill(append_request& m) {
    m.prev_index = index();
    m.prev_term = flag() ? r_.log().term_at(m.prev_index) : term();
    for (auto n = in_.byte() % 4; n > 0; --n) {
      entry e{log_index{m.prev_index.value + m.entries.size() + 1}, m.term, entry_kind::command,
              in_.some(3)};
      if (in_.byte() % 8 == 0) e.index = index();
      if (in_.byte() % 8 == 0) e.term = term();
      if (in_.byte() % 8 == 0) e.kind = static_cast<entry_kind>(in_.byte() % 4);
      if (e.kind == entry_kind::configuration) e.data = members();
      m.entries.push_back(std::move(e));
    }
    m.commit = index();
    m.round = in_.extreme();
    if (flag()) m.marks.push_back(in_.extreme());
    m.marks_upto = in_.extreme();
  }

  void fill(install_request& m) {
    m.index = index();
    m.last_term = term();
    auto all = to_bytes(members());
    m.members_size = all.size();
    auto data = in_.some(5);
    all.insert(all.end(), data.begin(), data.end());
    m.total = all.size();
    m.digest = stable_hash(as_view(all));
    m.chunk = all;
    m.round = in_.extreme();
    switch (in_.byte() % 8) {
    case 0: m.offset = in_.extreme(); break;
    case 1: m.total = in_.extreme(); break;
    case 2: m.members_size = in_.extreme(); break;
    case 3: m.digest = in_.extreme(); break;
    case 4: m.chunk.resize(m.chunk.size() / 2); break;
    default: break;
    }
  }

  shared_bytes members() {
    if (in_.byte() % 8 == 0) return in_.some(20);
    configuration c = three_voters();
    if (flag()) c.voters.pop_back();
    if (flag()) c.learners.clear();
    return encode(c);
  }

  bool flag() { return in_.byte() % 2 == 1; }
  store_id store() { return store_id{in_.byte() % std::uint64_t{6}}; }

  /// Near what the server has, or at an end.
  std::uint64_t near(std::uint64_t own) {
    auto choice = in_.byte();
    return choice >= 240 ? in_.extreme() : own + choice % 8 - 3;
  }
  raft_term term() { return raft_term{near(r_.term().value)}; }
  log_index index() {
    return log_index{near(flag() ? r_.last_index().value : r_.commit_index().value)};
  }

  fuzz_input& in_;
  const raft& r_;
};

struct server {
  raft machine{
    config_of_one(), founding_state(), {founding_entry(three_voters())}, instant{}, true};
  instant now{};
  ticket last;

  void feed(const event& what) {
    auto term = machine.term();
    auto commit = machine.commit_index();
    for (auto& fx : machine.step(what, now)) {
      (void)to_string(fx);
      if (auto* write = std::get_if<persist>(&fx)) last = write->id;
      if (auto* told = std::get_if<committed>(&fx))
        for (auto& e : told->entries) EXPECTS(e.index.value <= machine.commit_index().value);
    }
    EXPECTS(machine.term() >= term && machine.term().value <= term_max);
    EXPECTS(machine.commit_index() >= commit);
    EXPECTS(machine.commit_index() <= machine.last_index());
    EXPECTS(machine.last_index().value <= index_max + 1'000);
  }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_input in{data, size};
  server s;
  std::uint64_t cookie = 0;
  for (int i = 0; i < 300 && !in.empty() && !s.machine.is_halted(); ++i) {
    auto from = store_id{1 + in.byte() % std::uint64_t{5}};
    switch (in.byte() % 12) {
    case 0:
      s.now = std::max(s.now, std::min(s.machine.next_deadline(), s.now + std::chrono::hours{1}));
      s.feed(tick{});
      break;
    case 1:
      s.now += std::chrono::milliseconds{in.byte()};
      s.feed(tick{});
      break;
    case 2:
    case 3: s.feed(persisted{s.last}); break;
    case 4: s.feed(propose{++cookie, {in.some(4)}}); break;
    case 5: s.feed(mark{++cookie, in.extreme()}); break;
    case 6: s.feed(transfer{from, ++cookie}); break;
    case 7:
      if (auto m = decode_message(in.piece())) s.feed(received{from, *m});
      break;
    default: s.feed(received{from, made_up_message{in, s.machine}.next()});
    }
  }
  return 0;
}
