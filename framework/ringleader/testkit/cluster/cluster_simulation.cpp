// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/cluster/cluster_simulation.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

// More messages than this at one instant: an actor keeps itself busy without a pause.
constexpr std::uint64_t steps_at_once_max = 20'000'000;

std::vector<endpoint> endpoints_of(std::size_t nodes) {
  std::vector<endpoint> all;
  for (std::size_t i = 0; i < nodes; ++i)
    all.push_back({"127.0.0.1", static_cast<std::uint16_t>(4701 + i)});
  return all;
}

node_options options_of(const cluster_options& cluster, std::size_t node) {
  auto endpoints = endpoints_of(cluster.nodes);
  std::vector<endpoint> founders{endpoints.begin(), endpoints.begin() + cluster.founders};
  node_options options;
  options.name = "n" + std::to_string(node + 1);
  options.cluster = "simulated";
  options.listen = endpoints[node];
  options.partitions = cluster.partitions;
  (node < cluster.founders ? options.founders : options.seeds) = founders;
  if (cluster.nodes == 1) options.founders.clear();
  if (cluster.tune) cluster.tune(node, options);
  return options;
}

} // namespace

cluster_simulation::cluster_simulation(cluster_options options)
  : options_(std::move(options)), random_(options_.seed),
    links_(world_, endpoints_of(options_.nodes), options_.weather, random_.next()) {
  EXPECTS(options_.nodes > 0 && options_.founders > 0);
  options_.founders = std::min(options_.founders, options_.nodes);
  for (std::size_t i = 0; i < options_.nodes; ++i)
    nodes_.push_back(std::make_unique<simulated_node>(i, world_, links_, random_.next()));
}

cluster_simulation::~cluster_simulation() { nodes_.clear(); }

void cluster_simulation::start(std::size_t node) {
  EXPECTS(!is_up(node));
  auto most = options_.clock_error_ppm_max;
  auto error = static_cast<std::int64_t>(random_.below(2 * static_cast<std::uint64_t>(most) + 1));
  at(node).start(options_of(options_, node), error - most, options_.add_types, options_.on_start);
}

void cluster_simulation::start_all() {
  for (std::size_t i = 0; i < size(); ++i)
    if (!is_up(i)) start(i);
}

void cluster_simulation::crash(std::size_t node) {
  EXPECTS(is_up(node));
  if (at(node).paused()) resume(node);
  at(node).crash(random_.chance(300));
}

void cluster_simulation::pause(std::size_t node) {
  if (!is_up(node) || at(node).paused()) return;
  at(node).set_paused(true);
  links_.freeze(node);
}

void cluster_simulation::resume(std::size_t node) {
  if (!at(node).paused()) return;
  at(node).set_paused(false);
  links_.thaw(node);
  at(node).trigger_timers();
}

void cluster_simulation::isolate(std::size_t node) {
  for (std::size_t peer = 0; peer < size(); ++peer) {
    if (peer == node) continue;
    cut(node, peer);
    cut(peer, node);
  }
}

void cluster_simulation::heal() {
  for (std::size_t i = 0; i < size(); ++i) {
    resume(i);
    for (std::size_t j = 0; j < size(); ++j)
      if (i != j) mend(i, j);
  }
}

bool cluster_simulation::run_one() {
  ready_.clear();
  for (std::size_t i = 0; i < size(); ++i)
    if (nodes_[i]->has_job()) ready_.push_back(i);
  if (ready_.empty()) return false;
  auto chosen = ready_[random_.below(ready_.size())];
  auto jobs = nodes_[chosen]->run_job(random_);
  world_.mix(stable_hash(chosen, jobs));
  ++steps_;
  EXPECTS(++steps_now_ < steps_at_once_max); // time must be able to go on
  return true;
}

instant cluster_simulation::next_event() const {
  auto next = world_.next();
  for (auto& n : nodes_) next = std::min(next, n->next_timer());
  return next;
}

void cluster_simulation::move_to(instant to) {
  steps_now_ = 0;
  world_.advance(std::max(to, world_.now()));
  for (auto& n : nodes_) n->trigger_timers();
  world_.run_due();
}

void cluster_simulation::run_for(duration time) {
  run_until([] { return false; }, time);
}

bool cluster_simulation::run_until(const std::function<bool()>& reached, duration bound) {
  auto end = world_.now() + bound;
  for (;;) {
    while (run_one()) {}
    if (reached()) return true;
    auto next = next_event();
    if (next > end) break;
    move_to(next);
  }
  move_to(end);
  return reached();
}

std::string cluster_simulation::status(std::size_t node) {
  if (!is_up(node)) return {};
  links_.ask_status(node);
  std::optional<std::string> answer;
  run_until([&] { return (answer = links_.take_status(node)).has_value(); },
            std::chrono::seconds{1});
  return answer.value_or("");
}

std::optional<std::size_t> cluster_simulation::control_leader() {
  std::optional<std::size_t> leader;
  std::uint64_t newest = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    if (!is_up(i) || at(i).paused()) continue;
    auto all = nlohmann::json::parse(status(i), nullptr, false);
    if (!all.is_object() || !all.contains("control")) continue;
    auto& control = all["control"];
    auto term = control.value("term", std::uint64_t{0});
    if (control.value("role", "") != "leader" || term < newest) continue;
    leader = i;
    newest = term;
  }
  return leader;
}

} // namespace ringleader::testkit
