# shellcheck shell=bash
# What the set-up says, and how it runs a long command: quietly, with its output in build/setup.log, ended with the
# script that started it, and shown only when it fails.
#
# Sourced by the launcher and by tests/run.sh, which set `root` to the top of the repository.

# Exit code of the launcher when something is missing that it may not install, or when a build fails. Kept apart from
# the codes of the program itself (0 to 4 and 10).
readonly setup_failed=5

setup_log=${root:?}/build/setup.log
running_job=

say() { printf 'wmstudy: %s\n' "$*" >&2; }

# fail MESSAGE: says why and ends with the exit code of a failed set-up.
fail() {
    say "$*"
    exit "$setup_failed"
}

# quietly LABEL COMMAND...: runs the command as a process group of its own, so that an interrupt of the launcher ends
# all of it, compilers included. File descriptor 9 (the lock) is closed for it: nothing it leaves behind holds the lock.
quietly() {
    local label=$1 status=0
    shift
    mkdir -p "${setup_log%/*}"
    printf '\n== %s\n+ %s\n' "$label" "$*" >>"$setup_log"
    set -m
    "$@" </dev/null >>"$setup_log" 2>&1 9>&- &
    running_job=$!
    set +m
    wait "$running_job" || status=$?
    running_job=
    return "$status"
}

# show_log_end: what went wrong in the last command of the log: its lines that say "error", else its last lines.
show_log_end() {
    local last
    last=$(tac "$setup_log" | sed '/^== /q' | tac)
    { grep -i '\berror\b' <<<"$last" | sort -u | head -n 20 | grep . || tail -n 25 <<<"$last"; } | sed 's/^ */    /' >&2
    say "the whole log is in $setup_log"
}

stop_running_job() {
    if [[ -n $running_job ]]; then
        kill -TERM -- "-$running_job" 2>/dev/null || true
        wait "$running_job" 2>/dev/null || true
    fi
}

trap 'stop_running_job; exit 130' INT
trap 'stop_running_job; exit 143' TERM HUP
