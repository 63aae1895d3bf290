// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulated_standing.hpp>

namespace ringleader::testkit {

namespace {

constexpr auto office_name = client_histories::office_name;

} // namespace

void simulated_standing::began(part_desk& desk) {
  session_ = desk.own_session();
  if (auto* election = desk.state.elections().find(office_name); session_ && election != nullptr)
    for (const auto& standing : election->candidates)
      if (standing.id.session == session_) candidate_ = standing.id.holder;
  saw(desk, {}, true);
}

void simulated_standing::ended() {
  session_ = {};
  candidate_ = {};
  in_office_ = false;
}

void simulated_standing::saw(part_desk& desk, const std::vector<registry::event>&, bool) {
  if (auto own = desk.own_session(); own != session_) {
    ended();
    session_ = own;
  }
  in_office_ = false;
  auto* election = desk.state.elections().find(office_name);
  if (!session_ || election == nullptr) return;
  if (election->winner != candidate_id{session_, candidate_} || !candidate_) return;
  in_office_ = true;
  desk.seen_by.histories.won(candidate_, election->term, desk.now);
}

bool simulated_standing::work(part_desk& desk) {
  if (!session_) return false;
  if (!candidate_ || random_.chance(40)) {
    open_request about;
    auto what = next(desk, about);
    desk.propose(std::move(what), about);
    return true;
  }
  if (!by_votes(setup_.office.policy) || !random_.chance(100)) return false;
  auto choice = any_candidate(desk.state);
  if (random_.chance(100)) choice.reset();
  desk.propose(registry::vote{office_name, choice});
  return true;
}

/// An office that is to be given up is not served from before the command leaves. Each candidacy
/// has a number of its own.
registry::command simulated_standing::next(part_desk& desk, open_request& about) {
  if (candidate_ && random_.chance(500)) {
    auto before = std::exchange(candidate_, {});
    in_office_ = false;
    auto successor = any_candidate(desk.state);
    if (random_.chance(500)) successor.reset();
    return registry::resign{office_name, before, successor};
  }
  if (!candidate_) {
    candidate_ = holder_id{desk.generation << 32 | ++last_candidacy_};
    about.what = open_request::kind::stand;
    about.claim = claim_id{candidate_.value};
    desk.seen_by.histories.stand(candidate_, desk.now);
  }
  return registry::campaign{office_name, candidate_, setup_.office,
                            static_cast<std::uint32_t>(random_.below(4)),
                            bytes(random_.below(setup_.padding_max + 1))};
}

std::optional<candidate_id> simulated_standing::any_candidate(const registry::registry& state) {
  const auto* election = state.elections().find(office_name);
  if (election == nullptr) return std::nullopt;
  return election->candidates[random_.below(election->candidates.size())].id;
}

std::uint64_t simulated_standing::roles(const simulated_cells& cells) const {
  if (!in_office_ || session_ != cells.session || setup_.office.take_over) return 0;
  return office_role;
}

} // namespace ringleader::testkit
