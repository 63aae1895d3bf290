// SPDX-License-Identifier: BSD-3-Clause
// Files of a directory that do not belong together, or are damaged: each mix is refused with what
// to do, or opened with every write that was acknowledged, and `verify` says the same as a start.
#include "killed_run.hpp"

#include <ringleader/drivers/store/journal_files.hpp>
#include <ringleader/drivers/store/store_admin.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> held_files{data_file_name, journal_file_names[0],
                                          journal_file_names[1], commit_note::file_names[0],
                                          commit_note::file_names[1]};

std::string print_nothing(const store_report&) { return "sound"; }

void expect_advice(const failure& why) {
  CAPTURE(to_string(why));
  CHECK((why.code == errc::corrupt || why.code == errc::foreign_cluster ||
         why.code == errc::newer_format || why.code == errc::invalid_option));
  CHECK_THAT(why.message, Contains("; keep it aside.") || Contains("; put its own") ||
                            Contains("; put it back") || Contains("; name an empty directory") ||
                            Contains("; start a newer release"));
}

/// How many writes a start finds in those files; none if it refuses them.
std::optional<std::uint64_t> open_mix(killed_run& run, const directory_files& files) {
  static counting_entropy entropy;
  temporary_directory home{place_in_memory()};
  put_back(home.str(), files);
  auto verified = verify_store(home.str(), print_nothing);
  CHECK(content_of(home.str()) == files);
  auto opened = lmdb_store::open(with_small_journal({home.str(), "bank"}), entropy);
  if (!opened) {
    expect_advice(opened.error());
    CHECK(content_of(home.str()) == files);
    CHECK_FALSE(verified);
    return {};
  }
  auto state = (*opened)->load();
  CAPTURE(verified.ok() ? "verified" : to_string(verified.error()));
  CHECK(verified.ok() == state.ok());
  if (!state) {
    expect_advice(state.error());
    return {};
  }
  CHECK(same(*state, run.state(state->hard.term.value)));
  return state->hard.term.value;
}

/// What may happen to one file; nothing if it is gone.
std::optional<bytes> damaged(random_source& random, bytes content) {
  auto zero_from = [&](std::size_t at) {
    if (at < content.size())
      std::fill(content.begin() + static_cast<std::ptrdiff_t>(at), content.end(), std::uint8_t{0});
  };
  switch (random.below(6)) {
  case 0: return {};
  case 1: zero_from(0); break;
  case 2: zero_from(content.size() > 20'000 ? 8192 : 512); break;
  case 3: content.resize(random.below(content.size() / 512 + 1) * 512); break;
  case 4: content.resize(random.below(content.size() + 1)); break;
  default:
    if (!content.empty())
      content[random.below(content.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
  }
  return content;
}

void put(directory_files& files, const std::string& name, std::optional<bytes> content) {
  if (content)
    files[name] = std::move(*content);
  else
    files.erase(name);
}

} // namespace

TEST_CASE("what a killed process leaves opens with what it acknowledged, whatever its notes lack") {
  auto seed = GENERATE(1, 2);
  CAPTURE(seed);
  killed_run run{static_cast<std::uint64_t>(seed)};
  auto& moments = run.moments();
  random_source random{static_cast<std::uint64_t>(seed)};
  std::size_t rounds = 0;
  for (std::size_t b = 0; b < moments.size(); ++b) {
    CAPTURE(b);
    REQUIRE(open_mix(run, moments[b].files) >= moments[b].acknowledged);
    // As a host that lost its power leaves the notes.
    for (int i = 0; i < 3; ++i) {
      auto files = moments[b].files;
      for (auto name : commit_note::file_names)
        put(files, name, moments[random.below(b + 1)].files.at(name));
      if (i == 2) put(files, commit_note::file_names[random.below(2)], {});
      REQUIRE(open_mix(run, files) >= moments[b].acknowledged);
    }
    if (b > 0)
      for (auto name : journal_file_names)
        rounds += moments[b].files.at(name) != moments[b - 1].files.at(name) ? 1 : 0;
  }
  CHECK(rounds > moments.size() / 2); // both files were in use
}

TEST_CASE("one file of a directory may be of any age, missing, zeroed, cut off or flipped") {
  auto seed = GENERATE(4, 5);
  CAPTURE(seed);
  killed_run run{static_cast<std::uint64_t>(seed)};
  auto& moments = run.moments();
  random_source random{static_cast<std::uint64_t>(seed)};
  std::size_t refused = 0, whole = 0;
  auto expect_noticed = [&](const directory_files& files, std::uint64_t acknowledged) {
    auto found = open_mix(run, files);
    if (found) REQUIRE(*found >= acknowledged);
    ++(found ? whole : refused);
  };
  for (std::size_t b = 0; b < moments.size(); ++b)
    for (auto& [name, content] : moments[b].files) {
      CAPTURE(b, name);
      for (int i = 0; i < 2; ++i) {
        auto files = moments[b].files;
        put(files, name, damaged(random, content));
        expect_noticed(files, moments[b].acknowledged);
      }
      if (name == std::string{data_file_name} + "-lock") continue;
      auto a = b - std::min(b, 1 + random.below(4));
      auto files = moments[b].files;
      put(files, name, moments[a].files.at(name));
      expect_noticed(files, moments[b].acknowledged);
    }
  CHECK(refused > 50);
  CHECK(whole > 50);
}

TEST_CASE("all files but one note may be of any age or damaged, each in its own way") {
  auto seed = GENERATE(6);
  CAPTURE(seed);
  killed_run run{static_cast<std::uint64_t>(seed)};
  auto& moments = run.moments();
  random_source random{static_cast<std::uint64_t>(seed)};
  std::size_t refused = 0, whole = 0;
  auto mix = [&](std::size_t a, std::size_t b, unsigned old) {
    auto files = moments[b].files;
    for (std::size_t i = 0; i < held_files.size(); ++i)
      if ((old >> i & 1U) == 1) files[held_files[i]] = moments[a].files.at(held_files[i]);
    return files;
  };
  for (int i = 0; i < 6; ++i) {
    auto b = 1 + random.below(moments.size() - 1);
    auto a = b - 1 - random.below(std::min<std::uint64_t>(b, 3));
    for (unsigned old = 0; old < 32; ++old) {
      CAPTURE(a, b, old);
      auto both_notes = (old >> 3) == 3;
      auto found = open_mix(run, mix(a, b, old));
      // With both notes put back no more is held than what they said then.
      if (found) REQUIRE(*found >= moments[both_notes ? a : b].acknowledged);
      ++(found ? whole : refused);
    }
  }
  for (int i = 0; i < 150; ++i) {
    auto b = random.below(moments.size());
    auto note = commit_note::file_names[random.below(2)];
    auto files = moments[b].files;
    for (auto& [name, content] : moments[b].files) {
      if (name == note) continue;
      auto& age = moments[random.chance(500) ? b : random.below(moments.size())].files;
      auto other = age.count(name) != 0 ? age.at(name) : content;
      put(files, name, random.chance(250) ? damaged(random, other) : other);
    }
    CAPTURE(i, b, note);
    auto found = open_mix(run, files);
    if (found) REQUIRE(*found >= moments[b].acknowledged);
    ++(found ? whole : refused);
  }
  CHECK(refused > 100);
  CHECK(whole > 20);
}
