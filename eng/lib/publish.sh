# Self-contained executables of this tree: one file each, trimmed and compiled ahead. Sourced after common.sh.
# They are made in a copy of the sources, so that publishing for another runtime does not disturb the checkout's own builds; the copy keeps
# what the compiler has made, so that a change costs no more than what depends on it.

EXECUTABLES='Operator Sidecar Worker Cli'   # projects below src/

# projects_of PROJECT : the project and all it references
projects_of() {
    local seen=" $1 " queue=("$1") p r
    while [ ${#queue[@]} -gt 0 ]; do
        p=${queue[0]}; queue=("${queue[@]:1}")
        for r in $(sed -n 's/.*<ProjectReference Include="[^"]*\/\([^/"]*\)\.csproj".*/\1/p' "$ROOT/src/$p/$p.csproj"); do
            [[ $seen == *" $r "* ]] || { seen+="$r "; queue+=("$r"); }
        done
    done
    printf '%s\n' $seen | sort
}
sources_of() { # sources_of PROJECT... : their files and those that every project is built with
    cd "$ROOT"
    {
        find Directory.*.props global.json .editorconfig eng/analyzers -type f
        find $(printf 'src/%s ' "$@") -type f -not -path '*/bin/*' -not -path '*/obj/*'
    } | LC_ALL=C sort
}
publish_key() {
    (cd "$ROOT"; sources_of $(projects_of "$1") | tr '\n' '\0' | xargs -0 sha256sum; sha256sum < "$ENG/lib/publish.sh") | sha256sum | cut -c1-16
}

# publish PROJECT : sets PUBLISHED, a directory that holds the executable and nothing else
publish() {
    PUBLISHED=$CACHE/publish/$1-$(publish_key "$1")
    made "$PUBLISHED" locked publish _publish "$1"
    touch "$PUBLISHED"; prune "$CACHE/publish/$1" 9
}
_publish() {
    command -v dotnet > /dev/null || die "dotnet not found: install the .NET SDK that global.json names"
    local tree all; tree=$CACHE/publish/tree-$(key "=$ROOT"); all=$(projects_of "$1")
    mkdir -p "$tree"
    sources_of $all > "$OUT/sources"
    (cd "$tree" && find $(printf 'src/%s ' $all) -type f -not -path '*/bin/*' -not -path '*/obj/*' 2> /dev/null || true) |
        LC_ALL=C sort | LC_ALL=C comm -23 - "$OUT/sources" | (cd "$tree" && xargs -r rm -f)
    tar -C "$ROOT" -cf - -T "$OUT/sources" | tar -C "$tree" -xf -
    rm "$OUT/sources"
    mkdir "$OUT/all"
    (cd "$tree" && release_locks && MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 dotnet publish "src/$1" -c Release -r linux-x64 --self-contained \
        -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:DebugType=embedded "-p:PathMap=$tree/=/" -p:GenerateDocumentationFile=false \
        -p:RunAnalyzers=false -p:UseSharedCompilation=false -nodeReuse:false -o "$OUT/all" -nologo -v quiet)
    find "$OUT/all" -maxdepth 1 -type f -perm -u+x -exec mv {} "$OUT/" \;
    rm -rf "$OUT/all"
}
