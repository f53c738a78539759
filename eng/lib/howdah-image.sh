# localhost/howdah:dev. Two layers: a small Debian root that hardly ever changes, and the executables of this tree. Sourced after image.sh.

HOWDAH_PACKAGES='base-files base-passwd netbase libc6 libgcc-s1 libstdc++6 libssl3 zlib1g tzdata busybox-static ca-certificates'

howdah_base() {
    HOWDAH_BASE=$CACHE/images/howdah-base-$(key "$ENG/lib/image.sh" "$ENG/lib/howdah-image.sh")
    made "$HOWDAH_BASE" _howdah_base
}
_howdah_base() { # unpacked only: no package manager, no shell but busybox's
    local r=$OUT/root p
    # shellcheck disable=SC2086
    unpack $SUITE "$r" $HOWDAH_PACKAGES
    { cat "$r/usr/share/base-passwd/passwd.master"; echo howdah:x:10001:10001:Howdah:/nonexistent:/bin/sh; } > "$r/etc/passwd"
    { cat "$r/usr/share/base-passwd/group.master"; echo howdah:x:10001:; } > "$r/etc/group"
    mkdir -p "$r/etc/ssl/certs"; cat "$r"/usr/share/ca-certificates/mozilla/*.crt > "$r/etc/ssl/certs/ca-certificates.crt"
    for p in $("$r/bin/busybox" --list-full); do [ -e "$r/$p" ] || ln -s /bin/busybox "$r/$p"; done
    rm -rf "$r"/usr/share/{ca-certificates,doc,man,locale,lintian,bug,zoneinfo/right} "$r/usr/lib/x86_64-linux-gnu/gconv" "$r"/var/lib/*
    layer_of "$r" "$OUT/layer.tar"
    rm -rf "$r"
}

image_howdah() { # image_howdah EXECUTABLE...
    mkdir -p "$OUT/root/opt/howdah"
    cp "$@" "$OUT/root/opt/howdah/"; chmod 755 "$OUT/root/opt/howdah"/*
    layer_of "$OUT/root" "$OUT/layer.tar"
    image localhost/howdah:dev '{"User": "10001:10001", "WorkingDir": "/", "Env": ["PATH=/opt/howdah:/usr/sbin:/usr/bin:/sbin:/bin",
        "DOTNET_EnableDiagnostics=0"]}' "$HOWDAH_BASE/layer.tar" "$OUT/layer.tar"
    rm -rf "$OUT/root" "$OUT/layer.tar"
}
