#include <filesystem>

#include "bench/suite.hpp"
#include "support/service.hpp"

namespace ceilometer::test {

void serve_database(HttpdServer& server, const std::string& name, const std::string& path) {
  server.vhost(serve(write_service_of(server, name, "sqlite:///" + path)), name + ".test");
}

void serve_files(HttpdServer& server) {
  const auto directory = server.path("static");
  std::filesystem::create_directory(directory);
  server.vhost("DocumentRoot " + directory + "\n<Directory " + directory + ">\nRequire all granted\n</Directory>",
               "static.test");
}

void for_load(HttpdServer& server, int threads) {
  server.size(1, threads);
  server.global("MaxKeepAliveRequests 0\nKeepAliveTimeout 60");
}

}  // namespace ceilometer::test
