// SPDX-License-Identifier: BSD-3-Clause
#include "zookeeper_trio.hpp"

#include "../../processes/support/free_endpoint.hpp"

#include <filesystem>
#include <fstream>

namespace ringleader::bench {

namespace {

constexpr auto java = "/usr/bin/java";
constexpr auto classes = "/usr/share/java/zookeeper.jar"; // names the others that it needs

} // namespace

bool zookeeper_trio::installed() {
  return std::filesystem::exists(java) && std::filesystem::exists(classes);
}

zookeeper_trio::zookeeper_trio(const data_place& place) {
  std::string servers;
  for (std::size_t i = 0; i < size; ++i) {
    clients_[i] = free_endpoint();
    auto quorum = free_endpoint(), election = free_endpoint();
    servers += "server." + std::to_string(i + 1) + '=' + to_string(quorum) + ':' +
               std::to_string(election.port) + '\n';
  }
  for (std::size_t i = 0; i < size; ++i) {
    auto name = "z" + std::to_string(i);
    auto directory = place / (name + ".data"), config = place / (name + ".cfg");
    std::filesystem::create_directory(directory);
    std::ofstream{directory + "/myid"} << i + 1 << '\n';
    std::ofstream{config} << "tickTime=2000\ninitLimit=10\nsyncLimit=5\nadmin.enableServer=false\n"
                          << "dataDir=" << directory << "\nclientPortAddress=" << clients_[i].host
                          << "\nclientPort=" << clients_[i].port << '\n'
                          << servers;
    command_line command{java, "-cp", classes, "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                         config};
    members_[i] = std::make_unique<child_process>(command, place / (name + ".log"));
  }
}

} // namespace ringleader::bench
