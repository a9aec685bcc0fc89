#include "support/galera_cluster.hpp"

#include <unistd.h>

#include <filesystem>
#include <utility>

namespace ceilometer::test {
namespace {

constexpr const char* kProvider = "/usr/lib/galera/libgalera_smm.so";

/// As many, none twice.
std::vector<int> free_ports(int count) {
  std::vector<int> ports;
  while (static_cast<int>(ports.size()) < count) {
    const int port = free_port();
    bool is_new = true;
    for (const int other : ports) is_new = is_new && other != port;
    if (is_new) ports.push_back(port);
  }
  return ports;
}

std::string address(int port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

GaleraNode::GaleraNode(std::vector<std::string> options, bool is_first)
    : MariadbServer(std::move(options), is_first ? Tables::kOwn : Tables::kNone) {}

std::string GaleraNode::status(const std::string& variable) const {
  const Finished finished = client("", "SHOW GLOBAL STATUS LIKE 'wsrep_" + variable + "'", false);
  const auto tab = finished.output.find('\t');
  if (finished.code != 0 || tab == std::string::npos) return "";
  return finished.output.substr(tab + 1, finished.output.find('\n') - tab - 1);
}

void GaleraNode::found_cluster() {
  start_with({"--wsrep-new-cluster"}, [this] { return status("local_state_comment") == "Synced"; });
}

void GaleraNode::start() {
  std::vector<std::string> options;
  if (const std::string position = recovered_position(); !position.empty()) {
    options.push_back("--wsrep-start-position=" + position);
  }
  start_with(options,
             [this] { return status("local_state_comment") == "Synced" && status("cluster_status") == "Primary"; });
}

/// With it the others send what it has missed, without it everything.
std::string GaleraNode::recovered_position() {
  if (!std::filesystem::exists(path("data/ibdata1"))) return "";
  const std::string said = checked(command({"--wsrep-recover"}));
  constexpr std::string_view kMark = "Recovered position: ";
  const auto found = said.find(kMark);
  if (found == std::string::npos) return "";
  const auto begin = found + kMark.size();
  return said.substr(begin, said.find_first_of("\r\n", begin) - begin);
}

bool GaleraCluster::is_installed() {
  for (const auto* program : {"/usr/sbin/mariadbd", "/usr/bin/rsync", kProvider}) {
    if (::access(program, R_OK) != 0) return false;
  }
  return true;
}

GaleraCluster::GaleraCluster(int nodes) {
  const std::vector<int> all = free_ports(3 * nodes);
  std::string members;
  for (int i = 0; i < nodes; ++i) members += (i > 0 ? "," : "") + address(all[static_cast<std::size_t>(3 * i)]);
  for (int i = 0; i < nodes; ++i) {
    const int* ports = &all[static_cast<std::size_t>(3 * i)];
    // A lost node is given up after seconds, not a quarter of a minute.
    const std::string provider = "gmcast.listen_addr=tcp://" + address(ports[0]) +
                                 ";ist.recv_addr=" + address(ports[1]) +
                                 ";gcache.size=32M;evs.keepalive_period=PT0.5S;evs.inactive_check_period=PT0.5S;"
                                 "evs.suspect_timeout=PT3S;evs.inactive_timeout=PT8S";
    nodes_.push_back(std::make_unique<GaleraNode>(
        std::vector<std::string>{
            "--wsrep-on=ON", std::string("--wsrep-provider=") + kProvider, "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2", "--wsrep-cluster-name=ceilometer",
            "--wsrep-cluster-address=gcomm://" + members, "--wsrep-node-name=node" + std::to_string(i),
            "--wsrep-node-address=" + address(ports[0]), "--wsrep-sst-method=rsync",
            "--wsrep-sst-receive-address=" + address(ports[2]), "--wsrep-provider-options=" + provider},
        i == 0));
  }
  nodes_.front()->found_cluster();
  for (int i = 1; i < nodes; ++i) node(i).start();
}

std::vector<int> GaleraCluster::ports() const {
  std::vector<int> all;
  for (const auto& node : nodes_) all.push_back(node->port());
  return all;
}

}  // namespace ceilometer::test
