#include <charconv>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.hpp"
#include "conformance/runner.hpp"

namespace {

using ceilometer::conformance::Options;

constexpr std::string_view kUsage =
    "usage: conform check BASE_URL RECORDING.jsonl[.xz] [--only TEXT] [--without REGEX]\n"
    "                     [--kinds A,B] [--clients N] [--show N] [--status-only]\n"
    "\n"
    "Compares a server's answers with recorded ones. The server must serve a fresh copy of the data set the recording\n"
    "was made on, without an authtoken filter, with [publisher_notifier] telemetry_driver = noop. BASE_URL may have a\n"
    "path: the prefix the API is mounted at. Exits 1 if any answer differs, 2 if nothing could be compared.\n";

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  return !text.empty() && end.ec == std::errc{} && end.ptr == text.data() + text.size();
}

/// Sets the option of that name; false where there is none, or its value is wrong.
bool set_option(Options& options, std::string_view name, std::string_view value) {
  if (name == "--only") {
    options.only = value;
  } else if (name == "--without") {
    options.without = value;
  } else if (name == "--kinds") {
    for (const std::string_view part : ceilometer::split(value, ',')) options.kinds.emplace_back(part);
  } else if (name == "--clients") {
    return read_number(value, options.clients) && options.clients > 0;
  } else if (name == "--show") {
    return read_number(value, options.show);
  } else {
    return false;
  }
  return true;
}

bool read_arguments(const std::vector<std::string_view>& arguments, Options& options) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--status-only") {
      options.status_only = true;
    } else if (!arguments[i].starts_with("--")) {
      names.push_back(arguments[i]);
    } else if (i + 1 == arguments.size() || !set_option(options, arguments[i], arguments[i + 1])) {
      return false;
    } else {
      ++i;
    }
  }
  if (names.size() != 3 || names[0] != "check" || !names[1].starts_with("http://")) return false;
  options.base = names[1];
  options.recording = names[2];
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!read_arguments({argv + 1, argv + argc}, options)) {
    std::cerr << kUsage;
    return 2;
  }
  const auto report = ceilometer::conformance::check(options);
  if (!report) {
    std::cerr << "conform: " << report.error().message << '\n';
    return 2;
  }
  print(std::cout, *report, options);
  return report->failed == 0 ? 0 : 1;
}
