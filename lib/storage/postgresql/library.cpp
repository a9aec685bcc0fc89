#include "storage/postgresql/library.hpp"

#include "base/dynamic_library.hpp"

namespace ceilometer::storage::postgresql {

namespace {

/// Binds one after the other until one is not there.
class Binder {
 public:
  explicit Binder(const DynamicLibrary& library) : library_(library) {}

  template <class F>
  Binder& operator()(const char* symbol, F*& function) {
    if (bound_) bound_ = library_.bind(symbol, function);
    return *this;
  }
  const Result<void>& result() const { return bound_; }

 private:
  const DynamicLibrary& library_;
  Result<void> bound_{};
};

}  // namespace

Result<Library> Library::load() {
  const auto library = DynamicLibrary::open("libpq.so.5");
  if (!library) return library.error();
  Library l;
  Binder bind(*library);
  bind("PQconndefaults", l.conndefaults)("PQconninfoFree", l.conninfo_free)("PQconnectdbParams", l.connect);
  bind("PQfinish", l.finish)("PQstatus", l.status)("PQtransactionStatus", l.transaction_status);
  bind("PQerrorMessage", l.error_message)("PQsocket", l.socket)("PQsetnonblocking", l.set_nonblocking);
  bind("PQflush", l.flush)("PQconsumeInput", l.consume_input)("PQisBusy", l.is_busy)("PQsendQuery", l.send_query);
  bind("PQsendPrepare", l.send_prepare)("PQsendQueryPrepared", l.send_query_prepared);
  bind("PQsetSingleRowMode", l.set_single_row_mode)("PQgetResult", l.get_result)("PQresultStatus", l.result_status);
  bind("PQresultErrorField", l.result_error_field)("PQcmdStatus", l.command_status)("PQclear", l.clear);
  bind("PQntuples", l.tuples)("PQgetisnull", l.is_null)("PQgetvalue", l.value)("PQgetlength", l.length);
  bind("PQgetCancel", l.get_cancel)("PQcancel", l.cancel)("PQfreeCancel", l.free_cancel);
  bind("PQsetNoticeProcessor", l.set_notice_processor);
  if (!bind.result()) return bind.result().error();
  return l;
}

}  // namespace ceilometer::storage::postgresql
