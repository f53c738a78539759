# Breaking pods of a cluster of eng/cluster from outside: their processes, their cgroups, their network. Sourced after box.sh and tools.sh.
# Process ids are those of the box.

# tasks NS POD [CONTAINER] : lines "id pid" of its running containers; the sandbox too when no container is named
tasks() {
    local filter="labels.\"io.kubernetes.pod.namespace\"==$1,labels.\"io.kubernetes.pod.name\"==$2" ids
    [ -z "${3:-}" ] || filter+=",labels.\"io.kubernetes.container.name\"==$3"
    ids=$(containers containers ls -q "$filter")
    [ -n "$ids" ] || die "cluster '$NAME' has no pod $1/$2${3:+ with a container '$3'}"
    containers tasks ls | awk -v ids="$(tr '\n' ' ' <<< "$ids")" 'BEGIN { split(ids, a, " "); for (i in a) want[a[i]] } ($1 in want) && $3 == "RUNNING" || ($1 in want) && $3 == "PAUSED" { print $1, $2 }'
}
sandbox() { # sandbox NS POD : the process id of its pause process
    local filter="labels.\"io.kubernetes.pod.namespace\"==$1,labels.\"io.kubernetes.pod.name\"==$2,labels.\"io.cri-containerd.kind\"==sandbox" id
    for id in $(containers containers ls -q "$filter"); do
        containers tasks ls | awk -v id="$id" '$1 == id && $3 == "RUNNING" { print $2 }'
    done | head -n 1
}

# cgroup_of PID : the directory that can freeze it: the freezer hierarchy of cgroup version 1, or version 2's
cgroup_of() {
    in_box sed -n 's,^[0-9]*:freezer:,/sys/fs/cgroup/freezer,p' "/proc/$1/cgroup" | grep . ||
        in_box sed -n 's,^0::,/sys/fs/cgroup,p' "/proc/$1/cgroup"
}
freeze() { # freeze 1|0 NS POD [CONTAINER] : nothing in it runs any more, and nothing in it can notice
    local on=$1 id pid d; shift
    tasks "$@" | while read -r id pid; do
        d=$(cgroup_of "$pid")
        if in_box test -e "$d/cgroup.freeze"; then
            in_box sh -c "echo $on > $d/cgroup.freeze"
        else
            in_box sh -c "echo $([ "$on" = 1 ] && echo FROZEN || echo THAWED) > $d/freezer.state"
            wait_for 5 "freezer.state of $id" in_box grep -q "$([ "$on" = 1 ] && echo FROZEN || echo THAWED)" "$d/freezer.state"
        fi
    done
}

# signal SIGNAL NS POD CONTAINER PATTERN : to the processes of the container whose command line matches. The pattern "postmaster" means
# PostgreSQL's parent process. Prints what it has hit; fails when that is nothing.
signal() {
    local hit pid
    pid=$(tasks "$2" "$3" "$4" | cut -d' ' -f2 | head -n 1)
    [ -n "$pid" ] || die "container $4 of $2/$3 does not run"
    # Chosen before the first is hit: the children of a postmaster that was killed change their parent, and go.
    hit=$(in_box sh -c '
        for p in $(cat "$1/cgroup.procs"); do
            line=$(tr "\0" " " < "/proc/$p/cmdline") 2> /dev/null || continue
            if [ "$3" = postmaster ]; then
                [ "$(cat "/proc/$p/comm")" = postgres ] || continue
                parent=$(sed -n "s/^PPid:[[:space:]]*//p" "/proc/$p/status")
                [ "$(cat "/proc/$parent/comm")" != postgres ] || continue
            else
                printf %s "$line" | grep -qE -e "$3" || continue
            fi
            chosen="$chosen $p"
        done 2> /dev/null
        for p in $chosen; do
            line=$(tr "\0" " " < "/proc/$p/cmdline") 2> /dev/null
            ! kill -s "$2" "$p" || echo "SIG$2 to $p: $line"
        done' - "$(cgroup_of "$pid")" "$1" "$5")
    [ -n "$hit" ] || die "no process of $2/$3 $4 matches '$5'"
    say "$hit"
}

veth() { # veth NS POD : the node's end of its network
    local pid n; pid=$(sandbox "$1" "$2"); [ -n "$pid" ] || die "cluster '$NAME' runs no pod $1/$2"
    n=$(in_box nsenter -t "$pid" -n ip -o link show eth0 | sed -n 's/.*eth0@if\([0-9]*\):.*/\1/p')
    in_box ip -o link | sed -n "s/^$n: \([^@:]*\).*/\1/p"
}
pod_ip() { local ip; ip=$(k get pod -n "$1" "$2" -o 'jsonpath={.status.podIP}'); echo "${ip:?pod $1/$2 has no address}"; }

# cut_from NS POD PEER : no packet passes between the pod and PEER: a pod (NAME or NS/NAME), or "api", the API server
cut_from() {
    local a b; a=$(pod_ip "$1" "$2")
    if [ "$3" = api ]; then
        drop "$1.$2.api" "INPUT -s $a -p tcp --dport $PORT" "OUTPUT -d $a -p tcp --sport $PORT"
    else
        case $3 in */*) b=$(pod_ip "${3%/*}" "${3#*/}") ;; *) b=$(pod_ip "$1" "$3") ;; esac
        drop "$1.$2.${3//\//.}" "FORWARD -s $a -d $b" "FORWARD -s $b -d $a"
    fi
}
drop() { # drop NAME RULE... : remembered under the name, so that they can be taken back when the pods are gone
    local name=$1 r; shift
    mkdir -p "$RUN/cuts"
    for r in "$@"; do
        # shellcheck disable=SC2086
        in_box iptables -w -I $r -j DROP
        echo "$r" >> "$RUN/cuts/$name"
    done
}
restore_from() { # restore_from NS POD [PEER] : takes back what cut_from did, to all peers unless one is given
    local f r peer=${3:-}
    for f in "$RUN/cuts/$1.$2."*; do
        [ -e "$f" ] && { [ -z "$peer" ] || [ "$f" = "$RUN/cuts/$1.$2.${peer//\//.}" ]; } || continue
        while read -r r; do
            # shellcheck disable=SC2086
            in_box iptables -w -D $r -j DROP < /dev/null
        done < "$f"
        rm "$f"
    done
}
