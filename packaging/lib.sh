# What packaging/quickstart and test/run share; sourced by sh scripts that have set `program`.
# shellcheck shell=sh disable=SC2034,SC2154

say() { printf '%s\n' "$*"; }

# die SENTENCE...: one line each, the first says what is wrong, the others what to do.
die() {
    for line in "$@"; do printf '%s: %s\n' "$program" "$line" >&2; done
    exit 1
}

missing_packages() {
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
    done
}

# need_packages NAME...: installs those of these Debian packages that are not there.
need_packages() {
    command -v apt-get >/dev/null ||
        die "this machine has no apt-get: the script knows Debian's packages only" "Install what these hold, and build as README.md says: $*"
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    [ "$(id -u)" -eq 0 ] || die "these packages are missing, and only root can install them: $missing" \
        "Run as root: apt-get install --no-install-recommends $missing"
    say "Installing $missing"
    apt_log=$(mktemp)
    # A package source of the machine's that does not answer is no reason to stop; a package that is not found is.
    apt_get update >"$apt_log" 2>&1 </dev/null || true
    # shellcheck disable=SC2086  # a list of names
    if ! apt_get install -y --no-install-recommends $missing >>"$apt_log" 2>&1 </dev/null; then
        tail -n 20 "$apt_log" >&2
        rm -f "$apt_log"
        die "apt-get could not install $missing" "Its last lines are above. Check /etc/apt/sources.list and the network, then run this again."
    fi
    rm -f "$apt_log"
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }

# Options for cmake: builds are remembered across checkouts where ccache is installed.
launcher_options() {
    if command -v ccache >/dev/null; then
        printf '%s' "-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"
    fi
}

# What building the module needs, tests apart.
build_packages="apache2-dev cmake g++ gettext libcli11-dev libcurl4-openssl-dev libmariadb-dev libpcre2-dev libpq-dev
librabbitmq-dev libsqlite3-dev libssl-dev libyaml-dev ninja-build rapidjson-dev"
