#!/usr/bin/env bash
# Starts Beam's Flink job server with an embedded Flink cluster, runs a command beside it,
# and stops it again:
#
#   flink/run.sh go run . -runner flink -endpoint localhost:18099 -environment_type LOOPBACK \
#     -parallelism 2 -input 'FILES' -output FILE
#
# It needs Java 11 or 17 and Maven, which fetches the jars once (162, 152 MB) to
# ${XDG_CACHE_HOME:-~/.cache}/cx-flink. Variables change what it does:
#
#   FLINK_PORT   the port, 18099 without it
#   FLINK_HEAP   the heap of the server, 2g without it
#   FLINK_LOG    a file that the log of the server goes to; it is thrown away without it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jars=${XDG_CACHE_HOME:-$HOME/.cache}/cx-flink/$(cksum <"$here/pom.xml" | cut -d' ' -f1)
port=${FLINK_PORT:-18099}

listening() { (exec 3<>"/dev/tcp/localhost/$port") 2>/dev/null; }

for program in java mvn; do
	if ! command -v "$program" >/dev/null; then
		echo "run.sh: there is no $program here" >&2
		exit 2
	fi
done
if listening; then
	echo "run.sh: port $port is taken: give another as FLINK_PORT, and to the command as -endpoint" >&2
	exit 2
fi
if [ ! -d "$jars" ]; then
	mkdir -p "$(dirname "$jars")"
	part=$(mktemp -d "$jars.XXXXXX")
	if ! mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$part" >&2; then
		rm -r "$part"
		echo 'run.sh: Maven has not fetched the jars' >&2
		exit 1
	fi
	mv -T "$part" "$jars" || rm -r "$part" # another one was faster
fi

work=$(mktemp -d)
log=$(realpath -m "${FLINK_LOG:-$work/log}")
opens=()
for package in lang lang.invoke util util.concurrent nio time; do
	opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done
# Flink finds its configuration in this directory. A task that fails is restarted, at most
# three times.
cat >"$work/flink-conf.yaml" <<'END'
parallelism.default: 2
taskmanager.numberOfTaskSlots: 2
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 3
restart-strategy.fixed-delay.delay: 1 s
jobmanager.bind-host: localhost
taskmanager.bind-host: localhost
END
set -m # a process group for the server and the workers that it starts
(
	cd "$work" # where workers leave their options
	exec java "-Xmx${FLINK_HEAP:-2g}" "${opens[@]}" -Dorg.slf4j.simpleLogger.showDateTime=true -cp "$jars/*" \
		org.apache.beam.runners.flink.FlinkJobServerDriver '--flink-master=[local]' "--flink-conf-dir=$work" \
		--job-host=localhost "--job-port=$port" --artifact-port=0 --expansion-port=0 "--artifacts-dir=$work/artifacts"
) >"$log" 2>&1 &
server=$!
set +m
trap 'kill -- "-$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Its own word, as another program may have taken the port meanwhile.
for ((tries = 0; tries < 240; tries++)); do
	if grep -qs "JobService started on localhost:$port" "$log" || ! kill -0 "$server" 2>/dev/null; then break; fi
	sleep 0.5
done
if ! kill -0 "$server" 2>/dev/null || ! listening; then
	cat "$log" >&2
	echo 'run.sh: the job server has not started' >&2
	exit 1
fi
"$@"
