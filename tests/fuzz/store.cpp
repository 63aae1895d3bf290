// SPDX-License-Identifier: BSD-3-Clause
// What a data directory may hold: sealed items of any content under any key, the sectors of a
// journal, notes. It is refused, or it is a state; and of a state `recover` makes another one or
// says why not, and a node starts from it or says why not.
#include "input.hpp"

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/consensus/raft.hpp>
#include <ringleader/drivers/store/commit_note.hpp>
#include <ringleader/drivers/store/journal_reader.hpp>
#include <ringleader/drivers/store/store_image.hpp>
#include <ringleader/formation/examination.hpp>
#include <ringleader/formation/rebuild.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <unistd.h>

using namespace ringleader;

namespace {

constexpr store_id own{7};

std::string sealed(const std::string& key, const bytes& payload) {
  auto seal = stable_hash(as_view(payload), stable_hash(key));
  auto text = std::string(as_view(encode(seal))) + std::string(as_view(payload));
  EXPECTS(is_sealed(key, text));
  return text;
}

std::string payload_of(const stored_item& item) {
  return std::string(item.value.begin() + 8, item.value.end());
}

log_record made_up_record(fuzz_input& in, log_index index) {
  log_record r{index, raft_term{1 + in.byte() % std::uint64_t{3}}, 0, {}};
  if (in.byte() % 8 == 0) r.term = raft_term{in.extreme()};
  r.kind = static_cast<std::uint8_t>(in.byte() % 4);
  r.data = in.piece();
  return r;
}

/// Items as a store would write them, then with some payloads damaged under a right seal.
std::map<std::string, std::string> made_up_items(fuzz_input& in) {
  std::vector<stored_item> all{format_item(1 + in.byte() % 3U),
                               to_item(store_identity{own, cluster_id{9}, "bank"}),
                               to_item(hard_state{raft_term{in.extreme()}, {}})};
  auto first = in.byte() % std::uint64_t{4};
  for (std::uint64_t n = in.byte() % 6, i = 0; i < n; ++i)
    all.push_back(to_item(made_up_record(in, log_index{first + i})));
  if (in.byte() % 2 == 1) {
    consensus::configuration members{cluster_id{9}, {own}, {}};
    stored_snapshot s{log_index{in.byte() % std::uint64_t{8}}, raft_term{1}, encode(members),
                      in.piece()};
    all.push_back(to_item(s, 1));
    for (std::uint32_t i = 0; i < count_pieces(s.data.size()); ++i)
      all.push_back(piece_of(s.data, 1, i));
  }
  if (in.byte() % 4 == 0)
    all.push_back(to_item(journal_mark{in.extreme(), in.extreme(), in.extreme()}));
  std::map<std::string, std::string> items;
  for (auto& item : all) {
    auto payload = to_bytes(payload_of(item));
    if (in.byte() % 8 == 0) in.damage(payload);
    items[item.key] = sealed(item.key, payload);
  }
  if (in.byte() % 16 == 0) {
    auto key = std::string(as_view(in.some(in.byte() % 12)));
    items[key] = sealed(key, in.piece());
  }
  return items;
}

void start_from(const stored_state& state) {
  auto seen = formation::examine(state);
  auto reborn = formation::reborn(state, store_id{11}, cluster_id{12});
  if (reborn) EXPECTS(formation::examine(*reborn).ok() && formation::check_start(*reborn).ok());
  if (!seen || !formation::check_start(state)) return;
  std::vector<consensus::entry> log;
  for (auto& record : state.records) log.push_back(*consensus::to_entry(record));
  consensus::snapshot_ptr base;
  if (state.snapshot)
    base = std::make_shared<const consensus::snapshot>(*consensus::to_snapshot(*state.snapshot));
  consensus::raft_config config;
  config.self = state.identity.store;
  config.group = group_id{1};
  config.cluster = state.identity.cluster;
  consensus::raft machine{config, state.hard, base, std::move(log), instant{}, false};
  for (int i = 0; i < 5 && machine.next_deadline() != never; ++i)
    (void)machine.step(consensus::tick{}, machine.next_deadline());
}

void read_items(fuzz_input& in) {
  auto items = made_up_items(in);
  store_commit commit{5, 0, 0};
  for (auto& [key, value] : items) {
    ++commit.count;
    commit.sum += seal_of(value);
  }
  auto told = to_item(commit);
  items[told.key] = std::string(as_view(told.value));
  store_image image{5};
  for (auto& [key, value] : items)
    if (!image.add(key, value)) return;
  if (auto state = image.finish()) start_from(*state);
}

void read_sectors(fuzz_input& in) {
  std::array<bytes, 2> files;
  for (std::uint32_t number : {0U, 1U}) {
    files[number] = encode_header({own, number, 40});
    files[number].resize(journal_sector_size * 40);
  }
  std::uint64_t place = 1, number = 1;
  for (auto n = in.byte() % 5; n > 0; --n) {
    auto payload = in.piece();
    if (in.byte() % 2 == 1) {
      store_write write;
      write.hard = hard_state{raft_term{in.extreme()}, {}};
      write.append.push_back(made_up_record(in, log_index{number}));
      if (fits_frame({write}, 4'000)) encode_writes({write}, payload);
    }
    if (payload.empty()) continue;
    std::vector<sector_memory> sectors;
    encode_frame(payload, own, 2, number++, place, sectors);
    for (auto& sector : sectors) {
      if (place >= 40) break;
      std::copy_n(sector.bytes, journal_sector_size,
                  files[0].begin() + static_cast<std::ptrdiff_t>(place++ * journal_sector_size));
    }
  }
  in.damage(files[in.byte() % 2]);
  journal_copy copy{result<bytes>{files[0]}, result<bytes>{files[1]}};
  journal_mark mark{0, 2, 1};
  if (in.byte() % 4 == 0) mark = {in.extreme(), in.extreme(), in.extreme()};
  auto age = in.byte() % 2 == 1 ? journal_age::of_the_mark : journal_age::before_the_mark;
  (void)expect_fed_from(copy, own, mark);
  (void)expect_unused_journal(copy, own);
  auto frames = read_journal(copy, own, mark, age);
  if (!frames) return;
  stored_state state;
  state.identity = {own, cluster_id{9}, "bank"};
  if (replay(state, *frames)) start_from(state);
}

void read_notes(fuzz_input& in) {
  static const auto directory = [] {
    auto made =
      std::filesystem::temp_directory_path() / ("fuzz-notes-" + std::to_string(::getpid()));
    std::filesystem::create_directories(made);
    return made;
  }();
  for (auto* name : commit_note::file_names) {
    auto data = in.piece();
    std::ofstream{directory / name, std::ios::binary}.write(
      reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(data.size()));
  }
  for (auto& note : copy_notes(directory.string()))
    (void)expect_acknowledged({note}, note.store, {in.extreme(), {in.extreme(), 1, 1}});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_input in{data, size};
  switch (in.byte() % 8) {
  case 0: read_notes(in); break;
  case 1:
  case 2: read_sectors(in); break;
  case 3: (void)decode_writes(in.rest()); break;
  default: read_items(in);
  }
  return 0;
}
