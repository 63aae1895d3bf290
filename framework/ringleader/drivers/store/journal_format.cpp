// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/journal_format.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr std::size_t seal_size = 8;
constexpr std::size_t part_at = journal_sector_size - journal_sector_room;
constexpr std::string_view magic = "ringleader journal";

struct disk_header {
  std::string made_for;
  std::uint32_t version = 0;
  journal_header of;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_header& x) {
  return f(x.made_for, x.version, x.of.store, x.of.number, x.of.sectors);
}

template <class Int> void put(std::uint8_t* at, Int x) {
  for (std::size_t i = 0; i < sizeof x; ++i) at[i] = static_cast<std::uint8_t>(x >> (8 * i));
}

template <class Int> Int get(const std::uint8_t* at) {
  Int x = 0;
  for (std::size_t i = 0; i < sizeof x; ++i) x |= static_cast<Int>(Int{at[i]} << (8 * i));
  return x;
}

std::uint64_t seal(const std::uint8_t* sector, store_id store, std::uint64_t place) {
  std::string_view sealed{reinterpret_cast<const char*>(sector) + seal_size,
                          journal_sector_size - seal_size};
  return stable_hash(sealed, store.value ^ place);
}

} // namespace

bytes encode_header(const journal_header& header, std::uint32_t version) {
  disk_header form{std::string{magic}, version, header};
  bytes sector(seal_size);
  encoder{sector}.put(form);
  EXPECTS(sector.size() <= journal_sector_size);
  sector.resize(journal_sector_size);
  put(sector.data(), seal(sector.data(), {}, 0));
  return sector;
}

result<journal_header> decode_header(const std::uint8_t* sector) {
  if (get<std::uint64_t>(sector) != seal(sector, {}, 0))
    return {errc::corrupt, "its header has a wrong checksum"};
  decoder in{sector + seal_size, journal_sector_size - seal_size};
  disk_header form;
  if (!in.get(form) || form.made_for != magic) return {errc::corrupt, "its header is another's"};
  if (form.version > journal_format_version)
    return {errc::newer_format,
            "it has format " + std::to_string(form.version) + ", this release knows up to " +
              std::to_string(journal_format_version) + "; start a newer release"};
  return form.of;
}

journal_sector look_at(const std::uint8_t* sector, store_id store, std::uint64_t place) {
  journal_sector found;
  if (get<std::uint64_t>(sector) == seal(sector, store, place)) {
    found.kind = sector_kind::written;
    found.round = get<std::uint64_t>(sector + 8);
    found.sequence = get<std::uint64_t>(sector + 16);
    found.part = get<std::uint32_t>(sector + 24);
    found.size = get<std::uint32_t>(sector + 28);
  } else if (std::any_of(sector, sector + journal_sector_size, [](auto byte) { return byte != 0; }))
    found.kind = sector_kind::rotten;
  return found;
}

void encode_frame(const bytes& payload, store_id store, std::uint64_t round, std::uint64_t number,
                  std::uint64_t place, std::vector<sector_memory>& out) {
  EXPECTS(!payload.empty() && payload.size() <= UINT32_MAX);
  auto parts = journal_sectors(payload.size());
  out.resize(parts);
  for (std::uint64_t part = 0; part < parts; ++part) {
    auto* sector = out[part].bytes;
    auto from = part * journal_sector_room;
    auto size = std::min(journal_sector_room, payload.size() - from);
    put(sector + 8, round);
    put(sector + 16, number);
    put(sector + 24, static_cast<std::uint32_t>(part));
    put(sector + 28, static_cast<std::uint32_t>(payload.size()));
    std::copy_n(payload.data() + from, size, sector + part_at);
    std::fill(sector + part_at + size, sector + journal_sector_size, std::uint8_t{0});
    put(sector, seal(sector, store, place + part));
  }
}

const std::uint8_t* payload_of(const std::uint8_t* sector) { return sector + part_at; }

} // namespace ringleader
