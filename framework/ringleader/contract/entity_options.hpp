// SPDX-License-Identifier: BSD-3-Clause
/// entity_options: how the entities of one type are hosted on a node, where they are not to be as
/// its options say.
///
///   node.host<account_actor>(bank::accounts, ringleader::entity_options{}.mailbox_max(1000));
#pragma once

#include <cstddef>

namespace ringleader {

class entity_options {
public:
  /// Messages that may wait in the mailbox of one entity; more are refused as overloaded. 0: as the
  /// node's --mailbox-max says.
  entity_options& mailbox_max(std::size_t messages) {
    mailbox_max_ = messages;
    return *this;
  }
  std::size_t mailbox_max() const { return mailbox_max_; }

private:
  std::size_t mailbox_max_ = 0;
};

} // namespace ringleader
