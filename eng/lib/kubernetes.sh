# Kubernetes 1.20.2's server binaries, from Debian's source package (or a bundle of what this recipe makes). Sourced after tools.sh.
# Sets KUBERNETES, the directory of kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy and kubedns.

K8S_VERSION=1.20.2
K8S_SOURCE='1.20.5+really1.20.2-1.1+deb12u1'
K8S_BUNDLE_SHA256=c32796539c39335a557c24653b6601d1c587ea6892af9ab489ca9ddf7b79e2d8
K8S_COMMANDS='kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubedns'

kubernetes() {
    KUBERNETES=$CACHE/kubernetes/$(key "$ENG/lib/kubernetes.sh" "$ENG/files/kubedns/main.go")
    made "$KUBERNETES" _kubernetes
}
_kubernetes() {
    if seeded kubernetes/kubernetes-$K8S_VERSION-linux-amd64.tar.xz $K8S_BUNDLE_SHA256; then
        mv "$OUT"/bin/* "$OUT/"; rmdir "$OUT/bin"
        return
    fi
    say "compiling Kubernetes $K8S_VERSION: 5 to 10 minutes, 4 GB of disk, once"
    local w=$OUT/.work go=$OUT/.work/tools/usr/lib/go-1.19 src=$OUT/.work/go/src/k8s.io/kubernetes
    export GOROOT=$go TMPDIR=$w/tmp
    mkdir -p "$w"/{tmp,src,bin}
    unpack bookworm "$w/tools" golang-1.19-go golang-1.19-src golang-github-modern-go-reflect2-dev
    _k8s_source
    cd "$src"
    # In module mode Go >= 1.17 refuses this go.mod, so build as upstream did then: GOPATH mode, vendor/ is found by the directory layout.
    export GOPATH=$w/go GOCACHE=$w/gocache GO111MODULE=off CGO_ENABLED=0
    _k8s_openapi
    local ld='-s -w' v c
    for v in component-base/version client-go/pkg/version; do            # /version comes from client-go's, the rest from component-base's
        v=k8s.io/kubernetes/vendor/k8s.io/$v
        ld+=" -X $v.gitVersion=v$K8S_VERSION -X $v.gitMajor=1 -X $v.gitMinor=20 -X $v.gitTreeState=archive"
    done
    for c in $K8S_COMMANDS; do
        say "  $c"
        "$go/bin/go" build -trimpath -ldflags "$ld" -o "$OUT/$c" "k8s.io/kubernetes/cmd/$c"
    done
    chmod -R u+w "$w"; rm -rf "$w"
}

_k8s_source() { # Debian's source, with what makes it work under Go 1.19 and for tests
    apt_suite bookworm
    (cd "$w/src" && apt-get "${APT[@]}" -qq source --download-only "kubernetes=$K8S_SOURCE")
    mkdir -p "$src"; tar xf "$w"/src/kubernetes_*.orig.tar.gz -C "$src" --strip-components=1
    # The vendored reflect2 1.0.1 reads Go's map iterator, whose layout changed in Go 1.18: kube-apiserver dies
    # with SIGSEGV at the first custom resource. Debian's package is 1.0.2, which is right.
    rm -rf "$src/vendor/github.com/modern-go/reflect2"
    cp -a "$w/tools/usr/share/gocode/src/github.com/modern-go/reflect2" "$src/vendor/github.com/modern-go/"
    # The in-tree development provisioner (StorageClass kubernetes.io/host-path) makes 0750 root directories, and hostPath
    # knows no fsGroup: containers that do not run as root could not use their volume.
    sed -i 's/return pv, os.MkdirAll(pv.Spec.HostPath.Path, 0750)/_ = os.MkdirAll(fullpath, 0755); return pv, os.Chmod(fullpath, 0777)/' \
        "$src/pkg/volume/hostpath/host_path.go"
    # 1.20 regression (kubernetes#97288, reverted in 1.20.3): a deleted pod may stay Terminating until the next sandbox
    # garbage collection, up to a minute. Do not wait for the sandbox.
    sed -i 's/if len(runtimeStatus.SandboxStatuses) > 0 {/if false \&\& len(runtimeStatus.SandboxStatuses) > 0 {/' "$src/pkg/kubelet/kubelet_pods.go"
    # our cluster DNS, built with the client-go and miekg/dns that are vendored here
    mkdir -p "$src/cmd/kubedns"; cp "$ENG/files/kubedns/main.go" "$src/cmd/kubedns/"
}

_k8s_openapi() { # the one generated file that the source does not carry: without it there is no server-side apply
    local g=pkg/generated/openapi dirs
    "$go/bin/go" build -o "$w/bin/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
    dirs=$(grep -rl --include='*.go' '+k8s:openapi-gen=' pkg staging/src/k8s.io | grep -vE '_test.go|/(code-generator|sample-apiserver)/' |
        xargs -n1 dirname | sed 's,^staging/src/,vendor/,' | sort -u | sed 's,^,k8s.io/kubernetes/,' | paste -sd,)
    PATH=$go/bin:$PATH "$w/bin/openapi-gen" --logtostderr -i "$dirs" -p k8s.io/kubernetes/$g -O zz_generated.openapi \
        -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$w/tmp/violations.report"
}
