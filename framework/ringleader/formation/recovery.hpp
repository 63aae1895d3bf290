// SPDX-License-Identifier: BSD-3-Clause
/// recovered: what one stopped survivor stores, as the first voter of a new cluster.
///
///   auto fresh = recovered(store.load(), fresh_store, fresh_cluster);
///   // write all of it in place of what was there, then start the machine from it
///
/// The only way out of a lost majority. It has a new cluster id, so that no message of the old
/// cluster reaches it and the others cannot come back; a new store id, so that nothing the old
/// store promised binds it; and one voter, itself. All that the log held stays, committed or not:
/// the survivor cannot tell, and an acknowledged command must not be dropped. Behind it a
/// configuration entry is appended in a term above all of the log; above what the survivor
/// promised, too, unless no election can have reached that (consensus/reach.hpp).
///
/// Does not promise that what the lost majority acknowledged is there: the survivor may have been
/// behind. Sessions, tokens and the like are the registry's to put right.
#pragma once

#include <ringleader/consensus/types.hpp>

namespace ringleader::formation {

/// malformed: what is stored is damaged, says where. not_found: there is no log to recover. EXPECTS
/// ids that are not none.
result<stored_state> recovered(stored_state from, store_id fresh_store, cluster_id fresh_cluster);

} // namespace ringleader::formation
