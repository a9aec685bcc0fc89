#pragma once

#include <string>

#include "support/httpd_server.hpp"

namespace ceilometer::test {

/// Files of one configured service below a server's root.
struct ServiceFiles {
  std::string database;  ///< of SQLite; "" for others
  std::string config;
  std::string paste;
};

/// Writes NAME.sqlite (a copy of the recorded data set), NAME.conf and NAME.ini: the pipeline without authentication.
/// `more` is appended to NAME.conf.
ServiceFiles write_service(HttpdServer& server, const std::string& name, const std::string& more = "");

/// The same on a database that is there, by its URL; writes NAME.conf and NAME.ini only.
ServiceFiles write_service_of(HttpdServer& server, const std::string& name, const std::string& url,
                              const std::string& more = "");

/// The lines of a VirtualHost that serves it at `prefix`.
std::string serve(const ServiceFiles& files, const std::string& prefix = "/");

/// Adds copies of one meter's samples until it has `samples` more: for answers of any length.
void grow(const ServiceFiles& files, long samples);

/// A number that a statement finds in the database.
long ask(const std::string& database, const std::string& sql);

/// A text that a statement finds there, "" where it finds none.
std::string ask_text(const std::string& database, const std::string& sql);

/// Runs statements on the database.
void execute(const std::string& database, const std::string& sql);

}  // namespace ceilometer::test
