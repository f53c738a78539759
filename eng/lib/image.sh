# Container images without a container engine. Sourced after tools.sh.

# image NAME:TAG CONFIG-JSON LAYER.tar... : writes $OUT/image.tar in the form of `docker save`, lowest layer first
image() {
    local name=$1 config=$2 w n=0 layer sums=(); shift 2
    w=$(mktemp -d "$OUT/image.XXXX")
    for layer in "$@"; do
        ln "$layer" "$w/layer$n.tar" 2> /dev/null || cp "$layer" "$w/layer$n.tar"
        sums+=("sha256:$(sha256sum < "$layer" | cut -d' ' -f1)"); n=$((n + 1))
    done
    jq -cn --argjson c "$config" '{architecture: "amd64", os: "linux", created: "1970-01-01T00:00:00Z", config: $c,
        rootfs: {type: "layers", diff_ids: $ARGS.positional},
        history: [$ARGS.positional[] | {created: "1970-01-01T00:00:00Z", created_by: "eng/images"}]}' --args "${sums[@]}" > "$w/config.json"
    jq -cn --arg n "$name" --argjson l $n '[{Config: "config.json", RepoTags: [$n], Layers: [range($l) | "layer\(.).tar"]}]' > "$w/manifest.json"
    tar -C "$w" -cf "$OUT/image.tar" manifest.json config.json $(cd "$w" && ls layer*.tar)
    rm -rf "$w"
}

# layer_of DIR LAYER.tar : the same bytes for the same content
layer_of() {
    tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$2" .
}

# pause: PID 1 of a pod sandbox; holds the namespaces, reaps orphans, ends on SIGTERM. Debian's catatonit does just that.
image_pause() {
    mkdir -p "$OUT/root"; cp "$TOOLS/usr/bin/catatonit" "$OUT/root/pause"
    layer_of "$OUT/root" "$OUT/layer.tar"
    image localhost/pause:1 '{"Entrypoint": ["/pause", "-P"], "User": "65535:65535"}' "$OUT/layer.tar"
    rm -rf "$OUT/root" "$OUT/layer.tar"
}

# rootfs SUITE LAYER.tar mmdebstrap-option... : a Debian root file system, without documentation and translations
rootfs() {
    local suite=$1 layer=$2 x; shift 2
    local opts=(--aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"')
    for x in '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/info/*' '/usr/share/locale/*' '/usr/share/lintian/*' '/usr/share/bug/*'; do
        opts+=(--dpkgopt="path-exclude=$x")
    done
    [ "$suite" = bookworm ] || opts+=("--hook-dir=$TOOLS/usr/share/mmdebstrap/hooks/merged-usr")
    mkdir -p "$OUT/tmp"
    sources "$suite" | grep '^deb ' |
        TMPDIR=$OUT/tmp SOURCE_DATE_EPOCH=0 with_tools mmdebstrap --quiet --mode=root --format=tar "${opts[@]}" "$@" \
            --customize-hook='rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/var/log/* "$1"/var/cache/debconf/*-old' \
            "$suite" "$layer" -
    rm -rf "$OUT/tmp"
}
