# localhost/postgres:15 (bookworm) and :17 (trixie). Sourced after image.sh.
# As in the images people run: user and group postgres are 999, C.UTF-8, programs in /usr/lib/postgresql/MAJOR/bin. Left out: the
# just-in-time compiler (120 MB of LLVM), Perl and what only package installation needs.


image_postgres() {
    local v=$1 l=usr/lib/x86_64-linux-gnu
    rootfs "$(postgres_suite "$v")" "$OUT/layer.tar" --variant=minbase --include="postgresql-$v" \
        --dpkgopt="path-exclude=/$l/libLLVM*" --dpkgopt='path-exclude=/usr/lib/llvm-*' \
        --dpkgopt="path-exclude=/usr/lib/postgresql/$v/lib/bitcode/*" --dpkgopt="path-exclude=/usr/lib/postgresql/$v/lib/llvmjit*" \
        --essential-hook='echo postgres:x:999: >> "$1/etc/group"; echo "postgres:!::" >> "$1/etc/gshadow"' \
        --essential-hook='echo postgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/bash >> "$1/etc/passwd"; echo "postgres:!:19000::::::" >> "$1/etc/shadow"' \
        --essential-hook='mkdir -p "$1/etc/postgresql-common"; echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"' \
        --customize-hook="upload $ENG/files/pg-entrypoint /usr/local/bin/pg-entrypoint" \
        --customize-hook='chmod 755 "$1/usr/local/bin/pg-entrypoint"; mkdir -p "$1/var/log/postgresql" "$1/docker-entrypoint-initdb.d"' \
        --customize-hook='rm -rf "$1"/usr/share/perl "$1"/usr/share/perl5 "$1"/'$l'/perl "$1"/'$l'/libperl.so* "$1"/'$l'/libz3.so*' \
        --skip=cleanup/run         --customize-hook='mkdir -p "$1/run/postgresql"; chmod 3777 "$1/run/postgresql"; chown 999:999 "$1/run/postgresql" "$1/var/lib/postgresql"'
    image "localhost/postgres:$v" "$(jq -cn --arg v "$v" '{Entrypoint: ["/usr/local/bin/pg-entrypoint"], StopSignal: "SIGINT",
        ExposedPorts: {"5432/tcp": {}}, Env: ["LANG=C.UTF-8", "PG_MAJOR=\($v)", "PGDATA=/var/lib/postgresql/data",
        "PATH=/usr/lib/postgresql/\($v)/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}')" "$OUT/layer.tar"
    rm "$OUT/layer.tar"
}
