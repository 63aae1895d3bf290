// SPDX-License-Identifier: BSD-3-Clause
// Agreeing on commands: those of this node's actors, and those that other nodes forward.
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/contract/errors.hpp>

namespace ringleader {

namespace {

// Well below the largest frame of the system lane.
constexpr std::size_t forward_bytes_max = 32 * 1024;

// One that the log cannot take would be refused together with all that is appended beside it.
constexpr std::size_t command_bytes_max = 32 * 1024;
constexpr std::size_t envelope_bytes = 64;

} // namespace

caf::result<proposal_outcome> control_log::accept(propose what) {
  auto session = node_->lease.session();
  if (!session) return make_error(errc::no_quorum, "this node has no session with the cluster yet");
  if (encode(what.what).size() > command_bytes_max)
    return make_error(errc::refused, "a command has at most 32 KiB");
  auto promise = make_response_promise();
  if (!proposals_.add(session, std::move(what.what), promise, node_->now(), what.patience))
    return make_error(errc::overloaded, "too many commands of this node are not answered yet");
  if (!flush_queued_) {
    flush_queued_ = true;
    send(this, flush_batch{}); // behind what is already in the mailbox: one append for all of it
  }
  return promise;
}

caf::result<proposal_outcome> control_log::accept(propose_join what) {
  auto promise = make_response_promise();
  proposals_.add_join(std::move(what.who), promise, node_->now());
  send_proposals();
  return promise;
}

void control_log::send_proposals() {
  if (!raft_ || !raft_->leader() || proposals_.empty()) return;
  if (leads()) return flush();
  auto due = proposals_.due(node_->now(), 2 * node_->options.election_timeout);
  if (due.empty()) return;
  wire::forwarded frame;
  std::size_t size = 0;
  auto send_frame = [&] {
    node_->out.send_message(raft_->leader(), lane::system, channel::proposal, frame);
    frame.envelopes.clear();
    size = 0;
  };
  for (auto& envelope : due) {
    auto encoded = encode(envelope);
    if (size + encoded.size() > forward_bytes_max && !frame.envelopes.empty()) send_frame();
    size += encoded.size();
    frame.envelopes.push_back(std::move(encoded));
  }
  send_frame();
}

void control_log::flush() {
  flush_queued_ = false;
  if (!leads()) return send_proposals();
  auto now = node_->now();
  for (auto& envelope : proposals_.due(now, 2 * node_->options.election_timeout)) {
    leading_->appending(envelope, registry_);
    batch_.push_back(registry::encode_entry(leading_->stamp(registry_, now), envelope));
  }
  if (batch_.empty()) return;
  consensus::propose entries;
  entries.cookie = ++next_cookie_;
  entries.commands.swap(batch_);
  step(std::move(entries));
}

void control_log::take_forwarded(const wire::forwarded& frames) {
  if (!leads()) return;
  auto now = node_->now();
  for (auto& encoded : frames.envelopes) {
    auto envelope = decode<registry::envelope>(encoded);
    if (!envelope || encoded.size() > command_bytes_max + envelope_bytes) continue;
    if (registry::leader_only(envelope->what)) continue;
    leading_->appending(*envelope, registry_);
    batch_.push_back(registry::encode_entry(leading_->stamp(registry_, now), *envelope));
  }
  if (!flush_queued_) {
    flush_queued_ = true;
    send(this, flush_batch{});
  }
}

void control_log::settle(const registry::log_command& entry, const registry::outcome& outcome) {
  proposals_.settle(entry.body, outcome);
}

} // namespace ringleader
