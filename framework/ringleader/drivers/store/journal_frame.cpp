// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/journal_frame.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>

namespace ringleader {

namespace {

// More than the forms below take without the data.
constexpr std::size_t head_size_max = 64;
constexpr std::size_t record_size_max = 32;

struct disk_hard_state {
  hard_state of;
};

/// A write without its records, which follow one by one.
struct disk_write {
  std::optional<disk_hard_state> hard;
  std::optional<log_index> truncate_from;
  std::optional<log_index> drop_head_to;
  std::uint32_t records = 0;
};

struct disk_record {
  log_record& of;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, disk_hard_state& x) {
  return f(x.of.term, x.of.vote);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_write& x) {
  return f(x.hard, x.truncate_from, x.drop_head_to, x.records);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_record& x) {
  return f(x.of.index, x.of.term, x.of.kind, x.of.data);
}

/// apply() takes a log without holes for granted; what was read from a disk must be asked.
bool goes_on(const stored_state& state, const store_write& batch) {
  log_index last = state.records.empty() ? log_index{} : state.records.back().index;
  log_index before =
    state.records.empty() ? log_index{} : log_index{state.records.front().index.value - 1};
  if (batch.truncate_from && last >= *batch.truncate_from)
    last = std::max(before, log_index{batch.truncate_from->value - 1});
  if (batch.drop_head_to) before = std::max(before, *batch.drop_head_to);
  bool empty = last <= before;
  for (auto& record : batch.append) {
    if (!record.index || (!empty && record.index != last.next())) return false;
    last = record.index;
    empty = false;
  }
  return true;
}

} // namespace

std::vector<const store_write*> writes_of(const std::vector<journal_frame>& frames) {
  std::vector<const store_write*> writes;
  for (auto& frame : frames)
    for (auto& batch : frame.writes) writes.push_back(&batch);
  return writes;
}

bool fits_frame(const std::vector<store_write>& writes, std::size_t most) {
  std::size_t size = 0;
  for (auto& batch : writes) {
    if (batch.snapshot || batch.cluster) return false;
    size += head_size_max;
    for (auto& record : batch.append) size += record_size_max + record.data.size();
  }
  return size <= most;
}

void encode_writes(const std::vector<store_write>& writes, bytes& out) {
  out.clear();
  encoder to{out};
  for (auto& batch : writes) {
    EXPECTS(!batch.snapshot && !batch.cluster);
    disk_write form{
      {}, batch.truncate_from, batch.drop_head_to, static_cast<std::uint32_t>(batch.append.size())};
    if (batch.hard) form.hard = disk_hard_state{*batch.hard};
    to.put(form);
    // The encoder only reads.
    for (auto& record : batch.append) to.put(disk_record{const_cast<log_record&>(record)});
  }
}

result<std::vector<store_write>> decode_writes(const bytes& payload) {
  failure damaged{errc::corrupt, "a frame does not hold writes"};
  std::vector<store_write> writes;
  decoder in{payload};
  while (in.remaining() > 0) {
    disk_write form;
    if (!in.get(form)) return damaged;
    auto& batch = writes.emplace_back();
    if (form.hard) batch.hard = form.hard->of;
    batch.truncate_from = form.truncate_from;
    batch.drop_head_to = form.drop_head_to;
    for (auto n = form.records; n > 0; --n) {
      disk_record of{batch.append.emplace_back()};
      if (!in.get(of)) return damaged;
    }
  }
  return writes;
}

result<void> replay(stored_state& state, const std::vector<journal_frame>& frames) {
  for (auto* batch : writes_of(frames)) {
    if (!goes_on(state, *batch))
      return {errc::corrupt, "the journal does not go on where the data file ends"};
    apply(state, *batch);
  }
  if (auto disorder = disorder_of(state); !disorder.empty()) return {errc::corrupt, disorder};
  return {};
}

} // namespace ringleader
