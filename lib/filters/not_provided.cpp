#include "filters/not_provided.hpp"

#include <array>
#include <string_view>

namespace ceilometer::filters {
namespace {

using std::string_view;

constexpr std::array kAuthentication = {
    string_view("keystonemiddleware.auth_token:app_factory"),
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
    string_view("oslo_middleware:StatsMiddleware.factory"),
    string_view("oslo_middleware.stats:StatsMiddleware.factory"),
    string_view("egg:oslo.middleware#stats"),
    string_view("keystonemiddleware.audit:filter_factory"),
    string_view("egg:keystonemiddleware#audit"),
};

}  // namespace

void refuse_not_provided(pipeline::Registry& registry) {
  registry.add_refused(kAuthentication, pipeline::Role::kAuthentication);
  registry.add_refused(kOrdinary);
}

}  // namespace ceilometer::filters
