// SPDX-License-Identifier: BSD-3-Clause
/// founding: how several empty data directories become one cluster, exactly once.
///
/// Each node is started with the same list of founders' endpoints, in any order and at any time.
/// An empty founder asks all others until each has answered "empty, same list" to this very store;
/// then the one with the smallest name makes the first configuration, stores it and sends it, and
/// each other founder stores it before its Raft machine starts. A founder that is founded already
/// answers with the first configuration: an empty store that is listed there adopts it (it missed
/// the message and never voted), one that is not listed is a new learner of that cluster (its
/// directory was lost). An even number of founders leaves the one with the greatest name a learner.
///
///   founding machine{config, first_configuration_if_founded, now};
///   for (auto& fx : machine.step(founding_tick{}, now)) run(fx);
///
/// On `store_founding` write founding_entry(members), founding_state() and the cluster id in one
/// batch and report founding_stored; on `founded` start the Raft machine with founding = true; on
/// `join_as_learner` take the cluster id over and ask to be added. Keep the machine afterwards: it
/// answers founders that are still empty. A refusal is for the operator; waiting goes on, so that
/// restarting the founder with the wrong flags is enough.
///
/// Does not promise an end while a founder is missing. Does not read or write anything.
///
/// Invariant: a store takes part in one founding only; its first configuration never changes.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/base/field_names.hpp>
#include <ringleader/consensus/types.hpp>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ringleader::formation {

using consensus::configuration;

struct founding_config {
  std::string cluster_name;
  std::string name;                  // this node's
  std::string endpoint;              // this node's, spelled as in the list
  std::vector<std::string> founders; // endpoints, this node's included
  store_id self;
  cluster_id fresh_cluster; // drawn beforehand; used by the founder with the smallest name only

  /// Unanswered questions are repeated this often.
  duration resend_interval = std::chrono::milliseconds{200};

  static constexpr bounds<std::size_t> founders_bounds{1, configuration::target_max};
  static constexpr bounds<duration> resend_bounds{std::chrono::milliseconds{10},
                                                  std::chrono::minutes{1}};

  /// invalid_option with what is wrong, what is allowed and why.
  result<void> validate(const field_names& called = {}) const;
};

/// One founder's state, as a question or as the answer to one.
struct founding_message {
  std::string cluster_name;
  std::vector<std::string> founders; // sorted
  std::string endpoint;              // the sender's
  std::string name;
  store_id store;
  store_id answers;    // the store whose question this answers; none in a question
  configuration first; // of no cluster while the sender is empty

  friend bool operator==(const founding_message& a, const founding_message& b) {
    return a.cluster_name == b.cluster_name && a.founders == b.founders &&
           a.endpoint == b.endpoint && a.name == b.name && a.store == b.store &&
           a.answers == b.answers && a.first == b.first;
  }
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, founding_message& x) {
  return f(x.cluster_name, x.founders, x.endpoint, x.name, x.store, x.answers, x.first);
}

struct founding_tick {};
struct founding_received {
  founding_message what;
};
/// What store_founding asked for is durable.
struct founding_stored {};

using founding_event = std::variant<founding_tick, founding_received, founding_stored>;

struct founding_send {
  std::string endpoint;
  founding_message what;
};
struct store_founding {
  configuration first;
};
struct founded {
  configuration first;
};
struct join_as_learner {
  cluster_id cluster;
  std::string endpoint; // of the founder that answered
};
/// Another founder was started with other flags; `why` says which and what to do.
struct founding_refused {
  std::string why;
};

using founding_effect =
  std::variant<founding_send, store_founding, founded, join_as_learner, founding_refused>;

bool operator==(const founding_send& a, const founding_send& b);
bool operator==(const store_founding& a, const store_founding& b);
bool operator==(const founded& a, const founded& b);
bool operator==(const join_as_learner& a, const join_as_learner& b);
bool operator==(const founding_refused& a, const founding_refused& b);

std::string to_string(const founding_message& m);
std::string to_string(const founding_effect& e);

class founding {
public:
  /// `first` is the first configuration if this store took part in a founding already.
  /// EXPECTS a valid config.
  /// A store that joined as a learner gives its cluster id without voters.
  founding(founding_config config, std::optional<configuration> first, instant now);

  /// EXPECTS that now never goes back.
  std::vector<founding_effect> step(const founding_event& what, instant now);

  instant next_deadline() const;
  bool is_founded() const { return phase_ == phase::founded; }

private:
  enum class phase { asking, storing, founded, joining };

  struct other_founder {
    std::string name;
    store_id store;
    bool has_answered = false;        // the question of this very store, as empty
    std::vector<store_id> superseded; // directories lost before; their messages are stale
    std::string refusal;              // reported already
  };

  void on(const founding_tick& e);
  void on(const founding_received& e);
  void on(const founding_stored& e);
  std::string mismatch(const founding_message& m) const;
  void refuse(const founding_message& m, const std::string& why);
  bool is_stale(const founding_message& m);
  void follow(const founding_message& m);
  void found_if_complete();
  void store(configuration first);
  founding_message own_state(store_id answers) const;

  founding_config config_;
  phase phase_ = phase::asking;
  std::map<std::string, other_founder> others_; // by endpoint
  configuration first_;                         // of no cluster while asking
  std::string stranger_refusal_;                // the last one of a sender outside the list
  instant ask_at_;
  instant now_;
  std::vector<founding_effect> out_;
};

} // namespace ringleader::formation
