#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/mariadb_server.hpp"

namespace ceilometer::test {

/// A node of a GaleraCluster.
class GaleraNode final : public MariadbServer {
 public:
  /// What stands in its configuration besides what all nodes have, and whether it makes tables of its own: one that
  /// does not gets the others'.
  GaleraNode(std::vector<std::string> options, bool is_first);

  /// Joins the cluster and returns when it is up to date. One that was killed says how far it had come, as Debian's
  /// unit has it do.
  void start() override;
  /// Starts the cluster itself.
  void found_cluster();
  /// One of the server's wsrep_ variables, "" where it does not answer.
  std::string status(const std::string& variable) const;

 private:
  std::string recovered_position();
};

/// MariaDB's Galera cluster on the loopback interface.
class GaleraCluster {
 public:
  static bool is_installed();

  /// Started, and all of its nodes up to date.
  explicit GaleraCluster(int nodes);

  int size() const { return static_cast<int>(nodes_.size()); }
  GaleraNode& node(int index) { return *nodes_.at(static_cast<std::size_t>(index)); }
  /// Where the nodes listen.
  std::vector<int> ports() const;

 private:
  std::vector<std::unique_ptr<GaleraNode>> nodes_;
};

}  // namespace ceilometer::test
