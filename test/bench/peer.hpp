#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "support/client.hpp"

namespace ceilometer::test {

/// A meter's samples as the data set has them, for databases of another kind. Times are rounded to milliseconds, which
/// is what some of these keep.
struct Points {
  int series = 0;   ///< "resource-0000" and so on
  int samples = 0;  ///< of each
  int meter = 0;    ///< its number

  double volume(int i, int series_number) const;
  /// Milliseconds since 1970.
  static long time(int i, int series_number);
  static std::string name(int series_number);
  int hours() const;
};

/// Another database that holds these points, and answers the mean of each hour over all series. It runs while this
/// lives. Members throw std::runtime_error.
class Peer {
 public:
  virtual ~Peer() = default;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// Waits until it has put its data in order, so that answers do not become quicker by themselves.
  virtual void settle() {}
  virtual Call question() const = 0;
  /// The means in an answer, in order of time.
  virtual std::vector<double> means(const std::string& answer) const = 0;

 protected:
  Peer() = default;
};

/// A kind of peer.
struct PeerKind {
  std::string name;                   ///< with how it is asked
  std::vector<std::string> programs;  ///< that must be there
  std::string engine;                 ///< of the database server that it needs; sqlite: none
  std::unique_ptr<Peer> (*make)(const Points& points);

  bool is_installed() const;
};

std::unique_ptr<Peer> make_victoria_metrics(const Points& points);
std::unique_ptr<Peer> make_prometheus(const Points& points);
std::unique_ptr<Peer> make_gnocchi(const Points& points);

/// A server program, ended by its pid, with all that it started.
class Daemon {
 public:
  /// `port` is waited for; 0: none. What it writes goes to `log`. Throws std::runtime_error where it does not start.
  Daemon(const std::vector<std::string>& command, int port, const std::string& log);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

 private:
  pid_t pid_;
};

/// The body of an answer that must have that status, or any of 2xx. Throws std::runtime_error.
std::string body_of(Client& client, const Call& call);

/// The text of a number that is read as the same again.
std::string exact(double number);

/// A text as it stands in a URL's query.
std::string in_query(const std::string& text);

/// The means in an answer of Prometheus' query_range, which VictoriaMetrics has too.
std::vector<double> means_of_range(const std::string& answer);
/// That question, for a server on that port. Each step is the last millisecond of an hour, so that it sees the hour.
Call range_question(const Points& points, int port, const std::string& more);

}  // namespace ceilometer::test
