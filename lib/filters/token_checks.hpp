#pragma once

#include <string>
#include <string_view>

#include "http/request.hpp"
#include "identity/token.hpp"

namespace ceilometer::filters {

/// [keystone_authtoken] enforce_token_bind: whether a token that is bound to a client's other proof of identity is
/// taken without it.
struct BindPolicy {
  enum class Mode {
    kDisabled,    ///< nothing is checked
    kPermissive,  ///< kinds that are known are checked, others let pass
    kStrict,      ///< unknown kinds are refused
    kRequired,    ///< and so is a token that is not bound
    kNamed,       ///< the token must be bound by `name`; other kinds as in kStrict
  };
  Mode mode = Mode::kPermissive;
  std::string name = {};

  /// Any word is a mode or the name of a kind.
  static BindPolicy parse(std::string_view word);
};

/// Whether the token's binding, or the lack of one, lets this client use it. Kerberos is the one kind that is known:
/// the host must have authenticated the client by Negotiate as the principal that the token names.
bool is_bind_satisfied(const BindPolicy& policy, const identity::Token& token, const http::Request& request);

/// Whether the rules of an application credential let it make this request of a service of type `service_type`. A token
/// without such rules may do anything; with rules, an empty or unknown `service_type` may do nothing.
/// `through_service`: a service that is one passes the request on, so it was not the user's to ask for.
bool is_allowed_by_access_rules(const identity::Token& token, std::string_view service_type,
                                const http::Request& request, bool through_service);

/// Whether a path fits an access rule's pattern: `*` and `{name}` stand for one segment's text, `**` for any text. Time
/// and memory are bounded by the product of both lengths.
bool matches_path(std::string_view pattern, std::string_view path);

}  // namespace ceilometer::filters
