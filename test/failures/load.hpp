#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ceilometer::test {

/// Clients that post batches of direct samples as fast as they are answered, and what they were answered. Each post has
/// a connection of its own: libcurl sends again what a kept connection did not answer, which would be our doubling.
class Load {
 public:
  /// `url`: the API's root. `name` begins the names of all that is posted, so that loads can be told apart.
  Load(std::string url, std::string name, int clients);
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Batches that were answered 201 so far.
  long acknowledged() const { return acknowledged_; }
  /// What the last batch was told that was not acknowledged.
  std::string last_refusal();
  /// Returns when what was under way has ended.
  void stop();

  /// Each batch's status, 0 where no whole answer came. After stop().
  const std::map<std::string, int>& answers() const { return answers_; }
  /// Whether an answer of 503 came without Retry-After. After stop().
  bool lacks_retry_after() const { return lacks_retry_after_; }

 private:
  void post(int client);

  const std::string url_;
  const std::string name_;
  std::atomic<bool> ends_{false};
  std::atomic<long> acknowledged_{0};
  std::atomic<int> count_{0};
  std::mutex mutex_;
  std::map<std::string, int> answers_;
  bool lacks_retry_after_ = false;
  std::string last_refusal_;
  std::vector<std::thread> threads_;
};

/// Answers a query, each row as "a|b|NULL".
using Ask = std::function<std::vector<std::string>(const std::string& sql)>;

struct Comparison {
  long acknowledged = 0;  ///< batches that were answered 201
  long in_doubt = 0;      ///< answered otherwise, or not at all, and there
  long refused = 0;       ///< answered otherwise, or not at all, and not there
  std::vector<std::string> faults;
};

/// Compares what a load was answered with what is stored: what was acknowledged is there, all is there wholly or not at
/// all, and nothing twice.
Comparison compare(const std::map<std::string, int>& answers, const std::string& name, const Ask& ask);

/// What must not be in the tables, whoever wrote to them: rows that point nowhere or that nothing points to, meters and
/// resources that are there twice, resources without their metadata.
std::vector<std::string> faults_of_tables(const Ask& ask);

}  // namespace ceilometer::test
