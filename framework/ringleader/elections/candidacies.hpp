// SPDX-License-Identifier: BSD-3-Clause
/// candidacies: the candidates on one node: what is proposed for them, what they are told, when
/// they are answered. A part of node_elections, which says what happens when.
///
/// Each is kept as what it wants. pursue() compares that with what the log says and proposes what
/// is missing, one command for a candidacy at a time and again after every failure: campaigning and
/// resigning twice change nothing, but the log may take commands of a session in any order, and one
/// that was given up may take effect late, behind others. So what the log shows is held against
/// what was agreed after each update (reconcile), and a candidate of this node that nobody
/// campaigns for is made to resign (disown).
///
/// Invariants: an owner has at most one candidacy in an election that is not ending; whoever was
/// told leadership_gained is told leadership_lost once, before anybody here is told
/// leadership_gained in its place and at the end of the lease at the latest; every asker is
/// answered once; a holder's number is never used again by machines whose generations differ.
#pragma once

#include <ringleader/elections/campaign_config.hpp>
#include <ringleader/elections/known_elections.hpp>

namespace ringleader::campaigns {

class candidacies {
public:
  candidacies(const campaign_config& config, std::uint64_t generation, kept_candidacies kept);

  // What is asked and answered.
  void on(const campaign& what, const known_elections& known, instant now, effects& out);
  void on(const resign& what, const known_elections& known, instant now, effects& out);
  void on(const owner_ended& what, effects& out);
  void on(const campaigned& what, const known_elections& known, instant now, effects& out);
  void on(const resigned& what, const known_elections& known, instant now);
  void on(const failed& what, instant now);
  /// All but the singletons' resign.
  void leave_all(effects& out);
  void end_all(effects& out);

  // What follows from what is known.
  /// Behind an update: `in` may show who is not to campaign.
  void disown(const election_state& in, session_id own);
  void reconcile(const known_elections& known);
  void depose(const known_elections& known, instant now, effects& out);
  void pursue(const known_elections& known, instant now, effects& out);

  // Of singletons.
  /// The candidacy that stands for one, if there is one.
  std::optional<holder_id> of_singleton(const std::string& election) const;
  holder_id add_singleton(const std::string& election, candidacy_terms terms);
  bool is_candidate(holder_id who) const;
  /// The term under which it may act now; none if it may not.
  election_term leadership_of(holder_id who, const known_elections& known, instant now) const;
  void end(holder_id who, std::optional<candidate_id> successor, effects& out);

  bool empty() const { return all_.empty(); }
  kept_candidacies kept() const;
  /// When time alone gives pursue() or depose() something to do; never if it does not.
  instant next_deadline(const known_elections& known, instant now) const;

private:
  /// The command that is on its way.
  struct proposal {
    session_id session;
    candidacy_terms terms;
  };

  struct candidacy {
    kept_candidacy who;
    election_term told;     // the owner believes to lead under it
    session_id agreed_in;   // where `agreed` holds
    candidacy_terms agreed; // what the log knows
    std::optional<proposal> asked;
    bool awaits_update = false; // the log took its resignation; what is known shows it still
    instant retry_at{};
    duration pause{}; // behind a refusal
    instant give_up_at = never;
    std::optional<failure> trouble; // what became of the last proposal
    std::vector<asker_id> campaigners;
    std::vector<asker_id> resigners;
  };
  using entries = std::map<holder_id, candidacy>;

  entries::iterator find(owner_id owner, const std::string& election, bool ending);
  entries::iterator add(owner_id owner, const std::string& election, candidacy_terms terms);
  void end(candidacy& c, leadership_loss why, effects& out);
  void give_up(candidacy& c, effects& out);
  void refused(candidacy& c, const failure& no, const known_elections& known, instant now,
               effects& out);
  void elect(holder_id who, candidacy& c, const known_elections& known, instant now, effects& out);
  void propose(holder_id who, candidacy& c, const known_elections& known, instant now,
               effects& out);
  void answer(holder_id who, candidacy& c, const known_elections& known, effects& out);
  void tell_lost(candidacy& c, leadership_loss why, effects& out);
  void await_update(candidacy& c, instant now) const;
  duration patience_of(const candidacy& c, instant now) const;
  static election_term leadership_of(holder_id who, const candidacy& c,
                                     const known_elections& known, instant now);
  static bool agrees(const candidacy& c, const known_elections& known);
  static bool is_over(holder_id who, const candidacy& c, const known_elections& known);

  campaign_config config_;
  std::uint64_t generation_;
  std::uint64_t last_holder_ = 0;
  entries all_;
};

} // namespace ringleader::campaigns
