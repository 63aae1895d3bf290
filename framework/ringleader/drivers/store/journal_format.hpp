// SPDX-License-Identifier: BSD-3-Clause
/// journal_format: the two files of a journal, sector by sector (docs/formats.md).
///
/// Sector 0 is the header, written once. Each other sector is zeros or one part of a frame: its
/// seal, round, sequence, part number, the size of the frame's whole payload, then 480 bytes of the
/// payload. The seal is the xxh3 of all behind it, seeded with the store id and the sector's
/// place: what a flipped byte made, another store wrote, or lies in the wrong place is `rotten`.
///
/// A disk writes a sector of 512 bytes whole or not at all; nothing else is taken for granted.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/result.hpp>

#include <array>
#include <string>
#include <vector>

namespace ringleader {

inline constexpr std::uint32_t journal_format_version = 1;
inline constexpr std::size_t journal_sector_size = 512;
inline constexpr std::size_t journal_sector_room = 480;
/// Their names in the data directory. Round r of the journal lies in the file of r modulo 2.
inline constexpr std::array<const char*, 2> journal_file_names{"journal.0", "journal.1"};

/// How many sectors a payload of that size fills.
constexpr std::uint64_t journal_sectors(std::uint64_t payload_size) {
  return (payload_size + journal_sector_room - 1) / journal_sector_room;
}

struct journal_header {
  store_id store;
  std::uint32_t number = 0; // 0 or 1: which of the two files
  std::uint64_t sectors = 0;
};

/// The header's sector.
bytes encode_header(const journal_header& header, std::uint32_t version = journal_format_version);
/// corrupt or newer_format. EXPECTS a whole sector.
result<journal_header> decode_header(const std::uint8_t* sector);

enum class sector_kind { empty, written, rotten };

struct journal_sector {
  sector_kind kind = sector_kind::empty;
  // None of these unless it is written:
  std::uint64_t round = 0;
  std::uint64_t sequence = 0;
  std::uint32_t part = 0;
  std::uint32_t size = 0; // of the payload of all parts
};

/// The sector at that place of its file.
journal_sector look_at(const std::uint8_t* sector, store_id store, std::uint64_t place);

/// Memory for a sector, aligned as the disk wants it of what is written past the page cache.
struct alignas(journal_sector_size) sector_memory {
  std::uint8_t bytes[journal_sector_size];
};

/// What the frame of that payload and sequence number is at that place; replaces what `out` held.
void encode_frame(const bytes& payload, store_id store, std::uint64_t round, std::uint64_t number,
                  std::uint64_t place, std::vector<sector_memory>& out);

/// The part of the payload in a sector.
const std::uint8_t* payload_of(const std::uint8_t* sector);

} // namespace ringleader
