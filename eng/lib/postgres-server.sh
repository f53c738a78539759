# PostgreSQL's programs for tests, with the C library and all else they need, in one directory tree that any user can run. Sourced after tools.sh.

POSTGRES_VERSIONS='15 17'
postgres_suite() { case $1 in 15) echo bookworm ;; 17) echo trixie ;; *) die "PostgreSQL 15 and 17 are known here, not '$1'" ;; esac }

# The server refuses to run as root, so root's tests run it as "nobody", which every Debian has in its passwd file. Others run it themselves.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd /; exec setpriv --reuid=65534 --regid=65534 --clear-groups -- env HOME=/tmp "$@")
    else
        (cd /; exec "$@")
    fi
}

# server_home : a directory that the server's user can reach. The cache, unless it is inside a closed home directory such as root's.
server_home() {
    mkdir -p "$CACHE/postgres"; chmod 755 "$CACHE/postgres"
    if as_server test -x "$CACHE/postgres"; then echo "$CACHE/postgres"; return; fi
    local d; d=/var/tmp/howdah-$(id -u)-$(key "=$CACHE")
    mkdir -p "$d"
    [ -O "$d" ] && [ ! -L "$d" ] || die "$d belongs to somebody else"
    chmod 755 "$d"
    echo "$d"
}

# postgres_tree MAJOR : sets PGROOT, the tree, and PGBIN, its programs
postgres_tree() {
    postgres_suite "$1" > /dev/null
    PGROOT=$(server_home)/$1-$(key "$ENG/lib/postgres-server.sh" "=$1"); PGBIN=$PGROOT/usr/lib/postgresql/$1/bin
    made "$PGROOT" _postgres_tree "$1" "$PGROOT"
}
_postgres_tree() {
    local v=$1 final=$2 suite f l=usr/lib/x86_64-linux-gnu packages
    suite=$(postgres_suite "$v")
    [ -e /usr/share/zoneinfo/UTC ] || die "PostgreSQL needs the time zones of the system: apt-get install tzdata"
    program patchelf patchelf
    # of all it depends on, the libraries: no interpreter, no account tools, no just-in-time compiler (LLVM)
    packages=$(closure "$suite" "postgresql-$v" | grep -E "^(postgresql-$v|postgresql-client-$v|libc6|lib.*)$" |
        grep -vE '^(libllvm|libz3|libperl|libdb5|libgdbm|.*-perl$|libpam-|libsemanage|libsepol|libaudit|libc-)')
    # shellcheck disable=SC2086
    unpack "$suite" "$OUT" $packages libpam0g libaudit1
    [ -L "$OUT/lib" ] || [ ! -d "$OUT/lib" ] || { mkdir -p "$OUT/$l"; cp -a "$OUT"/lib/x86_64-linux-gnu/. "$OUT/$l/"; }
    rm -rf "$OUT"/{lib,lib64,etc,bin,sbin,var,usr/share/doc,usr/share/man,usr/share/locale,usr/share/lintian} \
        "$OUT/usr/lib/postgresql/$v/lib/bitcode" "$OUT/usr/lib/postgresql/$v/lib/"llvmjit*
    # their own C library, whatever the machine's is: the programs name the loader and the libraries of this tree
    for f in "$OUT/usr/lib/postgresql/$v/bin"/*; do
        [ "$(head -c 4 "$f" | tail -c 3)" = ELF ] || continue
        patchelf --set-interpreter "$final/$l/ld-linux-x86-64.so.2" --force-rpath --set-rpath "$final/$l" "$f"
    done
    chmod -R a+rX "$OUT"
}
