// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/option_table.hpp>

#include <ringleader/base/ports/driver_bounds.hpp>
#include <ringleader/control/control_config.hpp>
#include <ringleader/entities/directory.hpp>
#include <ringleader/formation/founding.hpp>
#include <ringleader/membership/member.hpp>
#include <ringleader/options/option_values.hpp>
#include <ringleader/options/timing_presets.hpp>
#include <ringleader/registry/limits.hpp>
#include <ringleader/routing/routing_config.hpp>

namespace ringleader {

namespace {

using namespace option_values;

// A value that two of them take must suit both.
using consensus::raft_config;
constexpr auto partition_bounds =
  registry::partition_bounds.within(directory_options::partition_bounds);
constexpr name_bytes text_bytes{0, registry::text_bytes_max};
constexpr name_bytes sent_text_bytes = text_bytes.within({0, hello_text_max});
constexpr auto session_bounds = session_config::ttl_bounds(raft_config::election_timeout_bounds,
                                                           raft_config::drift_margin_bounds);
constexpr auto margin_bounds = session_config::margin_bounds(raft_config::election_timeout_bounds,
                                                             raft_config::drift_margin_bounds);
constexpr bounds<std::uint32_t> stash_mib_bounds{
  static_cast<std::uint32_t>(routing::routing_config::bytes_bounds.least >> 20),
  static_cast<std::uint32_t>(routing::routing_config::bytes_bounds.most >> 20)};
constexpr bounds<std::uint32_t> data_mib_bounds{
  static_cast<std::uint32_t>(data_file_bounds.least >> 20),
  static_cast<std::uint32_t>(data_file_bounds.most >> 20)};

// No machine holds to these.
constexpr bounds<duration> join_timeout_bounds{std::chrono::milliseconds{1},
                                               std::chrono::hours{24}};
constexpr bounds<std::uint32_t> mailbox_bounds{1, 1 << 20};
constexpr bounds<std::uint32_t> thread_bounds{0, 1024};

std::vector<option_row> cluster_rows() {
  return {
    row("cluster", "name", "TEXT", sent_text_bytes, &node_options::name,
        "The node's name, unique in the cluster. Without it the node is called by its advertised "
        "endpoint. A restarted node keeps its name."),
    row("cluster", "cluster", "TEXT", name_bytes{1, sent_text_bytes.most}, &node_options::cluster,
        "The cluster's name. A data directory, a founder or a seed node with another one is "
        "refused, so that two clusters never mix by a wrong address."),
    row("cluster", "founders", "HOST:PORT,...",
        to_string(formation::founding_config::founders_bounds) +
          " distinct endpoints; an odd number is best",
        &node_options::founders,
        "Makes a new cluster together with these nodes: the same list for each of them, this node "
        "included, in any start order. Nothing is founded before all of them have answered. "
        "Later starts may keep the list; it is then used to find the cluster."),
    row("cluster", "seeds", "HOST:PORT,...", "distinct endpoints", &node_options::seeds,
        "Joins the running cluster through any of these seed nodes. Without founders and seed "
        "nodes the node is a cluster of its own."),
    row("cluster", "partitions", "COUNT", partition_bounds, &node_options::partitions,
        "Number of partitions, fixed when the cluster is founded; a node with another number is "
        "refused. Larger: finer balance and more owners, but a larger table for every node. Ten "
        "to a hundred for each node that the cluster may ever have."),
    row("cluster", "placement", "TEXT", placement_name{&node_options::placement},
        "How partitions are given to nodes, fixed when the cluster is founded; a node with "
        "another one is refused. balanced: exact shares by weight, and no more moves than "
        "they take. The others depend on the members alone, so that anybody can compute "
        "them, but shares are less even. ring: consistent hashing with virtual nodes. "
        "rendezvous: the best draw of all members. jump: equal shares whatever the "
        "weights, and many moves unless the youngest member leaves."),
    row("cluster", "voters", "COUNT", odd{control::control_config::voters_bounds},
        &node_options::voters,
        "How many nodes hold the control log as voters while there are as many: a majority "
        "of them must live. A growing cluster adds two at a time, and a voter that is gone "
        "for " +
          in_words(control::control_config{}.gone_after) +
          ", or for the session TTL if that is longer, is replaced by another node. More: survives "
          "more failures, and each commit waits for more disks. Founders beyond it stay."),
    row(
      "cluster", "join-timeout", "DURATION", or_zero{"for ever", join_timeout_bounds},
      &node_options::join_timeout,
      "How long a start may wait for founders or seed nodes. Longer: survives a slow start of the "
      "others. Shorter: a wrong address is noticed earlier."),
  };
}

std::vector<option_row> member_rows() {
  return {
    row("member", "roles", "TEXT,...",
        words{&node_options::roles, registry::roles_max, {1, text_bytes.most}},
        "What this node is there for, as the application names it; entity types and locks may be "
        "bound to a role."),
    row("member", "zone", "TEXT", text_bytes, &node_options::zone,
        "Rack, site or availability zone. Replicas of a partition are placed in distinct zones "
        "where there are enough of them."),
    row("member", "weight", "DECIMAL", thousandths{&node_options::weight, member_weight_bounds},
        "This node's share of the partitions compared with the others'. 2.0 owns twice as many as "
        "1.0; a node of weight 0 takes none, and while no other node is there the partitions stay "
        "without an owner."),
    row("member", "app-version", "TEXT", text_bytes, &node_options::app_version,
        "The application's version as it is shown in views and in the status; the framework does "
        "not judge it."),
  };
}

std::vector<option_row> network_rows() {
  return {
    row("network", "listen", "HOST:PORT", "port 0 takes a free one", &node_options::listen,
        "Where the node listens for other nodes, clients and admin commands."),
    row("network", "advertise", "HOST:PORT", "no wildcard, no port 0", &node_options::advertise,
        "Where others reach this node, if that is not where it listens: behind address translation "
        "or with a wildcard --listen."),
    row("network", "insecure", &node_options::insecure,
        "Allows to listen on other addresses than loopback without TLS. Whoever reaches the port "
        "then commands the cluster."),
    row("network", "tls-cert", "FILE", "PEM", &node_options::tls_cert,
        "This node's certificate chain; it must grant the name and the role, with a URI "
        "ringleader:CLUSTER/node/NAME among its alternative names."),
    row("network", "tls-key", "FILE", "PEM", &node_options::tls_key,
        "The certificate's private key."),
    row("network", "tls-ca", "FILE", "PEM", &node_options::tls_ca,
        "The authorities that sign the certificates of this cluster. Use one of your own: whoever "
        "it signs for may join."),
  };
}

std::vector<option_row> storage_rows() {
  return {
    row("storage", "data-dir", "DIRECTORY", "on a local file system", &node_options::data_dir,
        "Keeps the node's identity and its copy of the control log here; it is made if its parent "
        "exists. Without it everything is in memory and each start is a new voter: a cluster whose "
        "majority stops at once is then lost."),
    row("storage", "data-max-mib", "COUNT", data_mib_bounds, &node_options::data_max_mib,
        "Most MiB that the data file may grow to; a node that needs more stops with disk_full and "
        "starts again with a larger number. Larger: address space, no memory and no disk before "
        "it is needed. Four times the largest snapshot of the control log is enough."),
  };
}

/// First of its section: the single times are read after it.
option_row timing_row() {
  option_row all{"timing",
                 "timing",
                 "NAME",
                 timing_names(),
                 "Sets the four times below for one machine (local), one site (lan), or sites far "
                 "apart (wan); one that is given by itself goes before it. The same on every node.",
                 {},
                 {},
                 timing_of};
  all.read = [](node_options& options, const std::string& text, const std::string& as) {
    auto ok = set_timing(options, text);
    if (!ok) return result<void>{errc::invalid_option, as + ": " + ok.error().message};
    return ok;
  };
  all.check = [](const node_options&, const std::string&) { return result<void>{}; };
  return all;
}

std::vector<option_row> timing_rows() {
  return {
    timing_row(),
    row("timing", "heartbeat", "DURATION", raft_config::heartbeat_bounds, &node_options::heartbeat,
        "How often the control leader calls its followers: at most 1/" +
          std::to_string(raft_config::rounds_in_timeout) +
          " of the election timeout. Shorter: lost messages matter less, more traffic. Each T "
          "below is the election timeout."),
    row("timing", "election-timeout", "DURATION", raft_config::election_timeout_bounds,
        &node_options::election_timeout,
        "T: a follower that hears nothing for T to 2T starts an election. Longer: no elections "
        "caused by pauses, slower failover. At least ten round trips between the voters. The same "
        "on every node."),
    row("timing", "session-ttl", "DURATION", session_bounds, &node_options::session_ttl,
        "A node whose session is not renewed for this time, plus the margin, loses its partitions "
        "and locks. At least " +
          std::to_string(session_config::elections_in_ttl) +
          " T. Longer: long pauses cost nothing, slower failover. The same on every node."),
    row(
      "timing", "lease-margin", "DURATION", margin_bounds, &node_options::lease_margin,
      "Taken off the lease by its holder and added to it by the control leader, so that clocks of "
      "different rate and slow calls do not make two owners. At least " +
        std::to_string(100 / session_config::margins_in_ttl_most) + " % and at most 1/" +
        std::to_string(session_config::margins_in_ttl_least) +
        " of the session TTL. Longer: safer, slower failover."),
  };
}

std::vector<option_row> entity_rows() {
  return {
    row("entities", "idle-after", "DURATION", or_zero{"never", directory_options::idle_bounds},
        &node_options::idle_after,
        "An activation without a message for this time is passivated. Longer: fewer restarts of "
        "activations, more memory."),
    row("entities", "stash-max", "COUNT",
        directory_options::stash_bounds.within(routing::routing_config::stash_bounds),
        &node_options::stash_max,
        "Most messages that wait for one entity that starts, moves or is frozen; more are answered "
        "`overloaded`. Larger: bridges longer moves, more memory."),
    row("entities", "stash-max-mib", "COUNT", stash_mib_bounds, &node_options::stash_max_mib,
        "Most MiB that such messages take together, and again those that were sent and are not "
        "answered yet; more are answered `overloaded`. Larger: as for their number."),
    row("entities", "mailbox-max", "COUNT", mailbox_bounds, &node_options::mailbox_max,
        "Most messages that wait in the mailbox of one activation; more are answered `overloaded`. "
        "Larger: absorbs bursts, but whoever waits at the end waits longer."),
    row(
      "entities", "threads", "COUNT", thread_bounds, &node_options::threads,
      "Threads that run the application's actors and route messages; 0 is one for each processor. "
      "More than processors helps only actors that block. The control plane has its own."),
  };
}

std::vector<option_row> logging_rows() {
  return {
    row("logging", "log-level", "LEVELS", "trace, debug, info, warn, error, off",
        log_levels{&node_options::log_level},
        "Least level of the lines that are written, for all areas or for some: "
        "`info,raft=debug,transport=warn`. Areas are node, raft, store, transport, membership, "
        "partitions, entities, locks, leader and supervisor."),
    row("logging", "log-file", "FILE", "", &node_options::log_file,
        "Appends log lines to this file instead of stderr."),
  };
}

std::vector<option_row> admin_rows() {
  return {
    row("admin", "at", "HOST:PORT", "", &node_options::at,
        "The node that a subcommand asks; by default where --listen says."),
    row("admin", "json", &node_options::json,
        "Subcommands print JSON, for programs, instead of text."),
    row("admin", "to", "FILE", "a new file, or a directory", &node_options::to,
        "Where `backup` puts the copy. In a directory it gets a name of its own; nothing is "
        "overwritten."),
    row("admin", "from", "FILE", "made by `backup`", &node_options::from,
        "The copy that `restore` makes a new cluster from."),
    row("admin", "force-new-cluster", &node_options::force_new_cluster,
        "What `recover` asks for: the directory becomes a cluster of its own, and what only the "
        "other voters know is lost."),
  };
}

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

} // namespace

const std::vector<option_row>& option_table() {
  static const std::vector<option_row> table = [] {
    std::vector<option_row> all;
    for (auto* rows : {cluster_rows, member_rows, network_rows, storage_rows, timing_rows,
                       entity_rows, logging_rows, admin_rows})
      for (auto& r : rows()) all.push_back(std::move(r));
    return all;
  }();
  return table;
}

std::string environment_name(const std::string& option) {
  std::string name = "RINGLEADER_";
  for (auto c : option)
    name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::string configuration_page() {
  std::string page =
    "# Configuration\n\n"
    "This page is made from the table of options that the program itself reads\n"
    "(`framework/ringleader/options/option_table.cpp`); a test compares them.\n\n"
    "An option is taken from the first of these that names it: the command line (`--data-dir x`),\n"
    "the environment (`RINGLEADER_DATA_DIR=x`), the options file (`data-dir = x`), the default.\n"
    "`--options-file FILE`, or `RINGLEADER_OPTIONS_FILE`, names the file; a `#` begins a comment.\n"
    "A flag is `--json` on the command line and `true` or `false` elsewhere. An empty variable\n"
    "counts as not set.\n"
    "An unknown name on the command line or in the file is refused; other variables of the\n"
    "environment are left alone. `--help` prints what follows in short, `--version` the "
    "release.\n\n"
    "Durations carry their unit: `250ms`, `1.5s`, `2m`, `1h`. Lists are separated by commas.\n";
  const node_options defaults;
  std::string section;
  for (auto& row : option_table()) {
    if (row.section != section) {
      section = row.section;
      page += "\n## " + section + "\n";
    }
    auto value = row.print(defaults);
    page += "\n### --" + row.name + (row.is_flag() ? "" : ' ' + row.type) + "\n\n";
    page += row.help + "\n\n| environment | default | range |\n|---|---|---|\n";
    page += "| `" + environment_name(row.name) + "` | " +
            (value.empty() ? "none" : '`' + cell(value) + '`') + " | " +
            (row.is_flag()       ? "true or false"
             : row.range.empty() ? "any"
                                 : cell(row.range)) +
            " |\n";
  }
  return page;
}

} // namespace ringleader
