#include "identity/discovery.hpp"

#include <catch2/catch.hpp>

using ceilometer::identity::v3_link;

namespace {

std::string version(const std::string& id, const std::string& status, const std::string& href) {
  return R"({"id": ")" + id + R"(", "status": ")" + status +
         R"(", "links": [{"rel": "describedby", "href": "http://docs"}, )" + R"({"rel": "self", "href": ")" + href +
         "\"}]}";
}

std::string list(const std::string& versions) { return R"({"versions": {"values": [)" + versions + "]}}"; }

}  // namespace

TEST_CASE("the v3 API is found in a list of versions") {
  const std::string v2 = version("v2.0", "stable", "http://ks/v2.0/");
  CHECK(*v3_link(list(v2 + "," + version("v3.4", "stable", "http://ks/v3/")), "http://ks") == "http://ks/v3");
  CHECK(*v3_link(R"({"version": )" + version("v3.14", "stable", "http://ks/v3/") + "}", "http://ks") == "http://ks/v3");
  CHECK(*v3_link(R"({"versions": [)" + version("v3.0", "CURRENT", "/identity/v3") + "]}", "http://ks:5000/identity") ==
        "http://ks:5000/identity/v3");
  for (const std::string& none : {std::string(), std::string("[]"), std::string("<html>"), list(""), list(v2),
                                  list("7"), list(version("v3.0", "beta", "http://ks/v3")),
                                  list(version("v3.0", "stable", "file:///etc/passwd")), list(R"({"id": "v3"})")}) {
    CAPTURE(none);
    CHECK_FALSE(v3_link(none, "http://ks").ok());
  }
}

TEST_CASE("a link never takes https away from the host that was asked") {
  const auto link = [](const std::string& href) {
    return *v3_link(list(version("v3.14", "stable", href)), "https://ks:5000");
  };
  CHECK(link("http://ks:5000/v3/") == "https://ks:5000/v3");
  CHECK(link("https://ks:5000/v3/") == "https://ks:5000/v3");
  CHECK(link("https://other/v3/") == "https://other/v3");
}
