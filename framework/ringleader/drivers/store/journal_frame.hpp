// SPDX-License-Identifier: BSD-3-Clause
/// journal_frame: what the store writes and syncs at once, as bytes and back.
///
/// A frame holds writes of term and vote, of records, truncations and drops of the log's head.
/// Snapshots, cluster ids and what is large go to the data file without the journal.
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/store/journal_mark.hpp>

namespace ringleader {

struct journal_frame {
  std::vector<store_write> writes;
  journal_mark end; // of a data file that has this frame
};

/// Those of all frames, in their order; not owned.
std::vector<const store_write*> writes_of(const std::vector<journal_frame>& frames);

/// Whether a frame may hold them within that many bytes.
bool fits_frame(const std::vector<store_write>& writes, std::size_t most);

/// EXPECTS what fits_frame() asks; replaces what `out` held.
void encode_writes(const std::vector<store_write>& writes, bytes& out);

/// Without the tickets, which nobody waits for. corrupt if the bytes are no such writes.
result<std::vector<store_write>> decode_writes(const bytes& payload);

/// What the store holds with those frames as well; corrupt, and no bug, if they do not go on where
/// it ends.
result<void> replay(stored_state& state, const std::vector<journal_frame>& frames);

} // namespace ringleader
