#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "base/ports/metrics.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "policy/enforcer.hpp"
#include "policy/policy_files.hpp"
#include "policy/remote.hpp"
#include "policy/rule_set.hpp"
#include "policy/said_once.hpp"

namespace ceilometer::policy {

/// The rules of one service, read anew when their files change.
///
/// Made in the parent process, before it forks. enforcer() may be called by any thread of any child at once; one of
/// them looks at the files, once in an interval at most, while the others go on with the rules that there are. A file
/// that changed is read when it has been left alone for a moment, so that nobody's half-written file is taken for a
/// whole one. What cannot be found, read or understood, or holds no rules any more, leaves the rules as they were, and
/// is logged once per change by one of the children.
class PolicySource {
 public:
  struct Timing {
    std::chrono::milliseconds interval{1000};  ///< between two looks at the files
    std::chrono::milliseconds rest{1000};      ///< how long a file was left alone before it is read
  };

  /// Reads the rules. `logger`, and `metrics` if it is given, must outlive the source. Clients are made when rules ask
  /// servers, at start or later.
  ///
  /// The error is one sentence naming file and line, rule, or section and key: a file that is named but missing, one
  /// that cannot be read or is no mapping of rules, a server's client that cannot be made.
  static Result<std::shared_ptr<PolicySource>> load(std::shared_ptr<const config::Config> config, Logger& logger,
                                                    ClientFactory make_client, Timing timing,
                                                    Metrics* metrics = nullptr);
  static Result<std::shared_ptr<PolicySource>> load(std::shared_ptr<const config::Config> config, Logger& logger,
                                                    ClientFactory make_client) {
    return load(std::move(config), logger, std::move(make_client), Timing());
  }

  /// The rules for one request, from its start to its end. The source outlives it.
  Enforcer enforcer();

  /// The rules as they are.
  std::shared_ptr<const RuleSet> rules() const;

  /// Closes connections to servers, at a child's end.
  void close() noexcept;

  PolicySource(const PolicySource&) = delete;
  PolicySource& operator=(const PolicySource&) = delete;

 private:
  PolicySource(std::shared_ptr<const config::Config> config, Logger& logger, ClientFactory make_client, Timing timing,
               RemoteOptions options, FileMarks loaded, std::shared_ptr<const RuleSet> rules, Metrics* metrics);

  void look_if_due() noexcept;
  void look();
  bool see_files();
  bool is_at_rest(const FileMarks& marks) const;
  void read_anew(PolicyFiles files, FileMarks marks);
  Result<RuleSet> load_next(PolicyFiles files) const;
  void keep(const std::string& why, const std::string& change);
  void settle();

  const std::shared_ptr<const config::Config> config_;
  Logger& logger_;
  const ClientFactory make_client_;
  const Timing timing_;
  const RemoteOptions options_;
  Metrics* const metrics_;
  SaidOnce said_;

  mutable std::mutex rules_mutex_;
  std::shared_ptr<const RuleSet> rules_;

  std::atomic<std::int64_t> next_look_{0};  // in the steady clock's ticks
  std::mutex look_mutex_;                   // for what follows: of the thread that looks
  bool has_looked_ = false;
  bool keeps_ = false;  // rules that are not those of the files
  FileMarks loaded_;    // the files whose rules hold
  FileMarks refused_;   // files that were no good
  FileMarks pending_;   // files that may still be written to
};

}  // namespace ceilometer::policy
