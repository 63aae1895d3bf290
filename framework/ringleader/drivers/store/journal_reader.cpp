// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/journal_reader.hpp>

#include <ringleader/drivers/store/file_io.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ringleader {

namespace {

/// One file of a journal in memory, of a journal_copy that outlives it.
struct journal_image {
  std::string name;
  const bytes* data = nullptr;
  journal_header header;

  std::uint64_t sectors() const { return data->size() / journal_sector_size; }
  const std::uint8_t* raw(std::uint64_t place) const {
    return data->data() + place * journal_sector_size;
  }
  journal_sector look(std::uint64_t place) const {
    return look_at(raw(place), header.store, place);
  }
  failure damaged(std::uint64_t place, const std::string& what) const {
    return {errc::corrupt,
            name + " at byte " + std::to_string(place * journal_sector_size) + ": " + what};
  }
};

result<bytes> read_file(const std::string& path, const std::string& name) {
  auto failed = [&] {
    return failure{errno == ENOENT ? errc::not_found : errc::io_error,
                   "cannot read " + name + ": " + std::strerror(errno)};
  };
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failed();
  struct stat found {};
  result<bytes> read = bytes{};
  if (::fstat(descriptor, &found) != 0) read = failed();
  auto size = static_cast<std::size_t>(found.st_size);
  if (read) read->resize(size);
  if (read && read_whole(descriptor, read->data(), size, 0) != 0) read = failed();
  if (read) read->resize(size); // shorter than it was
  ::close(descriptor);
  return read;
}

result<journal_image> image_of(const journal_copy& copy, std::uint32_t number) {
  journal_image image;
  image.name = journal_file_names[number];
  if (!copy[number]) return copy[number].error();
  image.data = &*copy[number];
  auto about = [&](failure why) {
    why.message = image.name + ": " + why.message;
    return why;
  };
  if (image.data->size() < journal_sector_size) return about({errc::corrupt, "it is cut off"});
  auto header = decode_header(image.data->data());
  if (!header) return about(header.error());
  image.header = *header;
  if (header->number != number) return about({errc::corrupt, "it is the journal's other file"});
  if (image.data->size() != header->sectors * journal_sector_size)
    return about({errc::corrupt, "it has " + std::to_string(image.data->size()) + " bytes, not " +
                                   std::to_string(header->sectors * journal_sector_size)});
  return image;
}

/// Follows frames from one file into the other.
class journal_walk {
public:
  explicit journal_walk(std::uint64_t last_sequence) : next_(last_sequence + 1) {}

  /// The frames of one round, from a sector on.
  result<void> take(const journal_image& image, std::uint64_t round, std::uint64_t place) {
    for (bool more = true; more && place < image.sectors();) {
      auto taken = take_frame(image, round, place);
      if (!taken) return taken.error();
      more = *taken != place;
      place = *taken;
    }
    return check_rest(image, round, place);
  }

  std::vector<journal_frame> frames() { return std::move(frames_); }

private:
  /// Where the frame at that place ends; the place itself if none does.
  result<std::uint64_t> take_frame(const journal_image& image, std::uint64_t round,
                                   std::uint64_t place) {
    auto first = image.look(place);
    if (first.kind == sector_kind::rotten) return image.damaged(place, "a wrong checksum");
    if (first.kind == sector_kind::empty || first.round != round) return place;
    auto parts = journal_sectors(first.size);
    if (first.sequence != next_ || first.part != 0 || parts == 0 || parts > image.sectors() - place)
      return out_of_order(image, place);
    std::optional<std::uint64_t> rotten;
    bool whole = true;
    bytes payload;
    payload.reserve(parts * journal_sector_room);
    for (std::uint64_t part = 0; part < parts; ++part) {
      auto sector = image.look(place + part);
      auto* room = payload_of(image.raw(place + part));
      payload.insert(payload.end(), room, room + journal_sector_room);
      if (sector.kind == sector_kind::rotten)
        rotten = place + part;
      else if (sector.kind == sector_kind::empty || sector.round < round)
        whole = false;
      else if (sector.round != round || sector.sequence != next_ || sector.part != part)
        return out_of_order(image, place + part);
    }
    if (!whole) return place;
    if (rotten) return image.damaged(*rotten, "a wrong checksum");
    payload.resize(first.size);
    auto writes = decode_writes(payload);
    if (!writes) return image.damaged(place, writes.error().message);
    frames_.push_back({std::move(*writes), {next_, round, place + parts}});
    ++next_;
    return place + parts;
  }

  /// Behind the last whole frame there may be parts of the one that was being written, no more.
  result<void> check_rest(const journal_image& image, std::uint64_t round, std::uint64_t end) {
    for (auto place = end; place < image.sectors(); ++place) {
      auto sector = image.look(place);
      if (sector.kind != sector_kind::written || sector.round < round) continue;
      if (sector.round != round || sector.sequence != next_ || sector.part != place - end)
        return out_of_order(image, place);
    }
    return {};
  }

  failure out_of_order(const journal_image& image, std::uint64_t place) const {
    return image.damaged(place, "write " + std::to_string(next_) +
                                  " is missing, though a later one is there");
  }

  std::uint64_t next_;
  std::vector<journal_frame> frames_;
};

failure missing(failure why) {
  if (why.code != errc::not_found) return why;
  return {errc::corrupt, why.message + "; what was acknowledged may be in it"};
}

/// What the sector before the mark must be.
bool proves(const journal_sector& last, const journal_mark& mark) {
  if (last.kind != sector_kind::written) return false;
  return last.round > mark.round || (last.round == mark.round && last.sequence <= mark.sequence);
}

failure not_its_own(const journal_image& image, const journal_mark& mark) {
  return image.damaged(mark.sector - 1, "it is not what the data file was fed from");
}

result<std::vector<journal_image>> images_of(const journal_copy& copy, store_id store,
                                             const journal_mark& mark) {
  std::vector<journal_image> files;
  for (std::uint32_t number : {0, 1}) {
    auto image = image_of(copy, number);
    if (!image) return missing(image.error());
    if (image->header.store != store)
      return {errc::foreign_cluster, image->name + " belongs to store " +
                                       to_hex(image->header.store) + ", the data file to " +
                                       to_hex(store) + "; put its own journal beside it"};
    files.push_back(std::move(*image));
  }
  auto& current = files[mark.round % 2];
  if (mark.sector == 0 || mark.sector > current.sectors())
    return current.damaged(current.sectors(), "it is shorter than what the data file has of it");
  return files;
}

} // namespace

journal_copy copy_journal(const std::string& directory) {
  auto content = [&](std::uint32_t number) {
    std::string name = journal_file_names[number];
    return read_file(directory + '/' + name, name);
  };
  return {content(0), content(1)};
}

result<std::vector<journal_frame>> read_journal(const journal_copy& copy, store_id store,
                                                const journal_mark& mark, journal_age age) {
  auto files = images_of(copy, store, mark);
  if (!files) return files.error();
  auto& current = (*files)[mark.round % 2];
  if (mark.sector > 1) {
    auto last = current.look(mark.sector - 1);
    auto is_older = last.kind == sector_kind::empty ||
                    (last.kind == sector_kind::written && last.round < mark.round);
    if (is_older && age == journal_age::before_the_mark) return std::vector<journal_frame>{};
    if (!proves(last, mark) || last.round != mark.round) return not_its_own(current, mark);
  }
  journal_walk walk{mark.sequence};
  if (auto ok = walk.take(current, mark.round, mark.sector); !ok) return ok.error();
  auto& next = (*files)[(mark.round + 1) % 2];
  if (auto ok = walk.take(next, mark.round + 1, 1); !ok) return ok.error();
  return walk.frames();
}

result<void> expect_fed_from(const journal_copy& copy, store_id store, const journal_mark& mark) {
  auto files = images_of(copy, store, mark);
  if (!files) return files.error();
  auto& current = (*files)[mark.round % 2];
  if (mark.sector == 1 || proves(current.look(mark.sector - 1), mark)) return {};
  return not_its_own(current, mark);
}

result<void> expect_unused_journal(const journal_copy& copy, std::optional<store_id> store) {
  for (std::uint32_t number : {0, 1}) {
    auto image = image_of(copy, number);
    if (!image && image.error().code == errc::not_found) continue;
    if (!image) return image.error();
    if (store && image->header.store != *store) continue; // left over from what was here before
    for (std::uint64_t place = 1; place < image->sectors(); ++place)
      if (image->look(place).kind != sector_kind::empty)
        return image->damaged(place, store ? "the data file is older than its journal"
                                           : "it was written to by the data file's node");
  }
  return {};
}

} // namespace ringleader
