// SPDX-License-Identifier: BSD-3-Clause
/// part_desk: what a part of a simulated node has at hand while something happens: the registry as
/// its node has it, the time, the cells of its process, the checkers, and a way to ask and to send.
///
///   auto asked = desk.propose(registry::vote{...});   // ends as part.concluded(.., asked, how)
///   desk.send(store, encode(...));                    // arrives as part.received(..)
///
/// What is asked leaves when the happening is over, in order, as a message between actors would:
/// answers never come while a part is still speaking. A proposal is made in the name of the session
/// that the cells then name; without one it is refused a little later with no_quorum, as a node's
/// control log does.
/// `now` is the true time, for the checkers; machines are given `local`, the node's own.
#pragma once

#include <ringleader/control/control_machine.hpp>
#include <ringleader/membership/lease.hpp>
#include <ringleader/testkit/checkers/campaign_checker.hpp>
#include <ringleader/testkit/checkers/client_histories.hpp>
#include <ringleader/testkit/checkers/holder_checker.hpp>
#include <ringleader/testkit/checkers/open_request.hpp>
#include <ringleader/testkit/checkers/registry_checker.hpp>
#include <ringleader/testkit/checkers/request_checker.hpp>
#include <ringleader/testkit/machines/simulated_cells.hpp>
#include <ringleader/testkit/world/simulated_clock.hpp>

#include <deque>
#include <functional>
#include <variant>
#include <vector>

namespace ringleader::testkit {

/// The parts of a node, in the order in which they hear of updates.
enum class node_part : std::uint8_t { joining, serving, locking, campaigning };
inline constexpr std::size_t node_parts = 4;

/// What one part says to the same part of another node.
struct part_letter {
  node_part part = node_part::joining;
  bytes body;
};

/// What the parts of one node asked and is not on its way yet, and what is not answered.
struct part_mail {
  struct submission {
    control::event what;
    std::uint64_t cookie = 0; // none for a renewal
  };
  struct sending {
    store_id to;
    part_letter what;
  };
  struct open {
    node_part part = node_part::joining;
    bool is_read = false; // of no part
    open_request asked;
  };

  std::deque<std::variant<submission, sending>> waiting;
  std::vector<open> unanswered;
  std::uint64_t last_cookie = 0;
  duration patience = std::chrono::seconds{5};
};

/// Who is told of what clients ask, learn and believe.
struct part_checkers {
  client_histories& histories;
  holder_checker& holders;
  request_checker& requests;
  const registry_checker& registry; // its state() is what the group has agreed on
  campaign_checker& campaigns;
  std::function<void(violation_kind, std::string)> report;
};

class part_desk {
public:
  part_desk(const control::control_machine& machine, const simulated_clock& clock, instant at_world,
            simulated_cells& shared, part_mail& mail, const part_checkers& seen)
    : log(machine), state(machine.state()), local(clock.at(at_world)), now(at_world), cells(shared),
      seen_by(seen), clock_(clock), mail_(mail) {}

  const control::control_machine& log; // who leads, whether this node votes
  const registry::registry& state;     // as this node has applied it
  const instant local;
  const instant now;
  simulated_cells& cells;
  const part_checkers& seen_by;
  node_part part = node_part::joining; // whose turn it is
  std::uint64_t generation = 0;        // of that part; never the same twice within a run

  /// Gives `about` with a cookie and a number of its own; the same comes with the answer.
  open_request propose(registry::command what, open_request about = {}) {
    return propose(std::move(what), mail_.patience, about);
  }
  open_request propose(registry::command what, duration patience, open_request about = {});
  open_request propose_join(registry::join who);
  void renew(session_id session, renewal_id id);
  void send(store_id to, bytes body);

  /// The session of this life as a member, as the view has it; none if it has none.
  session_id own_session() const { return session_of(*state.view(), cells.membership); }

  /// The true time of an instant of the node's clock, for the checkers; none is long ago.
  instant world_of(instant at) const {
    return at == instant::min() ? instant{} : clock_.world_of(at);
  }

  /// A read of the whole state; checked by the group, told to nobody.
  void read();

private:
  open_request enter(open_request about, bool is_read);

  const simulated_clock& clock_;
  part_mail& mail_;
};

} // namespace ringleader::testkit
