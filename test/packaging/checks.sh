# What the scripts in a fresh root share.
# shellcheck shell=sh disable=SC2034
set -eu
log=/tmp/log

say() { printf '%s\n' "$*"; }

fail() {
    say "FAILED: $*"
    [ ! -s "$log" ] || tail -n 40 "$log"
    exit 1
}

# quietly COMMAND...: has to succeed; its output is shown where it does not.
quietly() { "$@" >"$log" 2>&1 </dev/null || fail "$*"; }

# check COMMAND...: has to succeed.
check() { "$@" || fail "$*"; }

# deny COMMAND...: has to fail.
deny() { ! "$@" || fail "this succeeded: $*"; }

install_packages() {
    quietly apt-get -q -y -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 install "$@"
}

# package_file NAME: of the packages under test.
package_file() {
    set -- /packages/"$1"_*.deb
    [ ! -e "$1" ] || say "$1"
}

# commands_of SECTION [PAGE [NUMBER]]: the indented lines of that section of docs/packaging.md or another page; with a
# number, of its so-manieth block of such lines only.
commands_of() {
    awk -v section="$1" -v wanted="${3:-0}" '
        /^#/ { title = $0; sub(/^#+ /, "", title); inside = title == section; block = 0 }
        !/^    / { open = 0 }
        inside && /^    / {
            if (!open) ++block
            open = 1
            if (wanted == 0 || block == wanted) print substr($0, 5)
        }' "/test/${2:-packaging}.md"
}

# What Apache listens on: the site has our port, the rest of it another, both on the loopback interface alone. An
# operator's changes of conffiles.
use_port() {
    sed -i "s/^Listen 80\$/Listen 127.0.0.1:$OTHER_PORT/" /etc/apache2/ports.conf
    sed -i "s/^Listen 8777\$/Listen 127.0.0.1:$PORT/; s/^<VirtualHost \*:8777>/<VirtualHost 127.0.0.1:$PORT>/" \
        /etc/apache2/sites-available/ceilometer.conf
    check grep -q "^Listen 127.0.0.1:$PORT\$" /etc/apache2/sites-available/ceilometer.conf
}

url() { say "http://127.0.0.1:$PORT$1"; }

# wait_until COMMAND...: at most half a minute.
wait_until() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || fail "this did not become true: $*"
        sleep 0.1
    done
}

answers() { curl -sf --noproxy '*' --max-time 10 "$(url "$1")"; }

apache_pid() { cat /var/run/apache2/apache2.pid; }

post_sample() {
    cat >/tmp/sample <<SAMPLE
[{"counter_name": "room.temperature", "counter_type": "gauge", "counter_unit": "C", "counter_volume": $1,
  "resource_id": "room-1", "user_id": "me", "project_id": "home", "resource_metadata": {}}]
SAMPLE
    curl -sf --noproxy '*' --max-time 10 -H 'Content-Type: application/json' -o /tmp/posted -d @/tmp/sample \
        "$(url /v2/meters/room.temperature)"
}

# The API on our port, as docs/packaging.md says it is set up where there is no Ceilometer.
serve() {
    commands_of "A machine without Ceilometer" >/tmp/commands
    check test -s /tmp/commands
    use_port
    quietly sh -e /tmp/commands
    wait_until answers /
}
