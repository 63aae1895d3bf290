// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/locks/scoped_lock.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/contract/waiting_call.hpp>
#include <ringleader/locks/holder_ids.hpp>

#include <caf/event_based_actor.hpp>

#include <future>

namespace ringleader {

namespace {

constexpr auto release_patience = std::chrono::seconds{2};

std::uint64_t this_thread_owner() {
  static std::atomic<std::uint64_t> last{0};
  thread_local const std::uint64_t own = ++last;
  return thread_owner_base + own;
}

failure lock_failure(const caf::error& err) {
  if (auto code = code_of(err); code != errc::none) return {code, message_of(err)};
  if (err == caf::sec::request_timeout)
    return {errc::outcome_unknown, "it is not agreed on yet, and goes on by itself"};
  // The lock manager's end is the node's, and locks end with that.
  return {errc::stopping, "the node is gone: " + to_text(err)};
}

/// The actor in whose name a thread holds one lock.
caf::behavior keep(caf::event_based_actor* self, const lock_manager& locks,
                   const std::shared_ptr<std::atomic<bool>>& held) {
  self->set_default_handler(caf::drop);
  return {
    [=](const acquire& what) -> caf::result<lock_grant> {
      auto asker = self->make_response_promise();
      self->request(locks, caf::infinite, what)
        .then(
          [=](const lock_grant& grant) mutable {
            held->store(true, std::memory_order_release);
            asker.deliver(grant);
          },
          [=](caf::error& err) mutable {
            asker.deliver(err);
            self->quit();
          });
      return asker;
    },
    [=](const extend& what) -> caf::result<lock_grant> {
      auto asker = self->make_response_promise();
      self->request(locks, caf::infinite, what)
        .then([=](const lock_grant& grant) mutable { asker.deliver(grant); },
              [=](caf::error& err) mutable { asker.deliver(err); });
      return asker;
    },
    [=](const release& what) -> caf::result<bool> {
      auto asker = self->make_response_promise();
      // Where that fails the lock manager gives it back, since it sees this actor's end.
      self->request(locks, caf::infinite, what)
        .then(
          [=](bool was_held) mutable {
            asker.deliver(was_held);
            self->quit();
          },
          [=](caf::error& err) mutable {
            asker.deliver(err);
            self->quit();
          });
      return asker;
    },
    [=](const lock_lost&) { held->store(false, std::memory_order_release); },
  };
}

template <class Answer, class Message>
result<Answer> ask_keeper(const caf::actor& keeper, duration patience, Message what) {
  std::promise<caf::message> said;
  auto answer = said.get_future();
  waiting_call::start(keeper.home_system(), caf::actor_cast<caf::strong_actor_ptr>(keeper),
                      patience, caf::make_message(std::move(what)),
                      [&](caf::message m) { said.set_value(std::move(m)); });
  auto got = answer.get();
  if (got.match_elements<caf::error>()) return lock_failure(got.get_as<caf::error>(0));
  return std::move(got.get_mutable_as<Answer>(0));
}

} // namespace

scoped_lock::scoped_lock(caf::actor keeper, flag held, lock_grant grant)
  : keeper_(std::move(keeper)), held_(std::move(held)), grant_(std::move(grant)) {}

result<scoped_lock> scoped_lock::acquire(const lock_manager& locks, ringleader::acquire what) {
  if (!locks) return {errc::stopping, "there is no lock manager; is the node stopped?"};
  if (what.owner == 0) what.owner = this_thread_owner();
  auto held = std::make_shared<std::atomic<bool>>(false);
  auto& sys = *caf::actor_cast<caf::strong_actor_ptr>(locks)->home_system;
  auto keeper = sys.spawn<caf::hidden>(keep, locks, held);
  auto grant = ask_keeper<lock_grant>(keeper, duration::max(), std::move(what));
  if (!grant) return grant.error();
  return scoped_lock{std::move(keeper), std::move(held), std::move(*grant)};
}

scoped_lock& scoped_lock::operator=(scoped_lock&& other) noexcept {
  if (this == &other) return *this;
  if (keeper_) (void)release().ok();
  keeper_ = std::move(other.keeper_);
  held_ = std::move(other.held_);
  grant_ = std::move(other.grant_);
  return *this;
}

scoped_lock::~scoped_lock() {
  if (keeper_) (void)release().ok();
}

result<void> scoped_lock::extend(duration lease) {
  if (!keeper_) return {errc::not_holder, "the lock was released"};
  auto longer = ask_keeper<lock_grant>(keeper_, duration::max(), ringleader::extend{grant_, lease});
  if (!longer) return longer.error();
  grant_ = std::move(*longer);
  return {};
}

result<bool> scoped_lock::release() {
  if (!keeper_) return false;
  held_->store(false, std::memory_order_release);
  auto keeper = std::move(keeper_);
  keeper_ = nullptr;
  return ask_keeper<bool>(keeper, release_patience, ringleader::release{grant_});
}

} // namespace ringleader
