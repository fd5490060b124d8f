#!/usr/bin/env bash
# Starts Beam's Flink job server with an embedded Flink cluster, runs a command beside it,
# and stops it again:
#
#   flink/run.sh go run . -runner flink -endpoint localhost:18099 -environment_type LOOPBACK \
#     -parallelism 2 -input 'FILES' -output FILE
#
# It needs Java 11 or 17 and Maven, which fetches the jars once (161, 152 MB) to
# ${XDG_CACHE_HOME:-~/.cache}/cx-flink. FLINK_PORT and FLINK_HEAP change the port and the heap.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jars=${XDG_CACHE_HOME:-$HOME/.cache}/cx-flink/2.62.0-1.19
port=${FLINK_PORT:-18099}

if [ ! -d "$jars" ]; then
	mkdir -p "$(dirname "$jars")"
	part=$(mktemp -d "$jars.XXXXXX")
	mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$part" >&2
	mv -T "$part" "$jars" || rm -r "$part" # another one was faster
fi

work=$(mktemp -d)
opens=()
for package in lang lang.invoke util util.concurrent nio time; do
	opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done
# Flink finds its configuration in the directory, of which there is one parallelism.
printf 'parallelism.default: 2\ntaskmanager.numberOfTaskSlots: 2\nrestart-strategy.type: fixed-delay\nrestart-strategy.fixed-delay.attempts: 3\nrestart-strategy.fixed-delay.delay: 1 s\n' >"$work/flink-conf.yaml"
java "-Xmx${FLINK_HEAP:-2g}" "${opens[@]}" -cp "$jars/*" org.apache.beam.runners.flink.FlinkJobServerDriver \
	'--flink-master=[local]' "--flink-conf-dir=$work" --job-host=localhost "--job-port=$port" --artifact-port=0 --expansion-port=0 \
	"--artifacts-dir=$work/artifacts" >"$work/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for ((tries = 0; tries < 120; tries++)); do
	if (exec 3<>"/dev/tcp/localhost/$port") 2>/dev/null; then break; fi
	kill -0 "$server" 2>/dev/null || break
	sleep 0.5
done
if [ "$tries" -eq 120 ] || ! kill -0 "$server" 2>/dev/null; then
	cat "$work/log" >&2
	exit 1
fi
"$@"
