#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

#include "storage/fixture.hpp"

using namespace ceilometer::test;

namespace {

/// "" where a store can be made of it, without opening anything.
std::string error_of(const std::string& url) {
  RecordingLogger logger;
  try {
    make_store(url, logger);
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what()).find("s3cret") == std::string::npos);
    return error.what();
  }
  return "";
}

}  // namespace

#ifdef CEILOMETER_HAVE_POSTGRESQL
TEST_CASE("PostgreSQL URLs take libpq's parameters and no others") {
  CHECK(error_of("postgresql://u:s3cret@db/ceilometer").empty());
  CHECK(error_of("postgresql+psycopg2://u:s3cret@/ceilometer?host=/run/postgresql&port=5433&sslmode=verify-full"
                 "&sslrootcert=/etc/ssl/ca.pem&application_name=x&options=-c%20statement_timeout%3D5s")
            .empty());
  CHECK(error_of("postgresql://u:s3cret@db/ceilometer?nonsense=1") ==
        "the PostgreSQL URL's parameter \"nonsense\" is none of libpq's");
}
#endif

#ifdef CEILOMETER_HAVE_MYSQL
TEST_CASE("MySQL URLs take the parameters of Python's drivers") {
  CHECK(error_of("mysql://u:s3cret@db/ceilometer?charset=utf8").empty());
  CHECK(error_of("mysql+pymysql://u:s3cret@/ceilometer?unix_socket=/run/mysqld/mysqld.sock&use_unicode=0").empty());
  CHECK(error_of("mysql+mysqldb://u:s3cret@db:3307/ceilometer?ssl_ca=/ca.pem&ssl_cert=/c.pem&ssl_key=/k.pem"
                 "&ssl_verify_identity=true&connect_timeout=3")
            .empty());
  CHECK(error_of("mysql://u:s3cret@db/ceilometer?nonsense=1") ==
        "the MySQL URL's parameter \"nonsense\" is not known here");
  CHECK(error_of("mysql://u:s3cret@db/ceilometer?connect_timeout=never") ==
        "the MySQL URL's connect_timeout is not a number of seconds between 1 and 3600");
  CHECK(error_of("mysql://u:s3cret@db/ceilometer?ssl=perhaps") == "the MySQL URL's ssl is neither true nor false");
  CHECK(error_of("mysql://u:s3cret@db") == "the MySQL URL names no database: write mysql://user:password@host/name");
}
#endif

TEST_CASE("a database that is away says so in the log, without its password") {
  RecordingLogger logger;
  if (engine() == "sqlite") return;
  const std::string scheme = engine() == "mariadb" ? "mysql" : "postgresql";
  const auto store = make_store(scheme + "://u:s3cret@127.0.0.1:1/ceilometer", logger);
  CHECK_THROWS(found(*store, {}));
  CHECK(logger.text().find("CEIL0206") != std::string::npos);
  CHECK(logger.text().find("s3cret") == std::string::npos);
}
