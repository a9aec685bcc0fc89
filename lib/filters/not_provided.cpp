#include "filters/not_provided.hpp"

#include <array>
#include <string_view>

namespace ceilometer::filters {
namespace {

using std::string_view;

constexpr std::array kAuthentication = {
    string_view("keystonemiddleware.auth_token:filter_factory"),
    string_view("keystonemiddleware.auth_token:AuthProtocol"),
    string_view("keystonemiddleware.auth_token:app_factory"),
    string_view("keystoneclient.middleware.auth_token:filter_factory"),
    string_view("keystone.middleware.auth_token:filter_factory"),
    string_view("egg:keystonemiddleware#auth_token"),
    string_view("keystonemiddleware.oauth2_token:filter_factory"),
    string_view("egg:keystonemiddleware#oauth2_token"),
    string_view("keystonemiddleware.oauth2_mtls_token:filter_factory"),
    string_view("egg:keystonemiddleware#oauth2_mtls_token"),
    string_view("keystonemiddleware.external_oauth2_token:filter_factory"),
    string_view("egg:keystonemiddleware#external_oauth2_token"),
    string_view("keystonemiddleware.ec2_token:filter_factory"),
    string_view("keystonemiddleware.s3_token:filter_factory"),
    string_view("oslo_middleware:BasicAuthMiddleware.factory"),
    string_view("oslo_middleware.basic_auth:BasicAuthMiddleware.factory"),
    string_view("egg:oslo.middleware#basic_auth"),
};

constexpr std::array kOrdinary = {
    string_view("oslo_middleware:CatchErrors.factory"),
    string_view("oslo_middleware.catch_errors:CatchErrors.factory"),
    string_view("oslo.middleware:CatchErrors.factory"),
    string_view("oslo.middleware.catch_errors:CatchErrors.factory"),
    string_view("egg:oslo.middleware#catch_errors"),
    string_view("oslo_middleware:CorrelationId.factory"),
    string_view("oslo_middleware.correlation_id:CorrelationId.factory"),
    string_view("oslo.middleware:CorrelationId.factory"),
    string_view("oslo.middleware.correlation_id:CorrelationId.factory"),
    string_view("egg:oslo.middleware#correlation_id"),
    string_view("oslo_middleware:Debug.factory"),
    string_view("oslo_middleware.debug:Debug.factory"),
    string_view("oslo.middleware:Debug.factory"),
    string_view("oslo.middleware.debug:Debug.factory"),
    string_view("egg:oslo.middleware#debug"),
    string_view("oslo_middleware:Healthcheck.factory"),
    string_view("oslo_middleware:Healthcheck.app_factory"),
    string_view("oslo_middleware.healthcheck:Healthcheck.factory"),
    string_view("oslo_middleware.healthcheck:Healthcheck.app_factory"),
    string_view("oslo.middleware:Healthcheck.factory"),
    string_view("egg:oslo.middleware#healthcheck"),
    string_view("oslo_middleware:HTTPProxyToWSGI.factory"),
    string_view("oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory"),
    string_view("oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGIMiddleware.factory"),
    string_view("egg:oslo.middleware#http_proxy_to_wsgi"),
    string_view("oslo_middleware:RequestBodySizeLimiter.factory"),
    string_view("oslo_middleware.sizelimit:RequestBodySizeLimiter.factory"),
    string_view("oslo.middleware:RequestBodySizeLimiter.factory"),
    string_view("oslo.middleware.sizelimit:RequestBodySizeLimiter.factory"),
    string_view("egg:oslo.middleware#sizelimit"),
    string_view("oslo_middleware:SSLMiddleware.factory"),
    string_view("oslo_middleware.ssl:SSLMiddleware.factory"),
    string_view("egg:oslo.middleware#ssl"),
    string_view("oslo_middleware:StatsMiddleware.factory"),
    string_view("oslo_middleware.stats:StatsMiddleware.factory"),
    string_view("egg:oslo.middleware#stats"),
    string_view("osprofiler.web:WsgiMiddleware.factory"),
    string_view("egg:osprofiler#osprofiler"),
    string_view("keystonemiddleware.audit:filter_factory"),
    string_view("egg:keystonemiddleware#audit"),
};

}  // namespace

void refuse_not_provided(pipeline::Registry& registry) {
  registry.add_refused(kAuthentication, pipeline::Role::kAuthentication);
  registry.add_refused(kOrdinary);
}

}  // namespace ceilometer::filters
