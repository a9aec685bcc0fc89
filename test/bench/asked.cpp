#include "bench/asked.hpp"

#include <algorithm>

#include "bench/cpu_time.hpp"
#include "bench/load.hpp"
#include "bench/median.hpp"

namespace ceilometer::test {

Asked::Asked(const HttpdServer& server, const std::string& target, const std::string& host, int clients, double seconds)
    : httpd_(server.children()),
      port_(server.port()),
      request_(get_request(target, host)),
      clients_(clients),
      seconds_(seconds) {
  for (int i = 0; i < 3; ++i) measure();  // the better an estimate each time
  cpu_.clear();
}

double Asked::measure() {
  const long requests = std::max(static_cast<long>(rate_ * seconds_), 1L * clients_);
  const double before = cpu_time(httpd_);
  rate_ = run(requests);
  cpu_.push_back((cpu_time(httpd_) - before) / static_cast<double>(requests));
  return rate_;
}

double Asked::cpu() const { return median(cpu_); }

/// By connections of its own: those that are kept open meanwhile would take the server's places.
double Asked::run(long requests) {
  Load load(port_, request_, clients_, 200);
  const double rate = load.run(requests);
  size_ = load.body_size();
  return rate;
}

}  // namespace ceilometer::test
