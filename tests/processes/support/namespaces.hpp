// SPDX-License-Identifier: BSD-3-Clause
/// namespaces: each node in a network namespace of its own, joined by a bridge, so that packets get
/// lost as they do between machines: no reset, no refusal, the kernel's own TCP on both ends.
///
///   if (auto why = namespaces::why_not()) { WARN("skipped: " << *why); return; }
///   namespaces wires;
///   cluster all{3, nullptr, inside(wires)};
///   wires.unplug("a");
///
/// The calling thread moves into a namespace of its own for good: one such test a process.
#pragma once

#include "node_place.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ringleader {

class namespaces {
public:
  /// What this machine lacks; none: it has all that is needed.
  static std::optional<std::string> why_not();

  namespaces();

  node_place add(const std::string& name);

  /// No packet to or from this node arrives.
  void unplug(const std::string& name);
  void plug(const std::string& name);

  /// No packet that `from` sends to `to` arrives.
  void silence(const std::string& from, const std::string& to);
  void heal(const std::string& from, const std::string& to);

private:
  struct port {
    std::string wire; // the bridge's end
    std::string address;
    std::unique_ptr<child_process> holder; // keeps the namespace
    command_line within() const;
  };

  std::map<std::string, port> ports_;
};

/// Puts nodes into those namespaces, which must outlive them.
placing inside(namespaces& wires);

} // namespace ringleader
