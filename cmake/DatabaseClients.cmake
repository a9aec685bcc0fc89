# The client libraries of databases: headers only, since the drivers load the libraries where a configuration needs them.
# Defines the targets libpq_headers and libmariadb_headers where they are found and wanted.
function(ceilometer_client target wanted header what)
  if(NOT ${wanted})
    return()
  endif()
  find_path(${target}_DIR ${header} PATH_SUFFIXES ${ARGN})
  if(NOT ${target}_DIR)
    message(STATUS "${header} was not found: the driver of ${what} is not built")
    return()
  endif()
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${${target}_DIR}")
endfunction()

ceilometer_client(libpq_headers CEILOMETER_POSTGRESQL libpq-fe.h PostgreSQL postgresql)
ceilometer_client(libmariadb_headers CEILOMETER_MYSQL mysql.h "MySQL and MariaDB" mariadb mysql)
