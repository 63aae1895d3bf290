// SPDX-License-Identifier: BSD-3-Clause
/// simulated_member: what runs on one simulated node above its control machine: the parts, the mail
/// between them and the machine, and the cells that they share. It decides nothing itself but which
/// part's application gets the next chance to ask.
///
///   member.began(desk, store);                        // the process started
///   member.saw(desk, events, anew);                   // and whatever else happens
///   while (auto next = member.take()) ...             // carry out what the parts asked meanwhile
///
/// Of a part that is down it drops what comes, as the address of a dead actor does. Requests of a
/// part's former life go on, and nobody hears how they end.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/testkit/machines/load_options.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <array>
#include <memory>
#include <optional>

namespace ringleader::testkit {

class simulated_member {
public:
  simulated_member(std::size_t number, const registry::cluster_settings& own,
                   const load_options& load, std::uint64_t seed);

  // The life of the process and of its actors.
  void began(part_desk& desk, store_id store);
  void ended();
  bool end_part(node_part which);
  void begin_part(part_desk& desk, node_part which);

  // What happens.
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew);
  void concluded(part_desk& desk, const part_mail::open& request, const control::concluded& how);
  void received(part_desk& desk, store_id from, const part_letter& what);
  void renewed(part_desk& desk, session_id session, renewal_id id);
  instant next_deadline() const;
  void tick(part_desk& desk);
  void leave(part_desk& desk);
  void work(part_desk& desk);

  /// How long the applications rest between two times that they work().
  duration rest();
  /// From now on they ask again and again, whether they are answered or not.
  void rush();

  /// The request is answered; none if its part does not live any more.
  std::optional<part_mail::open> close(std::uint64_t cookie);
  part_mail& mail() { return mail_; }
  const part_mail& mail() const { return mail_; }

  simulated_cells& cells() { return cells_; }
  const simulated_cells& cells() const { return cells_; }
  std::uint64_t roles() const;

private:
  struct seat {
    std::unique_ptr<simulated_part> part;
    std::uint64_t generation = 0;
    bool lives = false;
  };

  seat& at(node_part which) { return seats_[static_cast<std::size_t>(which)]; }
  void go_on_leaving(part_desk& desk);
  template <class F> void with(part_desk& desk, node_part which, F&& tell);
  template <class F> void with_all(part_desk& desk, F&& tell);

  load_options load_;
  random_source random_;
  simulated_cells cells_;
  part_mail mail_;
  std::array<seat, node_parts> seats_;
  std::uint64_t last_generation_ = 0;
  std::shared_ptr<const view> members_; // as the parts were told
  std::size_t parts_left_ = 0;          // of those that leave one after the other, once it leaves
  instant leaves_anyway_ = never;       // what is not given back by then is left
  bool rushes_ = false;
  std::size_t burst_ = 0; // requests left before a rest
};

} // namespace ringleader::testkit
