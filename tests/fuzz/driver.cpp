// SPDX-License-Identifier: BSD-3-Clause
// A main for a fuzz target where there is no libFuzzer: all inputs of the corpus, then so many
// that are made of them, the same ones each time.
//
//   fuzz_NAME [--runs N] [--seed S] [FILE_OR_DIRECTORY...]
#include <ringleader/base/bytes.hpp>
#include <ringleader/base/random.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using ringleader::bytes;
using ringleader::random_source;

bytes read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return bytes(std::istreambuf_iterator<char>{in}, {});
}

std::vector<bytes> read_corpus(const std::vector<std::string>& paths) {
  std::vector<std::filesystem::path> files;
  for (auto& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    for (auto& item : std::filesystem::directory_iterator{path}) files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<bytes> corpus;
  for (auto& file : files) corpus.push_back(read_file(file));
  return corpus;
}

bytes random_bytes(random_source& random, std::size_t most) {
  bytes fresh(random.below(most));
  for (auto& b : fresh) b = static_cast<std::uint8_t>(random.next());
  return fresh;
}

void change_once(bytes& x, random_source& random) {
  auto at = x.empty() ? 0 : random.below(x.size());
  auto place = x.begin() + static_cast<std::ptrdiff_t>(at);
  switch (x.empty() ? 0 : random.below(5)) {
  case 0: {
    auto more = random_bytes(random, 24);
    x.insert(place, more.begin(), more.end());
    break;
  }
  case 1: *place ^= static_cast<std::uint8_t>(1U << random.below(8)); break;
  case 2:
    x.erase(place, place + static_cast<std::ptrdiff_t>(random.below(x.size() - at) + 1));
    break;
  case 3: { // numbers to their ends
    auto end = random.chance(500) ? std::uint8_t{0xff} : std::uint8_t{0};
    for (std::size_t n = std::size_t{1} << random.below(4); n > 0 && place != x.end(); --n)
      *place++ = end;
    break;
  }
  default: *place = static_cast<std::uint8_t>(random.next());
  }
}

bytes made_of(const std::vector<bytes>& corpus, random_source& random) {
  if (corpus.empty() || random.chance(100)) return random_bytes(random, 512);
  auto x = corpus[random.below(corpus.size())];
  if (random.chance(200)) { // the head of one and the tail of another
    auto& other = corpus[random.below(corpus.size())];
    x.resize(random.below(x.size() + 1));
    auto from = static_cast<std::ptrdiff_t>(random.below(other.size() + 1));
    x.insert(x.end(), other.begin() + from, other.end());
  }
  for (auto n = 1 + random.below(6); n > 0; --n) change_once(x, random);
  return x;
}

} // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 10'000;
  std::uint64_t seed = 1;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--runs" && i + 1 < argc)
      runs = std::stoull(argv[++i]);
    else if (word == "--seed" && i + 1 < argc)
      seed = std::stoull(argv[++i]);
    else
      paths.push_back(word);
  }
  auto corpus = read_corpus(paths);
  for (auto& input : corpus) LLVMFuzzerTestOneInput(input.data(), input.size());
  random_source random{seed};
  for (std::uint64_t i = 0; i < runs; ++i) {
    auto input = made_of(corpus, random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::cout << corpus.size() << " inputs of the corpus and " << runs << " made of them"
            << std::endl;
  return 0;
}
