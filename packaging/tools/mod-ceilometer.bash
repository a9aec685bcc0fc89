# bash completion for mod-ceilometer: the tools' names, then what each tool completes itself.
_mod_ceilometer() {
    local tools=/usr/libexec/mod-ceilometer tool
    if [[ $COMP_CWORD -eq 1 ]]; then
        local names="help"
        for tool in "$tools"/ceilometer-*; do
            names+=" ${tool##*/ceilometer-}"
        done
        mapfile -t COMPREPLY < <(compgen -W "$names" -- "${COMP_WORDS[1]}")
        return
    fi
    tool=ceilometer-${COMP_WORDS[1]#ceilometer-}
    [[ -x $tools/$tool ]] || return
    # As if the tool had been typed alone.
    local line=${COMP_LINE#*"${COMP_WORDS[1]}"}
    COMP_POINT=$((COMP_POINT - ${#COMP_LINE} + ${#tool} + ${#line}))
    COMP_LINE=$tool$line
    COMP_WORDS=("$tool" "${COMP_WORDS[@]:2}")
    COMP_CWORD=$((COMP_CWORD - 1))
    _command_offset 0
} &&
    complete -F _mod_ceilometer mod-ceilometer
