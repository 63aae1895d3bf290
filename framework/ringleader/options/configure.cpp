// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/configure.hpp>

#include <ringleader/base/ports/driver_bounds.hpp>
#include <ringleader/options/option_rules.hpp>
#include <ringleader/options/option_table.hpp>
#include <ringleader/options/plain_text.hpp>
#include <ringleader/registry/member_check.hpp>

#include <algorithm>

namespace ringleader {

namespace {

// Each node has one group.
constexpr group_id only_group{1};

/// How the fields of all machines are called on the command line.
field_names on_the_command_line(const node_options& o) {
  auto name = o.name.empty() ? "--name, by default the advertised endpoint," : "--name";
  return {{"heartbeat", "--heartbeat"},
          {"election_timeout", "--election-timeout"},
          {"ttl", "--session-ttl"},
          {"margin", "--lease-margin"},
          {"drift_margin", "--lease-margin"},
          {"mark_memory", "--session-ttl plus --lease-margin"},
          {"cluster_name", "--cluster"},
          {"partition_count", "--partitions"},
          {"partitions", "--partitions"},
          {"placement", "--placement"},
          {"voters", "--voters"},
          {"founders", "--founders"},
          {"endpoint", "--advertise"},
          {"advertise", "--advertise"},
          {"name", name},
          {"roles", "--roles"},
          {"zone", "--zone"},
          {"weight", "--weight"},
          {"app_version", "--app-version"},
          {"join_pause", "--election-timeout"},
          {"join_pause_max", "--session-ttl"},
          {"join_timeout", "--join-timeout"},
          {"idle_after", "--idle-after"},
          {"stash_max", "--stash-max"},
          {"stash_total_max", "--stash-max"},
          {"stash_bytes_max", "--stash-max-mib"},
          {"bytes_max", "--stash-max-mib"}};
}

/// Values by themselves, however they came into the options.
result<void> check_values(const node_options& o) {
  for (auto& row : option_table())
    if (auto ok = row.check(o, "--" + row.name); !ok) return ok;
  return {};
}

failure refusal(const result<void>& no) {
  return {errc::invalid_option, one_line(no.error().message)};
}

node_identity somebody(const node_options& o) {
  auto at = advertised_endpoint(o, o.listen);
  return {store_id{1}, node_name(o, at), at};
}

registry::cluster_settings cluster_of(const node_options& o) {
  registry::cluster_settings own;
  own.cluster_name = o.cluster;
  own.partition_count = o.partitions;
  own.ttl = o.session_ttl;
  own.margin = o.lease_margin;
  own.election_timeout = o.election_timeout;
  own.placement = *parse_placement(o.placement); // check_values saw it
  return own;
}

control::control_config control_of(const node_options& o, const node_identity& who) {
  control::control_config config;
  config.raft.group = only_group;
  config.raft.self = who.store;
  config.raft.heartbeat = o.heartbeat;
  config.raft.election_timeout = o.election_timeout;
  config.raft.drift_margin = o.lease_margin;
  config.raft.mark_memory = o.session_ttl + o.lease_margin;
  config.own = cluster_of(o);
  config.task_interval = std::min(config.task_interval, o.election_timeout);
  config.voters = o.voters;
  config.gone_after = std::max(config.gone_after, o.session_ttl);
  return config;
}

registry::join member_of(const node_options& o, const node_identity& who) {
  registry::join member;
  member.name = who.name;
  member.advertise = who.advertise;
  member.store = who.store;
  member.roles = {o.roles.begin(), o.roles.end()};
  member.zone = o.zone;
  member.weight = o.weight;
  member.app_version = o.app_version;
  member.own = cluster_of(o);
  return member;
}

formation::forming_config forming_of(const node_options& o, const node_identity& who) {
  formation::forming_config config;
  config.cluster_name = o.cluster;
  config.name = who.name;
  config.self = who.store;
  config.advertise = who.advertise;
  for (auto& founder : o.founders) config.founders.push_back(to_string(founder));
  config.has_seeds = !o.seeds.empty();
  return config;
}

joiner_config joining_of(const node_options& o, const node_identity& who) {
  joiner_config config;
  config.sessions = cluster_of(o).sessions();
  config.self = who.store;
  config.join_pause = o.election_timeout;
  config.join_pause_max = o.session_ttl;
  if (!o.alone()) config.join_timeout = o.join_timeout;
  config.configured = o.founders;
  config.configured.insert(config.configured.end(), o.seeds.begin(), o.seeds.end());
  return config;
}

routing::routing_config routing_of(const node_options& o) {
  routing::routing_config config;
  config.partitions = o.partitions;
  config.stash_max = o.stash_max;
  config.bytes_max = std::uint64_t{o.stash_max_mib} << 20;
  return config;
}

directory_options entities_of(const node_options& o) {
  directory_options wanted;
  wanted.partitions = o.partitions;
  wanted.idle_after =
    o.idle_after == duration::zero() ? directory_options::idle_bounds.most : o.idle_after;
  wanted.stash_max = o.stash_max;
  wanted.stash_total_max = std::max(wanted.stash_total_max, o.stash_max);
  wanted.stash_bytes_max = std::uint64_t{o.stash_max_mib} << 20;
  return wanted;
}

result<void> check_hello(const transport_settings& t, const node_identity& who,
                         const field_names& called) {
  if (auto ok = check_size(called("name"), who.name, {1, hello_text_max}); !ok) return ok;
  return check_size(called("cluster_name"), t.cluster_name, {1, hello_text_max});
}

} // namespace

result<node_configuration> configure(const node_options& options,
                                     const std::optional<node_identity>& identity) {
  if (auto ok = check_values(options); !ok) return refusal(ok);
  if (auto ok = check_rules(options); !ok) return refusal(ok);
  auto who = identity.value_or(somebody(options));
  node_configuration all;
  all.control = control_of(options, who);
  all.member = member_of(options, who);
  all.forming = forming_of(options, who);
  all.joining = joining_of(options, who);
  all.routing = routing_of(options);
  all.entities = entities_of(options);
  all.locks = {options.session_ttl, options.lease_margin};
  all.store = {options.data_dir, options.cluster, std::size_t{options.data_max_mib} << 20};
  all.transport = {options.advertise, options.name,    options.cluster, options.insecure,
                   options.tls_cert,  options.tls_key, options.tls_ca};
  auto called = on_the_command_line(options);
  const result<void> checks[] = {
    check_hello(all.transport, who, called),
    all.control.validate(called),
    registry::check_member(all.member, called),
    all.entities.validate(called),
    all.forming.validate(called),
    all.joining.validate(called),
    all.routing.validate(called),
    all.locks.validate(),
    all.elections.validate(),
  };
  for (auto& one : checks)
    if (!one) return refusal(one);
  return all;
}

} // namespace ringleader
