#include "conformance/runner.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <regex>
#include <thread>
#include <utility>

#include "conformance/client.hpp"
#include "conformance/compare.hpp"
#include "conformance/recording.hpp"

namespace ceilometer::conformance {
namespace {

bool is_wording(const std::string& difference) { return difference.starts_with("wording"); }

/// What the options select, in order.
Result<std::vector<Exchange>> selected(const Options& options) {
  auto all = load_recording(options.recording);
  if (!all) return all;
  std::regex without;
  try {
    without = std::regex(options.without);
  } catch (const std::regex_error&) {
    return Error{"--without " + options.without + " is no regular expression"};
  }
  const auto unwanted = [&](const Exchange& e) {
    const std::string of = kind(e);
    const bool named = e.id.find(options.only) != std::string::npos || of.find(options.only) != std::string::npos ||
                       e.path.find(options.only) != std::string::npos;
    const bool of_kind =
        options.kinds.empty() || std::find(options.kinds.begin(), options.kinds.end(), of) != options.kinds.end();
    return !named || !of_kind ||
           (!options.without.empty() && std::regex_search(e.path + " " + std::string(e.header("Accept")), without));
  };
  std::erase_if(*all, unwanted);
  return all;
}

/// Asks exchanges first, first + step, ... before end, each into its own place of `found`.
void ask(const Options& options, const std::vector<Exchange>& exchanges, const Known& known, std::size_t first,
         std::size_t end, std::size_t step, std::vector<std::string>& found) {
  Client client(options.base);
  const std::string prefix = prefix_of(options.base);
  for (std::size_t i = first; i < end; i += step) {
    found[i] = difference(exchanges[i], client.send(exchanges[i]), prefix, known).value_or("");
  }
}

Report summed(const std::vector<Exchange>& exchanges, std::vector<std::string> found, bool status_only) {
  Report report;
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    const Exchange& exchange = exchanges[i];
    Counts& row = report.table[kind(exchange)];
    const bool wording = is_wording(found[i]);
    ++(found[i].empty() ? row.exact : wording ? row.wording : row.other);
    ++(found[i].empty() || (wording && status_only) ? report.passed : report.failed);
    report.findings.push_back({exchange.id, exchange.method + " " + exchange.path, std::move(found[i])});
  }
  return report;
}

}  // namespace

Result<Report> check(const Options& options) {
  const auto exchanges = selected(options);
  if (!exchanges) return exchanges.error();
  Known known;
  known.learn(*exchanges, prefix_of(options.base));
  const auto is_write = [](const Exchange& e) { return kind(e) == "post samples"; };
  const auto write = std::find_if(exchanges->begin(), exchanges->end(), is_write);
  const auto first_write = static_cast<std::size_t>(write - exchanges->begin());

  const ClientLibrary library;
  std::vector<std::string> found(exchanges->size());
  std::vector<std::thread> threads;
  const std::size_t clients = std::max(options.clients, 1U);
  for (std::size_t i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] { ask(options, *exchanges, known, i, first_write, clients, found); });
  }
  for (std::thread& thread : threads) thread.join();
  ask(options, *exchanges, known, first_write, exchanges->size(), 1, found);
  return summed(*exchanges, std::move(found), options.status_only);
}

void print(std::ostream& out, const Report& report, const Options& options) {
  constexpr std::size_t kShownRequest = 300;
  std::size_t shown = 0;
  for (const Finding& finding : report.findings) {
    if (finding.difference.empty() || (options.status_only && is_wording(finding.difference))) continue;
    if (++shown > options.show) break;
    out << finding.id << ' ' << finding.request.substr(0, kShownRequest) << "\n    " << finding.difference << '\n';
  }
  const auto row = [&out](const std::string& name, const auto& a, const auto& b, const auto& c) {
    out << std::left << std::setw(16) << name << std::right << ' ' << std::setw(8) << a << ' ' << std::setw(8) << b
        << ' ' << std::setw(8) << c << '\n';
  };
  row("kind", "exact", "wording", "other");
  for (const auto& [name, counts] : report.table) row(name, counts.exact, counts.wording, counts.other);
  out << report.passed << " passed, " << report.failed << " failed\n";
}

}  // namespace ceilometer::conformance
