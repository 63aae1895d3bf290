// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/cluster/simulated_links.hpp>
#include <ringleader/testkit/cluster/simulated_node.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

/// A node's configuration, but for the scheduler.
struct simulated_config : system_config {
  explicit simulated_config(const std::function<void(system_config&)>& add_types)
    : system_config(1) {
    set("scheduler.policy", caf::atom("testing"));
    if (add_types) add_types(*this);
  }
};

class simulated_clock_port final : public clock_port {
public:
  simulated_clock_port(const timeline& world, simulated_clock clock)
    : world_(world), clock_(clock) {}
  instant now() const override { return clock_.at(world_.now()); }

private:
  const timeline& world_;
  simulated_clock clock_;
};

class simulated_entropy final : public entropy_port {
public:
  explicit simulated_entropy(std::uint64_t seed) : random_(seed) {}
  std::uint64_t next() override {
    for (;;)
      if (auto drawn = random_.next(); drawn != 0) return drawn;
  }

private:
  random_source random_;
};

stored_state formatted(random_source& random) {
  stored_state empty;
  empty.identity.store = store_id{random.next()};
  return empty;
}

} // namespace

struct simulated_node::process {
  explicit process(const std::function<void(system_config&)>& add_types)
    : cfg(add_types), sys(cfg),
      sched(dynamic_cast<caf::scheduler::test_coordinator&>(sys.scheduler())) {}

  simulated_config cfg;
  caf::actor_system sys;
  caf::scheduler::test_coordinator& sched;
  std::optional<ringleader::node> node;
  std::vector<caf::actor> owned;
};

simulated_node::simulated_node(std::size_t number, timeline& world, simulated_links& links,
                               std::uint64_t seed)
  : number_(number), world_(world), links_(links), random_(seed),
    disk_(formatted(random_), random_.next()) {}

simulated_node::~simulated_node() {
  if (is_up()) crash(false);
}

ringleader::node& simulated_node::node() {
  EXPECTS(process_ != nullptr && process_->node);
  return *process_->node;
}

caf::actor_system& simulated_node::system() {
  EXPECTS(process_ != nullptr);
  return process_->sys;
}

void simulated_node::own(caf::actor handle) { process_->owned.push_back(std::move(handle)); }

node_ports simulated_node::ports(const node_options& options) {
  node_ports ports;
  ports.clock = std::make_shared<simulated_clock_port>(world_, clock_);
  ports.entropy = std::make_shared<simulated_entropy>(random_.next());
  ports.host_boot = "machine " + std::to_string(number_);
  ports.open_store = [this, name = options.cluster]() -> result<opened_store> {
    writes_ = std::make_shared<store_writes>(world_, disk_);
    opened_store opened;
    opened.store = std::make_unique<simulated_store>(writes_);
    opened.state = disk_.stored();
    opened.state.identity.cluster_name = name;
    opened.lock_file = {1, number_ + 1};
    return opened;
  };
  ports.make_transport = [this, options](store_id store, boot_id boot, cluster_id cluster,
                                         const endpoint& listen) -> std::unique_ptr<transport> {
    peer_info who{store, boot, peer_role::node, options.name, listen, cluster};
    return std::make_unique<simulated_transport>(links_, number_, std::move(who));
  };
  return ports;
}

void simulated_node::start(const node_options& options, std::int64_t clock_error_ppm,
                           const std::function<void(system_config&)>& add_types,
                           const std::function<void(simulated_node&)>& on_start) {
  EXPECTS(process_ == nullptr);
  failed_.reset();
  clock_ = simulated_clock{world_.now(),
                           random_.between(std::chrono::seconds{1}, std::chrono::hours{1000}),
                           clock_error_ppm};
  process_ = std::make_unique<process>(add_types);
  process_->sched.advance_time(clock_.at(world_.now()).time_since_epoch() -
                               process_->sched.clock().now().time_since_epoch());
  auto started = ringleader::node::assemble(process_->sys, options, ports(options));
  EXPECTS(started.ok()); // the options are the simulation's own
  process_->node.emplace(std::move(*started));
  process_->node->on_failure([this](const failure& why) { failed_ = why; });
  if (on_start) on_start(*this);
}

void simulated_node::end_actors() {
  auto& sched = process_->sched;
  do {
    sched.clock().cancel_all(); // a timer holds its receiver
    sched.run();
  } while (sched.has_job() || sched.has_pending_timeout());
}

void simulated_node::crash(bool silently) {
  EXPECTS(process_ != nullptr);
  // From here on nothing that the process does is seen by others, its remaining steps included.
  ending_ = true;
  links_.lose(number_, silently);
  if (writes_) writes_->lose();
  auto& tree = process_->node->tree();
  tree.context().lease.clear();
  tree.kill();
  for (auto& handle : process_->owned) caf::anon_send_exit(handle, caf::exit_reason::kill);
  process_->owned.clear();
  end_actors();
  tree.close_ports();
  process_->node.reset();
  end_actors();
  process_.reset();
  writes_.reset();
  paused_ = false;
  ending_ = false;
}

bool simulated_node::has_job() const {
  return process_ != nullptr && !paused_ && process_->sched.has_job();
}

std::size_t simulated_node::run_job(random_source& random) {
  auto& jobs = process_->sched.jobs;
  auto count = jobs.size();
  auto chosen = static_cast<std::ptrdiff_t>(random.below(count));
  std::rotate(jobs.begin(), jobs.begin() + chosen, jobs.end());
  process_->sched.try_run_once();
  return count;
}

instant simulated_node::next_timer() const {
  if (process_ == nullptr || paused_) return never;
  auto& timers = process_->sched.clock().schedule();
  if (timers.empty()) return never;
  return clock_.world_of(instant{duration{timers.begin()->first.time_since_epoch()}});
}

void simulated_node::trigger_timers() {
  if (process_ == nullptr || paused_) return;
  auto& sched = process_->sched;
  auto local = clock_.at(world_.now()).time_since_epoch();
  auto shown = sched.clock().now().time_since_epoch();
  if (local > shown) sched.advance_time(local - shown);
}

} // namespace ringleader::testkit
