# Shared by every command of eng/: places, messages, locks, content keys. Sourced, never run.
set -Eeuo pipefail
shopt -s inherit_errexit
trap '[ $? = 3 ] || echo "${BASH_SOURCE[0]##*/}:$LINENO: failed: $BASH_COMMAND" >&2' ERR   # 3: die has said why

ENG=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT=$(dirname "$ENG")
CACHE=${HOWDAH_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/howdah}
SEED=${HOWDAH_SEED:-$(dirname "$ROOT")/shared/tools}         # bundles of what the recipes produce; optional
case $CACHE in /*) ;; *) CACHE=$PWD/$CACHE ;; esac
export HOWDAH_CACHE=$CACHE

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 3; }
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
need_root() { [ "$(id -u)" = 0 ] || die "$1 needs root (namespaces, cgroups, chroot): run it with sudo"; }
seconds_since() { echo $(($(date +%s) - $1)); }

# key FILE|=TEXT... : 16 hexadecimal digits that change when a file's content, its name or a text changes.
key() {
    local x
    for x in "$@"; do
        case $x in
        =*) printf '%s\n' "$x" ;;
        *) printf '%s ' "${x##*/}"; sha256sum < "$x" ;;
        esac
    done | sha256sum | cut -c1-16
}

# locked NAME cmd... : one at a time among all processes that use this cache. Runs cmd in a subshell.
locked() {
    local name=$1; shift
    mkdir -p "$CACHE/locks"
    (
        exec {lock}> "$CACHE/locks/$name"
        flock -n "$lock" || { say "waiting for another process that holds '$name'"; flock "$lock"; }
        "$@"
    )
}

# made DIR cmd... : DIR exists afterwards; cmd fills $OUT, which becomes DIR only when cmd has succeeded.
made() {
    [ -e "$1" ] || locked "$(printf %s "${1#"$CACHE"/}" | tr / .)" _made "$@"
}
_made() {
    local dir=$1 t0; t0=$(date +%s); shift
    [ ! -e "$dir" ] || return 0
    OUT=$dir.new; rm -rf "$OUT"; mkdir -p "$OUT"
    say "making ${dir#"$CACHE"/} ..."
    "$@" >&2
    mv "$OUT" "$dir"
    say "made ${dir#"$CACHE"/} in $(seconds_since "$t0") s"
}

# prune DIR-PREFIX N : of the things made under this prefix, keeps the N used last
prune() {
    local d
    { ls -dt "$1"-???????????????? 2> /dev/null || true; } | tail -n "+$(($2 + 1))" | while read -r d; do rm -rf "$d"; done
}

# seeded BUNDLE SHA256 : unpacks a bundle into $OUT if it is there and is what the recipe is known to produce.
seeded() {
    [ -r "$SEED/$1" ] || return 1
    [ "$(sha256sum < "$SEED/$1" | cut -d' ' -f1)" = "$2" ] || { say "ignoring $SEED/$1: not the expected content"; return 1; }
    program xz xz-utils
    tar -C "$OUT" -xJf "$SEED/$1" || die "cannot unpack $SEED/$1"
}

release_locks() { # for the child about to become, or to start, a daemon: it must not hold our locks for as long as it lives
    local f
    for f in /proc/self/fd/*; do f=${f##*/}; [ "$f" -le 2 ] || eval "exec $f>&-" 2> /dev/null; done
}

# detached LOG cmd... : in the background, in a session of its own; prints its process id
detached() {
    local out=$1; shift
    (release_locks; exec setsid "$@" > "$out" 2>&1 < /dev/null) &
    echo $!
}

# wait_for SECONDS WHAT cmd... : polls cmd until it succeeds.
wait_for() {
    local s=$1 what=$2 end=$((SECONDS + $1)); shift 2
    until "$@" > /dev/null 2>&1; do
        [ $SECONDS -lt $end ] || { say "no $what within $s s"; return 1; }
        sleep 0.2
    done
}

free_port() { # a TCP port of 127.0.0.1 on which nobody listens now
    local p
    for _ in {1..50}; do
        p=$((RANDOM % 12000 + 20000))
        (: < "/dev/tcp/127.0.0.1/$p") 2> /dev/null || { echo $p; return; }
    done
    die "no free port found"
}
