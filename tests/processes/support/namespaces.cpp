// SPDX-License-Identifier: BSD-3-Clause
#include "namespaces.hpp"

#include <ringleader/base/expects.hpp>

#include <filesystem>
#include <sched.h>
#include <utility>

namespace ringleader {

namespace {

using namespace std::chrono_literals;

constexpr auto net = "10.77.0.";
constexpr std::uint16_t node_port = 4700;

std::string program(const std::string& name) {
  for (auto directory : {"/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"})
    if (std::filesystem::exists(directory + name)) return directory + name;
  return {};
}

bool done(const command_line& command) {
  return run_to_end(command, "/dev/null", 5s).end == std::optional{exit_with(0)};
}

void ip(command_line words, command_line within = {}) {
  within.push_back(program("ip"));
  within.insert(within.end(), words.begin(), words.end());
  EXPECTS(done(within));
}

std::filesystem::path net_of(const std::string& process) {
  std::error_code gone;
  return std::filesystem::read_symlink("/proc/" + process + "/ns/net", gone);
}

} // namespace

std::optional<std::string> namespaces::why_not() {
  for (auto name : {"ip", "unshare", "nsenter"})
    if (program(name).empty()) return std::string{"there is no program "} + name;
  auto unshare = program("unshare");
  if (!done({unshare, "-n", program("ip"), "link", "add", "bridge-0", "type", "bridge"}))
    return "unshare -n or a bridge inside it is not permitted here";
  if (!done({unshare, "-n", program("ip"), "link", "add", "veth-a", "type", "veth", "peer", "name",
             "veth-b"}))
    return "no veth pair can be made here";
  return std::nullopt;
}

namespaces::namespaces() {
  EXPECTS(::unshare(CLONE_NEWNET) == 0);
  ip({"link", "set", "lo", "up"});
  ip({"link", "add", "bridge-0", "type", "bridge"});
  ip({"address", "add", std::string{net} + "254/24", "dev", "bridge-0"});
  ip({"link", "set", "bridge-0", "up"});
}

command_line namespaces::port::within() const {
  return {program("nsenter"), "--net=/proc/" + std::to_string(holder->pid()) + "/ns/net"};
}

node_place namespaces::add(const std::string& name) {
  auto number = std::to_string(ports_.size() + 1);
  auto& p = ports_[name];
  p.wire = "wire-" + number;
  p.address = net + number;
  p.holder = std::make_unique<child_process>(
    command_line{program("unshare"), "-n", program("sleep"), "1d"}, "/dev/null");
  auto pid = std::to_string(p.holder->pid());
  EXPECTS(eventually(5s, [&] { return net_of(pid) != net_of("self") && !net_of(pid).empty(); }));
  ip({"link", "add", p.wire, "type", "veth", "peer", "name", "eth0", "netns", pid});
  ip({"link", "set", p.wire, "master", "bridge-0", "up"});
  ip({"link", "set", "lo", "up"}, p.within());
  ip({"address", "add", p.address + "/24", "dev", "eth0"}, p.within());
  ip({"link", "set", "eth0", "up"}, p.within());
  endpoint at{p.address, node_port};
  return {at, at, p.within(), {"--insecure"}};
}

void namespaces::unplug(const std::string& name) {
  ip({"link", "set", ports_.at(name).wire, "down"});
}

void namespaces::plug(const std::string& name) { ip({"link", "set", ports_.at(name).wire, "up"}); }

void namespaces::silence(const std::string& from, const std::string& to) {
  ip({"route", "add", "blackhole", ports_.at(to).address + "/32"}, ports_.at(from).within());
}

void namespaces::heal(const std::string& from, const std::string& to) {
  ip({"route", "delete", "blackhole", ports_.at(to).address + "/32"}, ports_.at(from).within());
}

placing inside(namespaces& wires) {
  return [&wires](const std::string& name) { return wires.add(name); };
}

} // namespace ringleader
