// SPDX-License-Identifier: BSD-3-Clause
/// admin_desk: answers what operators ask a node (`status`, `locks`, ...) and passes their orders
/// on. It has a thread of its own where the node has a real transport, so that neither heartbeats
/// wait for a question nor a question for the application's actors.
///
/// The control log only copies what the answer needs, at most a bounded number of lines; the rest
/// of the work is done here. Questions are read one after the other and not faster than
/// question_interval; a connection has one at a time, the transport reads its next one when this
/// one is answered (drivers/net/connection.hpp). Orders (force-release, transfer-leadership) hold
/// up no question.
///
/// Who may ask what is the law of the port (drivers/net/port_law.hpp); who asks for more is told so
/// and expelled.
///
/// Crash-only: whoever waits for an answer then has none.
#pragma once

#include <ringleader/actors/control_log/messages.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>

#include <caf/event_based_actor.hpp>
#include <nlohmann/json_fwd.hpp>

#include <deque>

namespace ringleader {

/// Between two questions. Longer: less work for the control log while somebody asks without pause.
inline constexpr duration question_interval = std::chrono::milliseconds{5};
/// Of a question; names and reasons are far shorter.
inline constexpr std::size_t question_bytes_max = 4096;
/// That wait on this node; the transport has room for fewer connections than that.
inline constexpr std::size_t questions_max = 1024;
/// Of an answer; the lists in it are cut long before.
inline constexpr std::size_t answer_bytes_max = 2u << 20;

class admin_desk final : public caf::event_based_actor {
public:
  admin_desk(caf::actor_config& cfg, node_context_ptr node);

  const char* name() const override { return "admin"; }

private:
  struct question {
    store_id from;
    std::string text;
  };

  caf::behavior make_behavior() override;
  void take(const peer_info& from, const bytes& body);
  void order(const peer_info& from, const std::string& text);
  void next();
  void look_up(const question& what);
  template <class Ask, class Print> void query(store_id from, Ask ask, Print print);
  void looked_up(store_id to, const nlohmann::json& found);

  void force_release(const peer_info& from, const std::string& order);
  void transfer_leadership(store_id from, const std::string& to);
  void hand_over(store_id from, store_id to);
  void leave(store_id from);
  void set_log_level(const peer_info& from, const std::string& levels);

  void answer(store_id to, const nlohmann::json& what) const;
  void fail(store_id to, const std::string& why) const;

  node_context_ptr node_;
  std::deque<question> waiting_;
  bool looking_ = false;
  instant next_at_{};
  deadline_timer timer_;
};

} // namespace ringleader
