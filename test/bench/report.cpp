#include "bench/report.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "bench/median.hpp"

namespace ceilometer::test {

namespace {

std::string with_unit(double number, const std::string& unit) {
  return readable(number) + (unit.empty() ? "" : " " + unit);
}

}  // namespace

std::string readable(double number) {
  const double size = std::abs(number);
  std::array<char, 64> buffer{};
  if (number == std::round(number) && size < 100) {
    std::snprintf(buffer.data(), buffer.size(), "%.0f", number);
    return buffer.data();
  }
  int decimals = 0;
  if (size < 0.1)
    decimals = 4;
  else if (size < 10)
    decimals = 2;
  else if (size < 100)
    decimals = 1;
  std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, number);
  std::string text = buffer.data();
  if (decimals > 0) return text;
  const std::size_t first = text[0] == '-' ? 1 : 0;
  for (auto at = text.size(); at > first + 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

Line::Line(std::string work, std::string reference, Comparison comparison)
    : work_(std::move(work)), reference_(std::move(reference)), comparison_(std::move(comparison)) {}

void Line::add(double ours, double reference) {
  ours_.push_back(ours);
  references_.push_back(reference);
}

double Line::figure_of(std::size_t round) const {
  switch (comparison_.figure) {
    case Comparison::Figure::kOursToReference:
      return ours_[round] / references_[round];
    case Comparison::Figure::kReferenceToOurs:
      return references_[round] / ours_[round];
    case Comparison::Figure::kDifference:
      return ours_[round] - references_[round];
    case Comparison::Figure::kOurs:
      break;
  }
  return ours_[round];
}

std::string Line::goal() const {
  if (comparison_.at_least) return "at least " + readable(*comparison_.at_least);
  if (comparison_.under) return "under " + readable(*comparison_.under);
  return "";
}

std::string Line::is_met(double figure) const {
  if (!comparison_.at_least && !comparison_.under) return "";
  const bool met =
      (!comparison_.at_least || figure >= *comparison_.at_least) && (!comparison_.under || figure < *comparison_.under);
  return met ? "yes" : "**no**";
}

void Line::print(std::ostream& out) const {
  out << "| " << work_ << " | ";
  if (ours_.empty()) {
    out << " | " << reference_ << (why_not_.empty() ? "" : ": " + why_not_) << " |  | " << goal() << " |  |\n";
    return;
  }
  std::vector<double> figures;
  for (std::size_t round = 0; round < ours_.size(); ++round) figures.push_back(figure_of(round));
  const double figure = median(figures);
  const bool is_alone = comparison_.figure == Comparison::Figure::kOurs;
  out << with_unit(median(ours_), comparison_.unit) << " | ";
  if (is_alone) {
    out << reference_;
  } else {
    out << reference_ << ": " << with_unit(median(references_), comparison_.reference_unit);
  }
  out << " | " << readable(figure) << " | " << goal() << " | " << is_met(figure) << " |\n";
}

Line& Report::line(std::string work, std::string reference, Comparison comparison) {
  return lines_.emplace_back(std::move(work), std::move(reference), std::move(comparison));
}

void Report::print(std::ostream& out) const {
  out << "| work | ours | reference | figure | goal | met |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& line : lines_) line.print(out);
  if (!notes_.empty()) out << "\n" << notes_;
}

}  // namespace ceilometer::test
