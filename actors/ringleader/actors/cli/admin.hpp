// SPDX-License-Identifier: BSD-3-Clause
/// The subcommands that work on a data directory, on the host where it is and without a node.
///
///   verify  --data-dir D                           is it sound? The node is stopped
///   backup  --data-dir D --to FILE_OR_DIRECTORY    a copy, while the node runs or not
///   restore --from FILE --data-dir D               a new cluster out of a copy
///   recover --data-dir D --force-new-cluster       a new cluster out of one stopped survivor
///
/// Each answers the exit status of the program: 0; 1 with one line on stderr that says what is
/// wrong and what to do; 2 for missing options. With --json the answer on stdout is JSON, that of a
/// damaged directory too.
#pragma once

#include <ringleader/options/options.hpp>

namespace ringleader {

int verify_command(const parsed_options& parsed);
int backup_command(const parsed_options& parsed);
int restore_command(const parsed_options& parsed);
int recover_command(const parsed_options& parsed);

} // namespace ringleader
