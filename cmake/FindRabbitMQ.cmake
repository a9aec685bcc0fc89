# Finds librabbitmq's headers. Defines the imported target RabbitMQ::headers; the library itself is loaded when a
# configuration needs it (lib/notify/rabbit/library.cpp), so nothing is linked.
find_path(RabbitMQ_INCLUDE_DIR amqp_ssl_socket.h)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(RabbitMQ REQUIRED_VARS RabbitMQ_INCLUDE_DIR)
if(RabbitMQ_FOUND AND NOT TARGET RabbitMQ::headers)
  add_library(RabbitMQ::headers INTERFACE IMPORTED)
  set_target_properties(RabbitMQ::headers PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${RabbitMQ_INCLUDE_DIR}")
endif()
