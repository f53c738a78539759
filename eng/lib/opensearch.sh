# OpenSearch 2.4.1 from Debian packages (or a bundle of what this recipe makes). Sourced after tools.sh.
# Debian's jars need work before they run: its Lucene is newer (9.10) than the one OpenSearch 2.4.1 was written for and compiled for Java 21,
# the jars have lost their resources, and its netty refuses every address that holds a J, an M or a backtick.

OPENSEARCH_BUNDLE_SHA256=228a06344dd2fbc42147497ded62cdc50a344bc98b989db9909612bbc32ab9c6
OPENSEARCH_DEBIAN='2.4.1+dfsg-2'
OPENSEARCH_TRIXIE='liblucene9-java liblucene8-java libasm-java libcommons-math3-java libhdrhistogram-java libhttpasyncclient-java libhttpcore-java
    libhttpclient-java libcommons-logging-java libcommons-codec-java libjackson2-core-java libjackson2-dataformat-cbor libjackson2-dataformat-smile
    libjackson2-dataformat-yaml libyaml-snake-java libjoda-time-java libjoptsimple-java libjruby-joni-java libjcodings-java libjts-java liblog4j2-java
    libmustache-java libnetty-java libt-digest-java libantlr4-runtime-java libspatial4j-java libcarrotsearch-hppc-java'
OPENSEARCH_JARS='asm asm-analysis asm-tree asm-util asm-commons commons-math3 hdrhistogram httpasyncclient httpcore httpcore-nio httpclient commons-logging
    commons-codec jackson-core jackson-dataformat-cbor jackson-dataformat-smile jackson-dataformat-yaml snakeyaml joda-time joptsimple joni jcodings jts-core
    log4j-api log4j-core mustache-compiler t-digest antlr4-runtime spatial4j hppc netty-buffer netty-codec netty-codec-http netty-common netty-handler
    netty-resolver netty-transport'

java17() { # sets JAVA
    local j
    for j in "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)" /usr/lib/jvm/java-17-openjdk-*/bin/java; do
        [ -x "$j" ] && "$j" -version 2>&1 | grep -q 'version "17' || continue
        JAVA=$j; return
    done
    die "Java 17 not found: apt-get install openjdk-17-jre-headless"
}

opensearch_tree() { # sets OPENSEARCH, a directory with lib/, and the class archive for this JVM, without which each start takes 9 s of processor time, not 2
    java17
    OPENSEARCH=$CACHE/opensearch/$(key "$ENG/lib/opensearch.sh" "$ENG"/files/opensearch/*)
    made "$OPENSEARCH" _opensearch
    ARCHIVE=$CACHE/opensearch/archive-$(key "=$OPENSEARCH $("$JAVA" -version 2>&1)")
    made "$ARCHIVE" _opensearch_archive
}
_opensearch() {
    ! seeded opensearch/opensearch-2.4.1.tar.xz $OPENSEARCH_BUNDLE_SHA256 || { mv "$OUT"/opensearch/* "$OUT/"; rm -rf "$OUT/opensearch"; return; }
    local w=$OUT/.work j s=$ENG/files/opensearch r f cp
    for j in javac python3 unzip; do command -v $j > /dev/null || die "$j not found: apt-get install openjdk-17-jdk-headless python3 unzip"; done
    mkdir -p "$OUT/lib" "$w"/{src,tools,jar}
    # shellcheck disable=SC2086
    { unpack sid "$w/root" "libopensearch-java=$OPENSEARCH_DEBIAN"; unpack trixie "$w/root" $OPENSEARCH_TRIXIE; }
    (cd "$w" && apt_suite sid && apt-get "${APT[@]}" -qq source --download-only --tar-only "opensearch=$OPENSEARCH_DEBIAN")
    tar -xJf "$w"/opensearch_*.orig.tar.xz -C "$w/src" --strip-components=1 --wildcards '*/src/main/*'
    local java_dir=$w/root/usr/share/java
    for j in $OPENSEARCH_JARS; do cp -L "$java_dir/$j.jar" "$OUT/lib/"; done
    javac -cp "$OUT/lib/asm.jar" -d "$w/tools" "$s/FixNetty.java"
    "$JAVA" -cp "$w/tools:$OUT/lib/asm.jar" FixNetty "$java_dir/netty-codec-http.jar" "$OUT/lib/netty-codec-http.jar"
    javac -d "$w/tools" "$s/Retarget.java"
    "$JAVA" -cp "$w/tools" Retarget "$java_dir/lucene9.jar" "$OUT/lib/lucene9-j17.jar" 61
    # one jar: Debian's classes, the sources adapted to Lucene 9.10, the resources, the launcher
    python3 "$s/patch.py" "$w/src" "$w/patched"
    (cd "$w/jar" && unzip -qo "$java_dir/opensearch.jar" && rm -f META-INF/MANIFEST.MF)
    cp=$w/jar:$(printf '%s:' "$OUT"/lib/*.jar)
    find "$w/patched" -name '*.java' > "$w/files"
    javac -nowarn -proc:none --release 17 -cp "$cp" -d "$w/jar" "@$w/files" "$s/Launch.java" 2> "$w/javac.log" || { cat "$w/javac.log"; return 1; }
    for r in "$w"/src/server "$w"/src/libs/* "$w"/src/modules/*; do
        [ -d "$r/src/main/resources" ] || continue
        (cd "$r/src/main/resources" && find . -type f) | while read -r f; do
            mkdir -p "$w/jar/$(dirname "$f")"
            case $f in
            ./META-INF/services/*) { cat "$r/src/main/resources/$f"; echo; } >> "$w/jar/$f" ;;
            *) cp "$r/src/main/resources/$f" "$w/jar/$f" ;;
            esac
        done
    done
    (cd "$w/jar" && unzip -qo "$java_dir"/lucene-analyzers-common-8*.jar 'org/*' -x '*.class')       # stop words, stemmer rules
    printf 'Change: debian\nBuild-Date: 2023-10-23\nX-Compile-OpenSearch-Version: 2.4.1\nX-Compile-OpenSearch-Snapshot: false\n' > "$w/manifest"
    (cd "$w/jar" && jar --create --no-compress --manifest "$w/manifest" --file "$OUT/lib/opensearch-2.4.1.jar" .)
    printf '%s\n' 'status = error' 'appender.console.type = Console' 'appender.console.name = console' 'appender.console.layout.type = PatternLayout' \
        'appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n' 'rootLogger.level = info' \
        'rootLogger.appenderRef.console.ref = console' > "$OUT/log4j2.properties"
    rm -rf "$w"
}
_opensearch_archive() {
    local port pid; port=$(free_port)
    opensearch_command "$OUT/data" "$port" "-XX:ArchiveClassesAtExit=$OUT/os.jsa"
    pid=$(detached "$OUT/log" "${COMMAND[@]}")
    wait_for 180 "OpenSearch (see $OUT/log)" curl -fs -m 2 "http://127.0.0.1:$port/_cluster/health"
    curl -fs -XPUT "http://127.0.0.1:$port/x/_doc/1?refresh=true" -H 'Content-Type: application/json' -d '{"a": 1, "b": "c"}'
    curl -fs "http://127.0.0.1:$port/x/_search?q=JM" > /dev/null
    kill "$pid"; wait_for 120 "end of OpenSearch" test ! -e "/proc/$pid"
    rm -rf "$OUT/data"
}

# opensearch_command DATA PORT JVM-OPTION... : sets COMMAND, which runs one node in the foreground. OPENSEARCH_HEAP: 512m unless set.
opensearch_command() {
    local data=$1 port=$2 cp; shift 2
    cp=$(find "$OPENSEARCH/lib" -name '*.jar' | LC_ALL=C sort | paste -sd:)
    COMMAND=("$JAVA" "-Xms${OPENSEARCH_HEAP:-512m}" "-Xmx${OPENSEARCH_HEAP:-512m}" -XX:+UseG1GC -XX:TieredStopAtLevel=1 -Xshare:auto "$@"
        -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -Djava.awt.headless=true -Dfile.encoding=UTF-8 -Djava.locale.providers=SPI,COMPAT
        -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0 -Dio.netty.allocator.numDirectArenas=0
        -Dlog4j.shutdownHookEnabled=false -Dlog4j2.disable.jmx=true "-Dlog4j2.configurationFile=$OPENSEARCH/log4j2.properties" -cp "$cp" Launch "$data"
        -Ecluster.name=test -Enode.name=n1 -Ediscovery.type=single-node -Enetwork.host=127.0.0.1 "-Ehttp.port=$port" "-Etransport.port=$(free_port)"
        -Ehttp.type=netty4 -Etransport.type=netty4 -Ecluster.routing.allocation.disk.threshold_enabled=false)
}
