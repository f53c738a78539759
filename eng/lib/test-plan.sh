# Which test projects run, what they need, and giving it to them. Sourced by eng/test.

# plan FILTER... : sets PROJECTS, names of folders below tests/, and TEST_FILTER, in the language of `dotnet test --filter`
plan() {
    local all=() f p names=() hit
    for p in tests/*.Tests/*.csproj; do all+=("$(basename "$p" .csproj)"); done
    PROJECTS=() TEST_FILTER=''
    for f in "$@"; do
        hit=''
        for p in "${all[@]}"; do [[ ${p,,} != *"${f,,}"* ]] || { PROJECTS+=("$p"); hit=1; }; done
        [ -n "$hit" ] || names+=("$f")
    done
    [ ${#PROJECTS[@]} -gt 0 ] || PROJECTS=("${all[@]}")
    for f in "${names[@]}"; do
        f=$(sed 's/[()|!=~\\]/\\&/g; s/[^&]*/(FullyQualifiedName~&|DisplayName~&)/g; s/()//g' <<< "$f")
        TEST_FILTER+=${TEST_FILTER:+|}"($f)"
    done
}

# needs postgres|search|promtool|api|pods PROJECT : a project needs what its own sources read
needs() {
    local v
    case $1 in postgres) v='HOWDAH_PG1[57]_BIN|ScratchServer' ;; search) v=HOWDAH_TEST_OPENSEARCH ;; promtool) v=HOWDAH_PROMTOOL ;; api) v=HOWDAH_TEST_KUBECONFIG ;; pods) v=HOWDAH_TEST_IMAGE ;; esac
    grep -rqE --include='*.cs' --exclude-dir=obj --exclude-dir=bin "$v" "tests/$2"
}
any_needs() { local p; for p in "${PROJECTS[@]}"; do ! needs "$1" "$p" || return 0; done; return 1; }

COMPILER=howdah-test-$$                                      # a compiler server of our own, so that it can be ended with us
run_dotnet() { (release_locks; exec dotnet "$@"); }
end_compiler() {
    local f
    for f in /proc/[0-9]*/cmdline; do
        ! grep -qaF -- "-pipename:$COMPILER" "$f" 2> /dev/null || kill "$(cut -d/ -f3 <<< "$f")" 2> /dev/null || true
    done
}
build() {
    local t0 p targets=(Operator.sln); t0=$(date +%s)
    [ ${#filters[@]} = 0 ] || [ -n "$TEST_FILTER" ] || targets=("${PROJECTS[@]/#/tests/}")
    for p in "${targets[@]}"; do
        run_dotnet build "$p" -nologo -v quiet -nodeReuse:false "-p:SharedCompilationId=$COMPILER" > "$results/build" ||
            { cat "$results/build" >&2; die "the build failed"; }
    done
    say "built in $(seconds_since "$t0") s"
}

tests_of() { run_dotnet test --no-build "tests/$1" --list-tests ${TEST_FILTER:+--filter "$TEST_FILTER"} | grep '^    ' || true; }
only_matching() { # leaves the projects that have a test of the wanted name: no cluster is started for the others
    local p kept=()
    for p in "${PROJECTS[@]}"; do [ -z "$(tests_of "$p")" ] || kept+=("$p"); done
    [ ${#kept[@]} -gt 0 ] || die "no test's name contains: ${filters[*]}"
    PROJECTS=("${kept[@]}")
}

# begin_images : builds the images while tests run that need none, in what time the processor has left
images_job=''
begin_images() {
    if [ "$cluster" = no ] || [ -n "${HOWDAH_KUBECONFIG:-}" ] || [ "$(id -u)" != 0 ] || ! any_needs pods; then return; fi
    images_job=$(detached "$results/images" nice -n 19 bash -c 'echo 19 > /proc/self/autogroup; exec "$0" build' "$ENG/images")   # sessions share a processor evenly otherwise
}
images_are_done() { ! grep -q '^State:[[:space:]]*[RSDTtI]' "/proc/$images_job/status" 2> /dev/null; }   # nobody may have waited for it yet
await_images() { # what has failed there fails again here, and says why
    if [ -n "$images_job" ] && ! images_are_done; then
        say "the images are being built"
        { renice -n 0 -g "$images_job"; echo 0 > "/proc/$images_job/autogroup"; } > /dev/null 2>&1 || true
        until images_are_done; do sleep 1; done
    fi
    images_job=''
    "$ENG/images" build
}
end_images() { [ -z "$images_job" ] || images_are_done || kill -- "-$images_job" 2> /dev/null || true; }

# want_cluster : exports HOWDAH_TEST_KUBECONFIG, once, unless there can be none
want_cluster() {
    [ -z "${cluster_asked:-}" ] || return 0
    cluster_asked=1
    if [ -n "${HOWDAH_KUBECONFIG:-}" ]; then
        export HOWDAH_TEST_KUBECONFIG=$HOWDAH_KUBECONFIG
        say "using the cluster of HOWDAH_KUBECONFIG"
        return
    fi
    unset HOWDAH_TEST_KUBECONFIG
    local verb=up
    any_needs pods || verb=up-api
    [ "$cluster" != no ] || { say "no cluster: --no-cluster"; return; }
    if [ $verb = up ] && [ "$(id -u)" != 0 ]; then
        [ "$cluster" != yes ] || die "--cluster: a cluster with pods needs root, or HOWDAH_KUBECONFIG"
        say "no cluster: pods need root, or HOWDAH_KUBECONFIG"; return
    fi
    own_cluster_name
    "$ENG/cluster" down --name "$cluster_name" 2> /dev/null              # fresh
    if [ $verb = up ]; then await_images; fi
    "$ENG/cluster" $verb --name "$cluster_name" > /dev/null
    if [ $verb = up ]; then
        "$ENG/images" load --name "$cluster_name"
        "$ENG/cluster" tag --name "$cluster_name" localhost/postgres:15 localhost/postgres:15-again
        export HOWDAH_TEST_POSTGRES_IMAGE_AGAIN=localhost/postgres:15-again
    fi
    eval "$("$ENG/cluster" env --name "$cluster_name")"
    export HOWDAH_TEST_KUBECONFIG=$KUBECONFIG
}
own_cluster_name() { # several eng/test at once have a cluster each
    local n
    mkdir -p "$CACHE/locks"
    for n in test test-2 test-3 test-4; do
        exec {test_lock}> "$CACHE/locks/eng-$n"
        if flock -n "$test_lock"; then cluster_name=$n; return; fi
    done
    die "four other eng/test have a cluster already"
}

want_postgres() {
    [ -z "${HOWDAH_PG15_BIN:-}" ] || [ -z "${HOWDAH_PG17_BIN:-}" ] || return 0
    HOWDAH_PG15_BIN=$("$ENG/postgres" bin 15); HOWDAH_PG17_BIN=$("$ENG/postgres" bin 17)
    export HOWDAH_PG15_BIN HOWDAH_PG17_BIN
}

want_promtool() { # once made, it says nothing but what it finds
    [ -z "${HOWDAH_PROMTOOL:-}" ] || return 0
    if "$ENG/promtool" --version > /dev/null; then export HOWDAH_PROMTOOL=$ENG/promtool; else say "no promtool: its test is skipped"; fi
}

# want_search : exports HOWDAH_TEST_OPENSEARCH, once; one that is set already is used. Without Java 17 the tests that need it are skipped.
want_search() {
    [ -z "${search_asked:-}" ] && [ -z "${HOWDAH_TEST_OPENSEARCH:-}" ] || return 0
    search_asked=1
    search_name=test-$$
    if OPENSEARCH_HEAP=512m "$ENG/opensearch" up --name "$search_name"; then
        eval "$("$ENG/opensearch" env --name "$search_name")"
        export HOWDAH_TEST_OPENSEARCH=$HOWDAH_OPENSEARCH_URL
    else
        say "no OpenSearch: its tests are skipped"; search_name=''
    fi
}
