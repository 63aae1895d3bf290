// SPDX-License-Identifier: BSD-3-Clause
#include "journal_fixture.hpp"

using namespace ringleader;
using Catch::Matchers::Contains;

namespace {

std::uint8_t& byte_at(journal_content& content, std::size_t file, std::uint64_t place,
                      std::size_t offset = 0) {
  return content[file][place * journal_sector_size + offset];
}

/// Frames of 1 to 4 sectors until the journal has turned so often, and its data file with it.
void fill(journal_directory& dir, std::uint64_t rounds) {
  for (random_source random{rounds}; dir.log->round() < dir.mark.round + rounds;)
    dir.append(1 + random.below(4));
  if (dir.frames > 0) dir.mark = dir.last;
}

} // namespace

TEST_CASE("a last frame that did not reach the disk whole is dropped, whichever sectors did") {
  auto rounds = GENERATE(0, 1, 5); // over zeros, and over what a former round wrote
  auto sectors = GENERATE(1, 2, 5);
  CAPTURE(rounds, sectors);
  journal_directory dir;
  fill(dir, static_cast<std::uint64_t>(rounds));
  auto first = dir.frames + 1;
  for (std::uint64_t size : {1, 3, 2}) dir.append(size);
  auto whole = dir.frames;
  auto before = dir.content();
  dir.append(static_cast<std::uint64_t>(sectors));
  auto after = dir.content();
  for (std::size_t subset = 0; subset < (std::size_t{1} << sectors); ++subset) {
    CAPTURE(subset);
    dir.put(torn(before, after, [&](std::size_t i) { return (subset >> i & 1) == 1; }));
    CHECK(dir.reads(first, subset + 1 == std::size_t{1} << sectors ? whole + 1 : whole));
  }
}

TEST_CASE("the first frame of a round may be torn, and no other when a round follows") {
  journal_directory dir;
  fill(dir, 3);
  auto first = dir.frames + 1;
  auto round = dir.log->round();
  journal_content before;
  std::uint64_t inner = 0; // the last frame of the round that is left behind
  while (dir.log->round() == round) {
    before = dir.content();
    inner = dir.frames;
    dir.append(3);
  }
  auto after = dir.content();
  for (std::size_t subset = 0; subset < 7; ++subset) {
    dir.put(torn(before, after, [&](std::size_t i) { return (subset >> i & 1) == 1; }));
    CHECK(dir.reads(first, inner));
  }
  dir.put(after);
  CHECK(dir.reads(first, inner + 1));
  // A sector of the frame before is as it was a round ago: acknowledged, and lost.
  for (std::uint64_t back = 1; back <= 3; ++back) {
    auto lost = after;
    auto place = dir.read()->end()[-2].end.sector - back;
    std::fill_n(&byte_at(lost, round % 2, place), journal_sector_size, std::uint8_t{0});
    dir.put(lost);
    auto found = dir.read();
    REQUIRE_FALSE(found);
    CHECK_THAT(found.error().message, Contains("is missing, though a later one is there"));
    dir.put(after);
  }
}

TEST_CASE("a flipped byte is refused where it may be of what was acknowledged, else harmless") {
  journal_directory dir;
  fill(dir, 4);
  dir.append(2); // the data file has this one
  dir.mark = dir.last;
  auto first = dir.frames + 1;
  auto round = dir.mark.round;
  while (dir.log->round() == round) dir.append(2); // into the next round
  for (std::uint64_t size : {1, 4, 2}) dir.append(size);
  auto frames = *dir.read();
  std::uint64_t end = 0; // of the round that is left behind
  for (auto& frame : frames)
    if (frame.end.round == round) end = frame.end.sector;
  REQUIRE(end < small_file / journal_sector_size); // one sector is not used
  auto whole = dir.content();
  random_source random{3};
  for (std::size_t file : {0, 1})
    for (std::size_t at = 0; at < small_file; ++at) {
      auto place = at / journal_sector_size;
      bool counts = place == 0 || (file == round % 2 ? place >= dir.mark.sector - 1 && place <= end
                                                     : place <= dir.last.sector);
      if (!counts && at % 16 != 0) continue; // samples are enough
      auto flipped = whole[file][at] ^ (1 + random.below(255));
      poke(dir.path(file), at, static_cast<std::uint8_t>(flipped));
      auto found = dir.read();
      CAPTURE(file, at);
      REQUIRE(found.ok() == !counts);
      if (found) REQUIRE(dir.reads(first, dir.frames));
      if (counts) {
        REQUIRE(found.error().code == errc::corrupt);
        REQUIRE_THAT(found.error().message, Contains(journal_file_names[file]));
        if (place > 0)
          REQUIRE_THAT(found.error().message,
                       Contains("at byte " + std::to_string(place * journal_sector_size)));
      }
      poke(dir.path(file), at, whole[file][at]);
    }
}

TEST_CASE("sectors in another order, from another place or of another round are refused") {
  journal_directory dir;
  auto former = dir.content();
  fill(dir, 2);
  auto file = dir.mark.round % 2;
  former = dir.content();
  auto at = dir.mark.sector;
  for (std::uint64_t size : {2, 1, 1}) dir.append(size);
  REQUIRE(dir.last.sector == at + 4);
  auto whole = dir.content();
  auto copy = [&](const journal_content& from, std::uint64_t place, std::uint64_t to) {
    auto damaged = whole;
    std::copy_n(from[file].begin() + static_cast<std::ptrdiff_t>(place * journal_sector_size),
                journal_sector_size, &byte_at(damaged, file, to));
    dir.put(damaged);
    return dir.read().ok();
  };
  CHECK(copy(whole, at, at));
  CHECK_FALSE(copy(whole, at + 2, at + 3)); // a frame where the next one was
  CHECK_FALSE(copy(whole, at, at + 1));     // a part instead of another
  CHECK_FALSE(copy(former, at, at));        // a sector in the middle as it was before
  CHECK_FALSE(copy(former, at + 2, at + 2));
  CHECK_FALSE(copy(whole, at + 3, at + 4)); // where the next frame would be
  CHECK(copy(whole, at + 3, at + 5));       // behind a sector that is not written: nobody's
  dir.put(whole);
  // A data file of much earlier: the journal has gone on without it.
  auto mark = dir.mark;
  dir.mark.round -= 2;
  CHECK_FALSE(dir.read());
  dir.mark = mark;
  dir.mark.sequence -= 1; // a write that went to the data file by itself lies between
  CHECK_FALSE(dir.read());
}

TEST_CASE("a journal that is missing, cut off, older than its data file or another's is refused") {
  journal_directory dir;
  fill(dir, 1);
  auto former = dir.content();
  dir.append(3);
  dir.mark = dir.last;
  dir.append(1);
  auto whole = dir.content();
  auto refusal = [&](const std::string& what) {
    auto found = dir.read();
    REQUIRE_FALSE(found);
    CHECK_THAT(found.error().message, Contains(what));
    dir.put(whole);
    return found.error().code;
  };
  dir.put(former);
  CHECK(refusal("not what the data file was fed from") == errc::corrupt);
  for (std::size_t number : {0, 1}) {
    std::filesystem::remove(dir.path(number));
    CHECK(refusal(journal_file_names[number]) == errc::corrupt);
    for (std::size_t size : {std::size_t{0}, std::size_t{511}, small_file - 512}) {
      write_all(dir.path(number), bytes(whole[number].begin(),
                                        whole[number].begin() + static_cast<std::ptrdiff_t>(size)));
      CHECK(refusal(journal_file_names[number]) == errc::corrupt);
    }
    journal_header header{owner, static_cast<std::uint32_t>(number), small_file / 512};
    auto newer = whole;
    auto sector = encode_header(header, journal_format_version + 1);
    std::copy(sector.begin(), sector.end(), newer[number].begin());
    dir.put(newer);
    CHECK(refusal("start a newer release") == errc::newer_format);
  }
  dir.put({whole[1], whole[0]});
  CHECK(refusal("other file") == errc::corrupt);
  auto foreign =
    read_journal(copy_journal(dir.home.str()), store_id{8}, dir.mark, journal_age::of_the_mark);
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == errc::foreign_cluster);
  CHECK(dir.reads(dir.frames, dir.frames));
}

TEST_CASE("an unused journal is one without a sector that was written, or of another store") {
  journal_directory dir;
  CHECK(expect_unused_journal(copy_journal(dir.home.str()), owner));
  dir.append(1);
  CHECK_FALSE(expect_unused_journal(copy_journal(dir.home.str()), owner));
  CHECK(expect_unused_journal(copy_journal(dir.home.str()), store_id{8}));
  remove_journal_files(dir.home.str());
  CHECK(expect_unused_journal(copy_journal(dir.home.str()), owner));
  CHECK(content_of(dir.home.str()).empty());
}

TEST_CASE("a journal of any sizes of frames reads back over many rounds") {
  random_source random{9};
  journal_directory dir;
  for (int i = 0; i < 600; ++i) {
    auto first = dir.last.sequence == 0 ? 1 : dir.frames + 1;
    dir.mark = dir.last.sequence == 0 ? dir.mark : dir.last;
    for (auto n = 1 + random.below(5); n > 0; --n) dir.append(1 + random.below(6));
    REQUIRE(dir.reads(first, dir.frames));
  }
  CHECK(dir.log->round() > 100);
}

TEST_CASE("a copy from before the mark lacks only what the data file has") {
  random_source random{11};
  journal_directory dir;
  std::size_t lacking = 0, giving = 0;
  for (int i = 0; i < 1000; ++i) {
    std::vector<std::pair<journal_mark, std::uint64_t>> marks; // and how many frames they have
    auto go_on = [&](std::uint64_t frames_max) {
      for (auto n = random.below(frames_max + 1); n > 0; --n) {
        dir.append(1 + random.below(4));
        marks.emplace_back(dir.last, dir.frames);
      }
      if (!random.chance(300)) return;
      dir.last = dir.log->mark_beside();
      dir.log->go_on_from(dir.last);
      marks.clear(); // the data file has it before anything else is written
      marks.emplace_back(dir.last, dir.frames);
    };
    marks.emplace_back(dir.last.round == 0 ? dir.mark : dir.last, dir.frames);
    go_on(2);
    auto copy = copy_journal(dir.home.str());
    auto newest = dir.frames;
    go_on(3);
    auto [mark, has] = marks[random.below(marks.size())];
    auto found = read_journal(copy, owner, mark, journal_age::before_the_mark);
    REQUIRE(found);
    REQUIRE(found->size() == (has < newest ? newest - has : 0));
    for (auto& frame : *found) REQUIRE(frame.writes.at(0).hard->term.value == ++has);
    ++(has < dir.frames ? lacking : giving);
  }
  CHECK(lacking > 100);
  CHECK(giving > 100);
}

TEST_CASE("what was found is written again, and the next round is larger than all on the disk") {
  journal_directory dir;
  fill(dir, 1);
  auto first = dir.frames + 1;
  while (dir.log->round() == dir.mark.round) dir.append(4); // one frame into the next round
  auto before = dir.content();
  auto found = *dir.read();
  auto opened = journal::open(dir.home.str(), dir.mark, found);
  REQUIRE(opened);
  dir.log = std::move(*opened);
  CHECK(dir.content() == before);
  auto highest = dir.last.round;
  dir.mark = dir.log->mark_beside();
  CHECK(dir.mark.sequence == found.back().end.sequence + 1);
  CHECK(dir.mark.round > highest);
  dir.log->go_on_from(dir.mark);
  CHECK(dir.read()->empty());
  dir.append(1);
  CHECK(dir.reads(dir.frames, dir.frames));
  CHECK(dir.frames > first);
}

TEST_CASE("an error of the disk is said, and nothing of the frame is there") {
  journal_directory dir;
  dir.append(1);
  auto before = dir.content();
  dir.log->set_disk_fault([] { return ENOSPC; });
  auto end = dir.log->append(bytes(700, 1));
  REQUIRE_FALSE(end);
  CHECK(end.error().code == errc::disk_full);
  CHECK(dir.content() == before);
}
