#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace ceilometer::conformance {

/// A sample that a test posts and remembers.
struct WorldSample {
  std::string meter;
  std::string type;
  std::string unit;
  double volume = 0;
  std::string user_id;
  std::string project_id;
  std::string resource_id;
  std::string source;     ///< as it is stored: "<project>:<source>"
  std::string timestamp;  ///< ISO 8601, as it is answered
  double seconds = 0;     ///< the timestamp, since the first sample's day
  std::string flavor;     ///< metadata.flavor
};

/// One condition of a query, as a request spells it and as what it means.
struct WorldCondition {
  std::string field;
  std::string op;  ///< "" is eq
  std::string value;
  std::function<bool(const WorldSample&)> holds;
};

/// Made-up samples of a few projects whose owners can be told from every text of theirs: ids of project p begin with p.
class World {
 public:
  World(unsigned seed, std::size_t samples);

  const std::vector<WorldSample>& samples() const { return samples_; }
  const std::vector<std::string>& projects() const { return projects_; }
  const std::vector<std::string>& meters() const { return meters_; }

  /// The body of a POST of the samples of that meter.
  std::string post_body(const std::string& meter) const;

  /// Up to three random conditions; never on the project.
  std::vector<WorldCondition> conditions();
  /// What all of them select, of one project where it is given.
  std::vector<const WorldSample*> select(const std::vector<WorldCondition>& conditions, const std::string& meter,
                                         const std::string& project) const;
  const WorldSample& any() { return samples_[pick(samples_.size())]; }
  std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

 private:
  WorldCondition condition();

  std::mt19937 random_;
  std::vector<std::string> projects_;
  std::vector<std::string> meters_;
  std::vector<WorldSample> samples_;
};

/// "?q.field=..&q.op=..&q.value=..." of the conditions, "" for none.
std::string query_string(const std::vector<WorldCondition>& conditions);

}  // namespace ceilometer::conformance
