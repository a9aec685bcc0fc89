#include "storage/mysql/library.hpp"

#include "base/dynamic_library.hpp"

namespace ceilometer::storage::mysql {

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
  const auto library = DynamicLibrary::open("libmariadb.so.3");
  if (!library) return library.error();
  Library l;
  Binder bind(*library);
  bind("mysql_init", l.init)("mysql_optionsv", l.options)("mysql_ssl_set", l.ssl_set)("mysql_real_connect", l.connect);
  bind("mysql_close", l.close)("mysql_errno", l.error_number)("mysql_error", l.error_message);
  bind("mysql_get_server_info", l.server_info)("mysql_get_socket", l.socket)("mysql_real_query", l.query);
  bind("mysql_send_query", l.send_query)("mysql_read_query_result", l.read_query_result);
  bind("mysql_store_result", l.store_result)("mysql_free_result", l.free_result);
  bind("mysql_fetch_field_direct", l.field)("mysql_num_fields", l.fields)("mysql_stmt_init", l.stmt_init);
  bind("mysql_stmt_prepare", l.stmt_prepare)("mysql_stmt_param_count", l.stmt_param_count);
  bind("mysql_stmt_result_metadata", l.stmt_result_metadata)("mysql_stmt_bind_param", l.stmt_bind_param);
  bind("mysql_stmt_bind_result", l.stmt_bind_result)("mysql_stmt_execute", l.stmt_execute);
  bind("mysql_stmt_fetch", l.stmt_fetch)("mysql_stmt_fetch_column", l.stmt_fetch_column);
  bind("mysql_stmt_free_result", l.stmt_free_result)("mysql_stmt_insert_id", l.stmt_insert_id);
  bind("mysql_stmt_errno", l.stmt_error_number)("mysql_stmt_error", l.stmt_error_message);
  bind("mysql_stmt_close", l.stmt_close);
  if (!bind.result()) return bind.result().error();
  return l;
}

}  // namespace ceilometer::storage::mysql
