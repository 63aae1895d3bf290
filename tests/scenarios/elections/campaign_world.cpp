// SPDX-License-Identifier: BSD-3-Clause
#include "campaign_world.hpp"

#include <ringleader/base/match.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

/// "1.2" for the number that the second holder of the first machine has.
std::string shorten(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    auto end = i;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end == i) {
      out += text[i++];
      continue;
    }
    auto number = end - i > 9 ? std::stoull(text.substr(i, end - i)) : 0;
    out += number >> 32 == 0
             ? text.substr(i, end - i)
             : std::to_string(number >> 32) + "." + std::to_string(number & UINT32_MAX);
    i = end;
  }
  return out;
}

holder_id holder(const std::string& text) {
  auto dot = text.find('.');
  if (dot == std::string::npos) throw scenario_error("a holder is generation.number: " + text);
  return holder_id{parse_number(text.substr(0, dot)) << 32 | parse_number(text.substr(dot + 1))};
}

election_policy policy(const command& c) {
  auto text = c.option("policy", "seniority");
  for (auto p : {election_policy::seniority, election_policy::weight, election_policy::votes,
                 election_policy::weighted_votes})
    if (to_string(p) == text) return p;
  throw scenario_error("no such policy: " + text);
}

std::optional<duration> take_over(const command& c) {
  return c.has("take_over") ? std::optional{c.time("take_over")} : std::nullopt;
}

candidacy_terms terms(const command& c) {
  candidacy_terms t;
  t.rules.policy = policy(c);
  t.rules.voting = parse_time(c.option("voting", "0s"));
  t.rules.take_over = take_over(c);
  t.weight = static_cast<std::uint32_t>(c.number("weight", 0));
  t.data = to_bytes(c.option("data", ""));
  return t;
}

template <class T> std::optional<failure> refusal_of(const result<T>& r) {
  return r ? std::nullopt : std::optional{r.error()};
}

} // namespace

std::string campaign_world::run(const command& c) {
  if (c.name == "node") return make(c);
  if (!machine_) throw scenario_error("node comes first");
  if (c.name == "quiet") {
    auto of = c;
    of.name = c.word(0);
    of.words.erase(of.words.begin());
    if (of.name != "join" && of.name != "end") return of_others(of);
    change_members(of);
    return {};
  }
  if (c.name == "join" || c.name == "end") {
    change_members(c);
    return update(index_ == 0);
  }
  if (c.name == "lease")
    return feed(campaigns::lease_seen{session("a"), now_ + parse_time(c.word(0))});
  if (c.name == "lease_of")
    return feed(campaigns::lease_seen{session(c.word(0)), now_ + parse_time(c.word(1))});
  if (c.name == "advance") return advance(parse_time(c.word(0)));
  if (c.name == "rebuild") return rebuild();
  if (c.name == "update") return update();
  if (c.name == "snapshot") return update(true);
  if (c.name == "old_update") {
    campaigns::update old;
    old.index = log_index{index_ - 1};
    old.own = session("a");
    return feed(old);
  }
  if (c.name == "show") return show();
  if (c.name == "campaigns" || c.name == "resigns" || c.name == "votes")
    return of_others(c).append(update());
  for (auto name : {"agree", "effect", "answer", "lose", "fail", "refuse"})
    if (c.name == name) return proposed(c);
  return asked(c);
}

std::string campaign_world::feed(const campaigns::event& what) {
  return print(machine_->step(what, now_));
}

std::string campaign_world::print(const campaigns::effects& all) {
  std::string text;
  for (const auto& fx : all) {
    text += shorten(campaigns::to_string(fx)) + "\n";
    match(
      fx,
      [&](const campaigns::propose_campaign& x) {
        proposals_.push_back({x.holder, x, {}, false});
      },
      [&](const campaigns::propose_resign& x) {
        proposals_.push_back({x.holder, x, {}, false});
      },
      [](const auto&) {});
  }
  return text;
}

std::string campaign_world::make(const command& c) {
  config_.askers_max = c.number("askers", config_.askers_max);
  config_.candidacies_max = c.number("candidacies", config_.candidacies_max);
  machine_.emplace(config_, ++generation_, campaigns::kept_candidacies{});
  return {};
}

void campaign_world::change_members(const command& c) {
  std::set<session_id> ended;
  for (const auto& name : c.words) {
    if (c.name == "join") {
      sessions_[name] = session_id{++last_session_};
      voters_[sessions_[name]] = 1;
      continue;
    }
    ended.insert(session(name));
    voters_.erase(session(name));
    sessions_.erase(name);
  }
  if (ended.empty()) return;
  auto now = entry();
  table_.end_sessions(ended, now);
}

std::string campaign_world::asked(const command& c) {
  last_asker_ = last_asker_.next();
  if (c.name == "campaign")
    return feed(campaigns::campaign{last_asker_, owner(c.word(0)), c.word(1), terms(c)});
  if (c.name == "resign") {
    campaigns::wanted_successor successor;
    if (c.has("successor")) successor = c.option("successor");
    return feed(campaigns::resign{last_asker_, owner(c.word(0)), c.word(1), successor});
  }
  if (c.name == "gone") return feed(campaigns::owner_ended{owner(c.word(0))});
  if (c.name == "singleton") {
    singleton_options options;
    options.policy = policy(c);
    options.voting = parse_time(c.option("voting", "0s"));
    options.take_over = take_over(c);
    options.weight = static_cast<std::uint32_t>(c.number("weight", 0));
    singletons_[c.word(0)] = options;
    return feed(campaigns::run_singleton{c.word(0), options});
  }
  if (c.name == "ended") return feed(campaigns::singleton_ended{c.word(0), "killed"});
  if (c.name == "drain") return feed(campaigns::drain{last_asker_});
  if (c.name == "leave") return feed(campaigns::leaving{});
  if (c.name == "watch") {
    observed_.insert(c.word(0));
    return feed(campaigns::watched{c.word(0)});
  }
  if (c.name == "unwatch") {
    observed_.erase(c.word(0));
    return feed(campaigns::unwatched{c.word(0)});
  }
  throw scenario_error("no such command: " + c.name);
}

/// The log executes what node a proposed.
campaigns::event campaign_world::take_effect(const campaigns::effect& what) {
  auto now = entry();
  if (const auto* fx = std::get_if<campaigns::propose_campaign>(&what)) {
    candidate who{{session("a"), fx->holder}, fx->terms.weight, fx->terms.data};
    auto outcome = table_.campaign(fx->election, fx->terms.rules, who, now);
    return campaigns::campaigned{fx->holder, refusal_of(outcome)};
  }
  const auto& fx = std::get<campaigns::propose_resign>(what);
  auto outcome = table_.resign(fx.election, {session("a"), fx.holder}, fx.successor, now);
  return campaigns::resigned{fx.holder, refusal_of(outcome)};
}

std::deque<campaign_world::proposal>::iterator campaign_world::find(const command& c) {
  auto at = proposals_.begin();
  auto resigns = c.option("what", "") == "resign";
  std::stable_partition(proposals_.begin(), proposals_.end(),
                        [](const proposal& p) { return !p.is_lost; });
  if (!c.words.empty())
    at = std::find_if(proposals_.begin(), proposals_.end(), [&](const proposal& p) {
      auto is_kind = std::holds_alternative<campaigns::propose_resign>(p.what) == resigns;
      return p.holder == holder(c.word(0)) && (!c.has("what") || is_kind);
    });
  if (at == proposals_.end()) throw scenario_error("nothing is proposed for it");
  return at;
}

std::string campaign_world::proposed(const command& c) {
  auto at = find(c);
  auto it = *at;
  if (c.name == "answer") {
    if (!it.answer) throw scenario_error("it did not take effect");
    proposals_.erase(at);
    return feed(*it.answer);
  }
  if (c.name == "effect") {
    auto answer = take_effect(it.what);
    at->answer = answer;
    if (it.is_lost) proposals_.erase(at);
    return update();
  }
  if (c.name == "lose") {
    at->is_lost = true;
    return feed(campaigns::failed{it.holder, {errc::outcome_unknown, ""}});
  }
  proposals_.erase(at);
  if (c.name == "agree") {
    auto answer = take_effect(it.what);
    auto text = it.is_lost ? std::string{} : feed(answer);
    return text.append(update());
  }
  if (c.name == "fail") return feed(campaigns::failed{it.holder, {errc::no_quorum, ""}});
  errc code = errc::refused;
  for (auto known : {errc::unknown_session, errc::overloaded, errc::not_holder})
    if (to_string(known) == c.word(1)) code = known;
  if (std::holds_alternative<campaigns::propose_campaign>(it.what))
    return feed(campaigns::campaigned{it.holder, failure{code, "not now"}});
  return feed(campaigns::resigned{it.holder, failure{code, "not now"}});
}

std::string campaign_world::of_others(const command& c) {
  auto now = entry();
  candidate_id who{session(c.word(0)), holder_id{1}};
  if (c.name == "campaigns") {
    auto t = terms(c);
    auto done = table_.campaign(c.word(1), t.rules, {who, t.weight, t.data}, now);
    return done ? "" : to_string(done.error()) + "\n";
  }
  if (c.name == "resigns") {
    auto done = table_.resign(c.word(1), who, std::nullopt, now);
    return done ? "" : to_string(done.error()) + "\n";
  }
  if (c.name != "votes") throw scenario_error("no such command: " + c.name);
  const auto* in = table_.find(c.word(1));
  if (in == nullptr) throw scenario_error("nobody campaigns");
  std::optional<candidate_id> choice;
  for (const auto& other : in->candidates)
    if (other.id.session == session(c.option("for"))) choice = other.id;
  auto done = table_.vote(c.word(1), who.session, choice, now);
  return done ? "" : to_string(done.error()) + "\n";
}

std::string campaign_world::update(bool whole) {
  campaigns::update told;
  told.index = log_index{++index_};
  told.own = sessions_.count("a") == 0 ? session_id{} : session("a");
  told.voters = voters_;
  for (const auto& [name, id] : sessions_) told.names[id] = name;
  if (whole)
    told.all = std::make_shared<const std::map<std::string, election>>(table_.all());
  else
    told.events = events_;
  events_.clear();
  return feed(told);
}

std::string campaign_world::advance(duration by) {
  std::string text;
  auto until = now_ + by;
  while (machine_->next_deadline() <= until) {
    auto due = machine_->next_deadline();
    if (due <= now_) throw scenario_error("the machine wants to be woken in the past");
    now_ = due;
    auto what = feed(campaigns::tick{});
    if (!what.empty()) text += "after " + to_string(by - (until - now_)) + ":\n" + what;
  }
  now_ = until;
  return text;
}

/// What the actor that keeps the machine does when it is made anew.
std::string campaign_world::rebuild() {
  auto text = feed(campaigns::end{});
  auto kept = machine_->kept();
  for (auto& p : proposals_) p.is_lost = true;
  machine_.emplace(config_, ++generation_, std::move(kept));
  for (const auto& election : observed_) text += feed(campaigns::watched{election});
  for (const auto& [election, options] : singletons_)
    text += feed(campaigns::run_singleton{election, options});
  return text;
}

std::string campaign_world::show() const {
  std::string text;
  for (const auto& [name, held] : table_.all()) {
    text += name + " winner=" + (held.winner ? to_string(*held.winner) : "none") +
            " term=" + to_string(held.term) + " candidates:";
    for (const auto& x : held.candidates)
      text += ' ' + to_string(x.id) + " weight=" + std::to_string(x.weight);
    text += '\n';
  }
  return text.empty() ? "nobody campaigns\n" : shorten(text);
}

campaigns::owner_id campaign_world::owner(const std::string& name) {
  auto& number = owners_[name];
  if (!number) number = campaigns::owner_id{owners_.size()};
  return number;
}

session_id campaign_world::session(const std::string& name) const {
  auto at = sessions_.find(name);
  if (at == sessions_.end()) throw scenario_error(name + " is no member");
  return at->second;
}

} // namespace ringleader::testkit
