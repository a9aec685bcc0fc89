#pragma once

#include <deque>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace ceilometer::test {

/// What a line of the table compares, and what it is to reach.
struct Comparison {
  enum class Figure {
    kOursToReference,  ///< how many times the reference ours is
    kReferenceToOurs,  ///< how many times ours goes into the reference: of times, how much faster
    kDifference,       ///< ours less the reference
    kOurs              ///< ours alone
  };

  Figure figure = Figure::kOursToReference;
  std::string unit;                   ///< of ours and of the reference
  std::string reference_unit = unit;  ///< where it is another
  std::optional<double> at_least{};   ///< what the figure is to be
  std::optional<double> under{};
};

/// One line of the table: in each round ours, and the reference beside it.
class Line {
 public:
  Line(std::string work, std::string reference, Comparison comparison);

  void add(double ours, double reference = 0);
  /// Instead of figures: why there are none.
  void leave_out(std::string why) { why_not_ = std::move(why); }

  /// As a row of Markdown: medians, and the median of the figures of the rounds.
  void print(std::ostream& out) const;

 private:
  double figure_of(std::size_t round) const;
  std::string goal() const;
  std::string is_met(double figure) const;

  const std::string work_;
  const std::string reference_;
  const Comparison comparison_;
  std::vector<double> ours_;
  std::vector<double> references_;
  std::string why_not_;
};

/// The suite's table, and what stands below it. Lines stay where they are when others are added.
class Report {
 public:
  Line& line(std::string work, std::string reference, Comparison comparison);
  /// A line of Markdown below the table: figures without a goal.
  void note(const std::string& text) { notes_ += text + "\n"; }

  void print(std::ostream& out) const;

 private:
  std::deque<Line> lines_;
  std::string notes_;
};

/// A number as people read it: with three digits at least where it is small, with commas where it is large.
std::string readable(double number);

}  // namespace ceilometer::test
