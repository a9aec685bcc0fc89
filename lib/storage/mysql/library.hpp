#pragma once

#include <mysql.h>

#include "base/result.hpp"

namespace ceilometer::storage::mysql {

/// MariaDB's client library, which speaks to MySQL too, as far as it is used here. Loaded where a configuration names
/// such a database.
struct Library {
  /// The error is a sentence with the system's reason.
  static Result<Library> load();

  decltype(&::mysql_init) init = nullptr;
  decltype(&::mysql_optionsv) options = nullptr;
  decltype(&::mysql_ssl_set) ssl_set = nullptr;
  decltype(&::mysql_real_connect) connect = nullptr;
  decltype(&::mysql_close) close = nullptr;
  decltype(&::mysql_errno) error_number = nullptr;
  decltype(&::mysql_error) error_message = nullptr;
  decltype(&::mysql_get_server_info) server_info = nullptr;
  decltype(&::mysql_get_socket) socket = nullptr;
  decltype(&::mysql_real_query) query = nullptr;
  decltype(&::mysql_send_query) send_query = nullptr;
  decltype(&::mysql_read_query_result) read_query_result = nullptr;
  decltype(&::mysql_store_result) store_result = nullptr;
  decltype(&::mysql_free_result) free_result = nullptr;
  decltype(&::mysql_fetch_field_direct) field = nullptr;
  decltype(&::mysql_num_fields) fields = nullptr;
  decltype(&::mysql_stmt_init) stmt_init = nullptr;
  decltype(&::mysql_stmt_prepare) stmt_prepare = nullptr;
  decltype(&::mysql_stmt_param_count) stmt_param_count = nullptr;
  decltype(&::mysql_stmt_result_metadata) stmt_result_metadata = nullptr;
  decltype(&::mysql_stmt_bind_param) stmt_bind_param = nullptr;
  decltype(&::mysql_stmt_bind_result) stmt_bind_result = nullptr;
  decltype(&::mysql_stmt_execute) stmt_execute = nullptr;
  decltype(&::mysql_stmt_fetch) stmt_fetch = nullptr;
  decltype(&::mysql_stmt_fetch_column) stmt_fetch_column = nullptr;
  decltype(&::mysql_stmt_free_result) stmt_free_result = nullptr;
  decltype(&::mysql_stmt_insert_id) stmt_insert_id = nullptr;
  decltype(&::mysql_stmt_errno) stmt_error_number = nullptr;
  decltype(&::mysql_stmt_error) stmt_error_message = nullptr;
  decltype(&::mysql_stmt_close) stmt_close = nullptr;
};

}  // namespace ceilometer::storage::mysql
