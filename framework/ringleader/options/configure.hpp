// SPDX-License-Identifier: BSD-3-Clause
/// configure: options in, the configuration of every machine of a node out, and what its drivers
/// are told. The one place where a value of node_options becomes a value of anything else, and
/// where it is refused.
///
///   auto all = configure(options);                           // before anything is opened
///   if (!all) return complain(all.error());                  // one line; exit status 2
///   ...
///   all = configure(options, node_identity{store, name, advertise});   // once it is known
///   control_machine machine{all->control, ...};
///
/// The bounds are those of the machines: configure() asks each machine's own validate() and tells
/// it how its fields are called on the command line. What it accepts every machine accepts.
///
/// To add a machine: a member of node_configuration, a function in configure.cpp that fills it in,
/// its validate() among the checks, and the names of its fields.
///
/// Does not open, listen or look anything up: a directory may be missing, a port be taken.
#pragma once

#include <ringleader/control/control_config.hpp>
#include <ringleader/elections/campaign_config.hpp>
#include <ringleader/entities/directory.hpp>
#include <ringleader/formation/forming.hpp>
#include <ringleader/locks/lock_client.hpp>
#include <ringleader/membership/joiner.hpp>
#include <ringleader/options/node_options.hpp>
#include <ringleader/registry/session_commands.hpp>
#include <ringleader/routing/routing_config.hpp>

namespace ringleader {

/// Who the node turns out to be once its store is open and it listens.
struct node_identity {
  store_id store;
  std::string name;
  endpoint advertise;
};

/// What a store is told.
struct store_settings {
  std::string path; // empty: in memory
  std::string cluster_name;
  std::size_t data_bytes_max = 0;
};

/// What a transport is told.
struct transport_settings {
  std::optional<endpoint> advertise; // none: where it listens
  std::string name; // empty: where it is dialed, which is not known before it listens
  std::string cluster_name;
  bool insecure = false;
  std::string tls_cert; // empty: without TLS
  std::string tls_key;
  std::string tls_ca;
};

struct node_configuration {
  /// Without the cluster's id, which is not known before the node founds or joins one, and without
  /// a seed.
  control::control_config control;

  /// Without boot, host and lock file.
  registry::join member;

  /// Without a fresh cluster id.
  formation::forming_config forming;

  joiner_config joining;
  routing::routing_config routing;
  directory_options entities;
  locks::lock_client_options locks;
  campaign_config elections;

  store_settings store;
  transport_settings transport;

  const registry::cluster_settings& cluster() const { return control.own; }
};

/// A refusal is invalid_option with one line that names the option as on the command line, its
/// value, what is allowed and why. Without an identity some other stands in for it.
result<node_configuration> configure(const node_options& options,
                                     const std::optional<node_identity>& who = std::nullopt);

} // namespace ringleader
