// SPDX-License-Identifier: BSD-3-Clause
/// store_admin: what the subcommands do with data directories. All of it runs isolated from its
/// caller (isolated.hpp), so it must be called from a process with one thread.
///
///   verify_store    reads all of a stopped node's directory, twice: with plain reads, then by LMDB
///   backup_store    copies the state as of one transaction, while the node runs or not
///   restore_store   a copy becomes the empty directory of a node
///   recover_store   a stopped node's directory gets another state
///
/// A copy is taken from another process by LMDB itself: the reader enters LMDB's lock file, so that
/// the node writes to no page of the transaction that is being read; the node is not asked and does
/// not notice. The copy is a data file of the same format with a mark that no node starts from. It
/// is verified and synced before it gets its name, which must be free.
///
/// What the restored or recovered state is to be the caller computes (`rebuild`): a state must not
/// come back as the member that it was.
#pragma once

#include <ringleader/drivers/store/store_check.hpp>

#include <functional>

namespace ringleader {

using rebuild = std::function<result<stored_state>(stored_state)>;
using report_text = std::function<std::string(const store_report&)>;
/// What the caller makes of a state whose bytes are sound.
using state_check = std::function<result<void>(const stored_state&)>;

/// The report as `print` makes it after `check`, if there is one. directory_in_use while a node
/// runs there.
result<std::string> verify_store(const std::string& directory, const report_text& print,
                                 const state_check& check = {});

/// Answers the file that was written: `to`, or one in it if that is a directory.
result<std::string> backup_store(const std::string& directory, const std::string& to);

/// Answers the report on the new directory. EXPECTS nothing of the file: a damaged or wrong one is
/// refused, and so is a directory that is not empty.
result<std::string> restore_store(const std::string& from, const std::string& directory,
                                  const rebuild& change, const report_text& print);

/// Answers the report on the directory. The data file of before stays, as
/// before-recovery-STORE.mdb.
result<std::string> recover_store(const std::string& directory, const rebuild& change,
                                  const report_text& print);

} // namespace ringleader
