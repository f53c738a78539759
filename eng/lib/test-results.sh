# Running one test project within its time, and counting what came out. Sourced by eng/test.

passed=0 failed=0 skipped=0

run_project() { # run_project NAME
    local p=$1 t0 limit code=0 trx=$results/$1.trx; t0=$(date +%s)
    if needs postgres "$p"; then want_postgres; fi
    if needs search "$p"; then want_search; fi
    if needs promtool "$p"; then want_promtool; fi
    limit=${HOWDAH_TEST_TIMEOUT:-$(if needs pods "$p"; then echo 5400; else echo 1500; fi)}
    say "== $p"
    # the hang detector names the test that does not end; `timeout` is for when it hangs itself
    local args=(test --no-build "tests/$p" --results-directory "$results/$p" --logger "trx;LogFileName=$trx"
        --logger "console;verbosity=${verbosity:-$(if needs pods "$p"; then echo normal; else echo minimal; fi)}"
        --blame-hang-timeout "$((limit > 120 ? limit - 60 : limit))s" --blame-hang-dump-type mini)
    [ -z "$TEST_FILTER" ] || args+=(--filter "$TEST_FILTER")
    (release_locks; exec timeout --kill-after=30 "$limit" dotnet "${args[@]}") > >(grep --line-buffered -vE "$NOISE" >&2) 2>&1 || code=$?
    count "$p" "$trx" "$code"
    say "== $p: $(seconds_since "$t0") s"
}
NOISE='^( *Skipped |Data collector |Results File:|Test run for |VSTest version|Starting test execution|A total of 1 test files|Data collection :|Attachments:|No test matches the given|\[xUnit.net [0-9:.]+\]    *(Discover|Start|Finish).*|\[xUnit.*\[SKIP\])|^ *$'

count() { # count NAME TRX EXIT-CODE
    local total=0 ok=0 bad=0 line
    if [ -e "$2" ]; then
        line=$(grep -m 1 '<Counters ' "$2" || true)
        total=$(attribute total "$line") ok=$(attribute passed "$line") bad=$(attribute failed "$line")
        trx_messages "$2" | sed "s/^/$1\t/" >> "$results/messages"
    fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - ok - bad))
    if [ "$3" != 0 ] && [ "$bad" = 0 ]; then                 # it died or ran out of time: what it did not finish is not counted anywhere
        failed=$((failed + 1))
        printf '%s\tFailed\t(the test process)\tended with code %s%s%s\n' "$1" "$3" "$([ "$3" != 124 ] || echo ", out of time")" \
            "$(unfinished "$results/$1")" >> "$results/messages"
    fi
}
attribute() { local v; v=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<< "$2"); echo "${v:-0}"; }

unfinished() { # the tests that the hang detector saw begin and not end, and the memory dump it took: kept in the cache, the last one only
    local f
    find "$1" -name '*Sequence*.xml' 2> /dev/null | head -n 1 | while read -r f; do
        grep -o '<Test [^>]*Completed="False"[^>]*>' "$f" | sed -n 's/.* Name="\([^"]*\)".*/; did not end: \1/p' | tr -d '\n'
    done
    find "$1" -name '*.dmp' 2> /dev/null | head -n 1 | while read -r f; do
        rm -rf "$CACHE/dumps"; mkdir -p "$CACHE/dumps"; mv "$f" "$CACHE/dumps/"; printf '; memory dump: %s' "$CACHE/dumps/${f##*/}"
    done
}

trx_messages() { # lines "outcome TAB test TAB first line of its message" of what did not pass
    awk '
        function attribute(name,   v) {
            if (!match($0, " " name "=\"[^\"]*\"")) return ""
            v = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4); return v
        }
        /<UnitTestResult / { test = attribute("testName"); outcome = attribute("outcome"); if (outcome != "Passed" && /\/>/) print outcome "\t" test "\t" }
        /<Message>/ && outcome != "" && outcome != "Passed" {
            text = $0; sub(/.*<Message>/, "", text); sub(/<\/Message>.*/, "", text); print outcome "\t" test "\t" text; outcome = ""
        }
        /<\/UnitTestResult>/ { if (outcome != "" && outcome != "Passed") print outcome "\t" test "\t"; outcome = "" }
    ' "$1" | sed 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&#x[dDaA];//g; s/&amp;/\&/g'
}

summary() {
    local p o t m
    touch "$results/messages"
    while IFS=$'\t' read -r p o t m; do
        case $o in
        Failed) say "FAILED   $p: $t${m:+: $m}" ;;
        *) say "skipped  $p: $t: ${m:-no reason given}" ;;
        esac
    done < <(sort -t $'\t' -k2,2r -k1,1 -s "$results/messages")
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ] || exit 1
}
