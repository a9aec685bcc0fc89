#pragma once

#include <libpq-fe.h>

#include "base/result.hpp"

namespace ceilometer::storage::postgresql {

/// PostgreSQL's client library, as far as it is used here. Loaded where a configuration names a PostgreSQL database.
struct Library {
  /// The error is a sentence with the system's reason.
  static Result<Library> load();

  decltype(&::PQconndefaults) conndefaults = nullptr;
  decltype(&::PQconninfoFree) conninfo_free = nullptr;
  decltype(&::PQconnectdbParams) connect = nullptr;
  decltype(&::PQfinish) finish = nullptr;
  decltype(&::PQstatus) status = nullptr;
  decltype(&::PQtransactionStatus) transaction_status = nullptr;
  decltype(&::PQerrorMessage) error_message = nullptr;
  decltype(&::PQsocket) socket = nullptr;
  decltype(&::PQsetnonblocking) set_nonblocking = nullptr;
  decltype(&::PQflush) flush = nullptr;
  decltype(&::PQconsumeInput) consume_input = nullptr;
  decltype(&::PQisBusy) is_busy = nullptr;
  decltype(&::PQsendQuery) send_query = nullptr;
  decltype(&::PQsendPrepare) send_prepare = nullptr;
  decltype(&::PQsendQueryPrepared) send_query_prepared = nullptr;
  decltype(&::PQsetSingleRowMode) set_single_row_mode = nullptr;
  decltype(&::PQgetResult) get_result = nullptr;
  decltype(&::PQresultStatus) result_status = nullptr;
  decltype(&::PQresultErrorField) result_error_field = nullptr;
  decltype(&::PQcmdStatus) command_status = nullptr;
  decltype(&::PQclear) clear = nullptr;
  decltype(&::PQntuples) tuples = nullptr;
  decltype(&::PQgetisnull) is_null = nullptr;
  decltype(&::PQgetvalue) value = nullptr;
  decltype(&::PQgetlength) length = nullptr;
  decltype(&::PQgetCancel) get_cancel = nullptr;
  decltype(&::PQcancel) cancel = nullptr;
  decltype(&::PQfreeCancel) free_cancel = nullptr;
  decltype(&::PQsetNoticeProcessor) set_notice_processor = nullptr;
};

}  // namespace ceilometer::storage::postgresql
