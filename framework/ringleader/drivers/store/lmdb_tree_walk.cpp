// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/lmdb_tree_walk.hpp>

#include <ringleader/drivers/store/file_io.hpp>

#include <algorithm>
#include <cstring>

namespace ringleader {

namespace {

// MDB_page and MDB_node of mdb.c 0.9 on a 64-bit host.
constexpr std::size_t header_size = 16;
constexpr std::size_t node_size = 8;
constexpr std::uint16_t branch_page = 0x01;
constexpr std::uint16_t leaf_page = 0x02;
constexpr std::uint16_t overflow_page = 0x04;
constexpr std::uint16_t big_data = 0x01; // the value of a leaf node is the number of its first page
constexpr std::uint64_t no_page = UINT64_MAX;
constexpr unsigned depth_max = 32; // CURSOR_STACK
// Free pages that were never written may lie behind the end of the file, but not without bound.
constexpr std::uint64_t unwritten_pages_max = 1 << 20;

constexpr std::size_t even(std::size_t n) { return (n + 1) & ~std::size_t{1}; }

std::string big_endian(std::string_view raw) { return {raw.rbegin(), raw.rend()}; }

} // namespace

result<void> lmdb_bytes::read(int descriptor, std::uint64_t offset, std::size_t size) {
  data_.resize(size);
  auto have = size;
  if (int code = read_whole(descriptor, data_.data(), have, offset); code != 0)
    return {errc::io_error, std::string{"reading failed: "} + std::strerror(code)};
  if (have < size) return {errc::corrupt, "the data file is cut off"};
  return {};
}

std::string_view lmdb_bytes::view(std::size_t at, std::size_t size) const {
  EXPECTS(at <= data_.size() && size <= data_.size() - at);
  return as_view(data_).substr(at, size);
}

std::uint64_t lmdb_bytes::number(std::size_t at, std::size_t width) const {
  EXPECTS(at <= data_.size() && width <= data_.size() - at);
  std::uint64_t raw = 0;
  for (std::size_t i = 0; i < width; ++i) raw |= std::uint64_t{data_[at + i]} << (8 * i);
  return raw;
}

lmdb_tree_walk::lmdb_tree_walk(int descriptor, std::uint64_t file_size, const lmdb_meta& meta)
  : descriptor_(descriptor), file_pages_(file_size / meta.page_size), meta_(meta) {
  if (meta.last_page > file_pages_ + unwritten_pages_max)
    damaged(meta.last_page, "the last page lies far behind the end of the file");
  else
    used_.resize(meta.last_page + 1);
}

result<void> lmdb_tree_walk::main(const lmdb_visitor& visit) {
  if (problem_) walk(meta_.main, false, visit);
  return problem_;
}

result<void> lmdb_tree_walk::free() {
  auto claim_all = [this](std::string_view key, std::string_view list) {
    claim_listed(key, list);
    return problem_.ok();
  };
  if (problem_) walk(meta_.free, true, claim_all);
  return problem_;
}

bool lmdb_tree_walk::walk(const lmdb_tree& tree, bool integer_keys, const lmdb_visitor& visit) {
  depth_ = tree.depth;
  integer_keys_ = integer_keys;
  visit_ = &visit;
  tally_ = {};
  if (tree.root == no_page) {
    if (depth_ != 0) return damaged(0, "an empty tree has a depth");
  } else {
    if (depth_ == 0 || depth_ > depth_max) return damaged(tree.root, "a tree has a wrong depth");
    if (!visit_page(tree.root, 1, {}) || stopped_) return problem_.ok();
  }
  bool same = tally_.branch_pages == tree.branch_pages && tally_.leaf_pages == tree.leaf_pages &&
              tally_.overflow_pages == tree.overflow_pages && tally_.entries == tree.entries;
  return same || damaged(tree.root, "a tree has other pages than the meta page says");
}

bool lmdb_tree_walk::visit_page(std::uint64_t number, unsigned level, const bounds& within) {
  lmdb_bytes page;
  if (!read_page(number, 1, page)) return false;
  bool leaf = level == depth_; // all leaves of a B-tree lie at one depth
  if (page.u16(10) != (leaf ? leaf_page : branch_page)) return damaged(number, "wrong page flags");
  std::vector<node> nodes;
  if (!read_nodes(page, leaf, nodes)) return damaged(number, "the nodes do not fill the page");
  if (!keys_ascend(nodes, leaf, within)) return damaged(number, "the keys are out of order");
  ++(leaf ? tally_.leaf_pages : tally_.branch_pages);
  return leaf ? visit_leaf(page, nodes) : visit_branch(nodes, level, within);
}

bool lmdb_tree_walk::visit_branch(const std::vector<node>& nodes, unsigned level,
                                  const bounds& within) {
  // LMDB asserts this of the main tree; a free tree may be caught in the middle of rebalancing.
  if (nodes.size() < 2 && !integer_keys_) return damaged(0, "a branch page with one child");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    auto child = nodes[i].low_bits | std::uint64_t{nodes[i].flags} << 32;
    bounds inner;
    inner.low = i == 0 ? within.low : nodes[i].key;
    inner.high = i + 1 < nodes.size() ? std::optional{nodes[i + 1].key} : within.high;
    if (!visit_page(child, level + 1, inner)) return false;
    if (stopped_) return true;
  }
  return true;
}

bool lmdb_tree_walk::visit_leaf(const lmdb_bytes& page, const std::vector<node>& nodes) {
  for (auto& item : nodes) {
    ++tally_.entries;
    auto data = item.at + node_size + item.key.size();
    if ((item.flags & big_data) != 0) {
      if (!visit_overflow(page.u64(data), item.key, item.low_bits)) return false;
    } else {
      stopped_ = !(*visit_)(item.key, page.view(data, item.low_bits));
    }
    if (stopped_) return problem_.ok();
  }
  return true;
}

bool lmdb_tree_walk::visit_overflow(std::uint64_t number, std::string_view key,
                                    std::uint32_t size) {
  auto count = (header_size - 1 + std::uint64_t{size}) / meta_.page_size + 1; // OVPAGES
  lmdb_bytes pages;
  if (!read_page(number, count, pages)) return false;
  if (pages.u16(10) != overflow_page || pages.u32(12) != count)
    return damaged(number, "wrong overflow pages");
  tally_.overflow_pages += count;
  stopped_ = !(*visit_)(key, pages.view(header_size, size));
  return problem_.ok();
}

bool lmdb_tree_walk::read_nodes(const lmdb_bytes& page, bool leaf, std::vector<node>& nodes) {
  std::size_t lower = page.u16(12);
  std::size_t upper = page.u16(14);
  if (lower <= header_size || lower % 2 != 0 || lower > upper || upper > page.size()) return false;
  std::vector<std::pair<std::size_t, std::size_t>> extents;
  for (std::size_t slot = header_size; slot < lower; slot += 2) {
    node n;
    n.at = page.u16(slot);
    if (n.at < upper || n.at % 2 != 0 || n.at + node_size > page.size()) return false;
    n.low_bits = page.u32(n.at);
    n.flags = page.u16(n.at + 4);
    std::size_t key_size = page.u16(n.at + 6);
    if (leaf && (n.flags & ~big_data) != 0) return false;
    std::size_t value_size = !leaf ? 0 : (n.flags & big_data) != 0 ? 8 : n.low_bits;
    auto size = even(node_size + key_size + value_size);
    if (size > page.size() - n.at) return false;
    // The first child of a branch has no key: it takes whatever is smaller than the second's.
    bool keyless = !leaf && nodes.empty();
    if (integer_keys_ && key_size != 8 && !(keyless && key_size == 0)) return false;
    auto key = page.view(n.at + node_size, key_size);
    n.key = integer_keys_ ? big_endian(key) : std::string{key};
    extents.emplace_back(n.at, size);
    nodes.push_back(std::move(n));
  }
  std::sort(extents.begin(), extents.end());
  auto at = upper;
  for (auto& extent : extents) {
    if (extent.first != at) return false;
    at += extent.second;
  }
  return at == page.size();
}

bool lmdb_tree_walk::keys_ascend(const std::vector<node>& nodes, bool leaf, const bounds& within) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!leaf && i == 0) continue;
    auto& key = nodes[i].key;
    if (key < within.low || (within.high && key >= *within.high)) return false;
    bool has_previous = i > (leaf ? 0U : 1U);
    if (has_previous && key <= nodes[i - 1].key) return false;
  }
  return true;
}

bool lmdb_tree_walk::read_page(std::uint64_t number, std::uint64_t count, lmdb_bytes& page) {
  for (std::uint64_t i = 0; i < count; ++i)
    if (!claim(number + i)) return false;
  if (number + count > file_pages_) return damaged(number, "the data file is cut off");
  problem_ = page.read(descriptor_, number * meta_.page_size, count * meta_.page_size);
  if (!problem_) return false;
  return page.u64(0) == number || damaged(number, "the page carries another number");
}

bool lmdb_tree_walk::claim(std::uint64_t number) {
  if (number < 2 || number > meta_.last_page) return damaged(number, "no such page");
  if (used_[number]) return damaged(number, "the page is used twice");
  used_[number] = true;
  return true;
}

// The key is the transaction that freed the pages; the value a count, then the page numbers.
bool lmdb_tree_walk::claim_listed(std::string_view key, std::string_view list) {
  auto number = [list](std::size_t i) {
    std::uint64_t raw = 0;
    std::memcpy(&raw, list.data() + 8 * i, 8);
    return raw;
  };
  if (key > big_endian({reinterpret_cast<const char*>(&meta_.transaction), 8}))
    return damaged(0, "pages were freed by a transaction that is yet to come");
  if (list.size() < 8 || list.size() % 8 != 0 || number(0) > list.size() / 8 - 1)
    return damaged(0, "a list of free pages is damaged");
  for (std::size_t i = 1; i <= number(0); ++i) {
    if (i > 1 && number(i) >= number(i - 1)) return damaged(0, "a list of free pages is unsorted");
    if (!claim(number(i))) return false;
  }
  return true;
}

bool lmdb_tree_walk::damaged(std::uint64_t page, const char* why) {
  problem_ = {errc::corrupt, "page " + std::to_string(page) + ": " + why};
  return false;
}

} // namespace ringleader
