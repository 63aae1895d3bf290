#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs the commands of README.md and docs/operations.md as they are typed there.
#
#   tests/docs/as_typed.sh DIRECTORY_OF_SAMPLES
#
# The hosts of docs/operations.md are addresses of a network of their own, `bank` is 02_wordcount,
# and each node has a /var/lib/bank of its own, as on a host of its own. What the page leaves to the
# reader is put in: the name of another node in the commands for its certificate, and the name of a
# backup. Status 77: this system has no network and file system of one's own to give.
#
# Not run here: README's first two commands, which run this; its build, which tests/outside does.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
samples=${1:?the directory of the samples}

if [ -z "${AS_TYPED_SCRATCH:-}" ]; then
  unshare --user --map-root-user --net --mount true 2>/dev/null || {
    echo "as_typed: no network and mount namespaces here: skipped"
    exit 77
  }
  AS_TYPED_SCRATCH=$(mktemp -d)
  trap 'rm -rf "$AS_TYPED_SCRATCH"' EXIT
  export AS_TYPED_SCRATCH
  unshare --user --map-root-user --net --mount --pid --fork --kill-child --mount-proc \
    bash "${BASH_SOURCE[0]}" "$samples"
  exit
fi

scratch=$AS_TYPED_SCRATCH
export PATH=$scratch/bin:$samples:$PATH
failed() {
  echo "as_typed: $1" >&2
  tail -n 30 "$scratch"/*.log >&2 || true
  exit 1
}

# The block number N, from 1, of a page's shell commands.
block() {
  awk -v wanted="$2" '/^```/ { inside = !inside && /^```sh/; if (inside) ++number; next }
    inside && number == wanted' "$root/$1"
}
# Runs one in this shell, what it sets included.
run() {
  local text
  text=$(block "$1" "$2" | sed "${3:-}")
  [ -n "$text" ] || failed "$1 has no block $2"
  echo "--- $1, block $2"
  echo "$text"
  eval "$text" || failed "$1, block $2: $?"
}

ip link set lo up
for host in 1 2 3 4; do ip address add 10.0.0.$host/32 dev lo; done
mkdir -p "$scratch/bin" "$scratch/backup" "$scratch/var"
mount --bind "$scratch/var" /var/lib
mkdir /var/lib/bank
mount --bind "$scratch/var" /var/tmp
cat >"$scratch/bin/bank" <<'END'
#!/usr/bin/env bash
# The program of docs/operations.md, on the host of the node that it is for.
name=a
previous=
arguments=()
for word; do
  case $previous in --name) name=$word ;; esac
  previous=$word
  arguments+=("${word/#\/backup/$AS_TYPED_SCRATCH/backup}")
done
mine=$AS_TYPED_SCRATCH/$name
mkdir -p "$mine"
on_its_host() {
  unshare --mount sh -c 'mount --bind "$0" /var/lib/bank && exec 02_wordcount "$@"' "$mine" "$@"
}
case $1 in
  --*) on_its_host --stay "${arguments[@]/#a./$name.}" </dev/null >"$mine.log" 2>&1 & ;;
  *) on_its_host "${arguments[@]}" ;;
esac
END
chmod +x "$scratch/bin/bank"
cd "$scratch"

# README.md
run README.md 2
02_wordcount wait balanced 1m --at 127.0.0.1:4702 || failed "the three nodes of README.md"
text=$(awk '/^```console/ { inside = 1; next } /^```/ { inside = 0 } inside' "$root/README.md" |
  sed -n '/^\$ 01_hello/,/^first:/p' | grep -v '^first:')
said=$($(sed -n '1s/^\$ //p' <<<"$text"))
[ "$said" = "$(sed 1d <<<"$text")" ] || failed "01_hello_cluster says: $said"
kill $(jobs -p)
wait

# docs/operations.md
page=docs/operations.md
run $page 3
for node in a b c d; do run $page 4 "s/name=a/name=$node/"; done
run $page 4 's/role=node name=a/role=admin name=ops/'
run $page 5
run $page 6
run $page 1
bank wait up 1m $ADMIN --at 10.0.0.1:4700 || failed "the founders"
run $page 2
run $page 8
run $page 7
bank status $ADMIN --at 10.0.0.1:4700 | tee status.txt
grep -q '^d .* up ' status.txt || failed "the fourth node is no member"
for verb in wait verify; do bank $verb --help >/dev/null || failed "bank $verb --help"; done

# The data directory of node a: a copy while it runs, the rest when it has stopped.
lines=$(block $page 9)
eval "$(sed -n 1p <<<"$lines")" || failed "backup"
pkill -f -- '--name a ' && while pgrep -f -- '--name a ' >/dev/null; do sleep 0.1; done
eval "$(sed -n 2p <<<"$lines")" || failed "verify"
rm -rf "$scratch/a"
copy=$(basename "$scratch"/backup/*)
eval "$(sed -n "3s/ringleader-….backup/$copy/p" <<<"$lines")" || failed "restore"
eval "$(sed -n 4p <<<"$lines")" || failed "recover"
[ "$(wc -l <<<"$lines")" = 4 ] || failed "$page: a command for data directories is not run"
[ -z "$(block $page 10)" ] || failed "$page has a block that is not run"
echo "as_typed: all of it"
