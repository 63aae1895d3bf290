// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/lmdb_check.hpp>

#include <ringleader/drivers/store/lmdb_tree_walk.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ringleader {

namespace {

// MDB_meta of mdb.c 0.9: magic, version, address, map size, the free and the main tree, last page,
// transaction; it follows a page header of 16 bytes.
constexpr std::size_t meta_bytes = 152;
constexpr std::uint32_t magic = 0xBEEFC0DE;
constexpr std::uint32_t data_version = 1;
constexpr std::uint16_t meta_page_flag = 0x08;
constexpr std::uint16_t integer_key_flag = 0x08;
constexpr std::uint16_t no_subdirectory_flag = 0x4000;

lmdb_tree read_tree(const lmdb_bytes& page, std::size_t at) {
  lmdb_tree tree;
  tree.pad = page.u32(at);
  tree.flags = page.u16(at + 4);
  tree.depth = page.u16(at + 6);
  tree.branch_pages = page.u64(at + 8);
  tree.leaf_pages = page.u64(at + 16);
  tree.overflow_pages = page.u64(at + 24);
  tree.entries = page.u64(at + 32);
  tree.root = page.u64(at + 40);
  return tree;
}

bool is_page_size(std::uint64_t size) {
  return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

bool plausible(const lmdb_meta& meta) {
  // The first tree's pad holds the page size, its flags those of the environment.
  auto environment = static_cast<std::uint16_t>(meta.free.flags & ~no_subdirectory_flag);
  return is_page_size(meta.page_size) && environment == integer_key_flag && meta.main.pad == 0 &&
         meta.main.flags == 0 && meta.last_page >= 1;
}

} // namespace

result<lmdb_check> lmdb_check::open(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {errc::io_error, "cannot read " + path + ": " + std::strerror(errno)};
  lmdb_check check{descriptor};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    return {errc::io_error, "cannot read " + path + ": " + std::strerror(errno)};
  check.file_size_ = static_cast<std::uint64_t>(status.st_size);
  if (auto ok = check.read_metas(); !ok) return ok.error();
  return check;
}

lmdb_check::lmdb_check(lmdb_check&& other) noexcept
  : descriptor_(std::exchange(other.descriptor_, -1)), file_size_(other.file_size_),
    metas_(other.metas_), newest_(other.newest_) {}

lmdb_check::~lmdb_check() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

result<void> lmdb_check::read_metas() {
  std::uint64_t at = 0;
  std::array<std::uint32_t, 2> versions{};
  for (std::size_t i = 0; i < 2; ++i) {
    lmdb_bytes page;
    auto what = "meta page " + std::to_string(i);
    if (at + meta_bytes > file_size_) return {errc::corrupt, what + " is cut off"};
    if (auto ok = page.read(descriptor_, at, meta_bytes); !ok) return ok.error();
    if (page.u32(16) != magic) return {errc::corrupt, what + " has no LMDB mark"};
    versions[i] = page.u32(20);
    auto& meta = metas_[i];
    meta.free = read_tree(page, 40);
    meta.main = read_tree(page, 88);
    meta.page_size = meta.free.pad;
    meta.last_page = page.u64(136);
    meta.transaction = page.u64(144);
    bool is_meta = page.u64(0) == i && page.u16(10) == meta_page_flag;
    if (versions[i] == data_version && !(is_meta && plausible(meta)))
      return {errc::corrupt, what + " is damaged"};
    at = is_page_size(meta.page_size) ? meta.page_size : file_size_;
  }
  if (versions[0] != versions[1]) return {errc::corrupt, "the meta pages disagree"};
  if (versions[0] > data_version)
    return {errc::newer_format, "its data file was written by a newer LMDB; start a newer release"};
  if (versions[0] != data_version) return {errc::corrupt, "the data version is unknown"};
  if (metas_[0].page_size != metas_[1].page_size || metas_[0].free.flags != metas_[1].free.flags)
    return {errc::corrupt, "the meta pages disagree"};
  newest_ = metas_[0].transaction > metas_[1].transaction ? 0 : 1;
  // Transaction n is written to meta page n modulo 2, so the other one always holds n - 1.
  if (newest().transaction != older().transaction + 1 || newest().transaction % 2 != newest_)
    return {errc::corrupt, "the meta pages are not consecutive transactions"};
  return {};
}

result<void> lmdb_check::visit_newest(const visitor& visit) const {
  lmdb_tree_walk walk{descriptor_, file_size_, newest()};
  auto ok = walk.main(visit);
  if (!ok) return ok;
  return walk.free();
}

result<void> lmdb_check::visit_older(const visitor& visit) const {
  return lmdb_tree_walk{descriptor_, file_size_, older()}.main(visit);
}

} // namespace ringleader
