#!/usr/bin/env bash
# How fast one instance empties a topic of Kafka with 12 partitions, where the Orchestrator takes 50 ms, and whether a
# kill -9 in the middle loses anything. Broker, Orchestrator and service share two cores. See README.md for the options.
set -euo pipefail

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$bench")
export JAVA_HOME=${1:-${JAVA_HOME:?name a JDK 17 or newer: bench/kafka.sh <its folder>, or set JAVA_HOME}}
java=$JAVA_HOME/bin/java
opts=${JAVA_OPTS:--Xmx512m}
delay=${DELAY_MS:-50}
count=${COUNT:-20000}
rounds=${ROUNDS:-5}
warmup=${WARMUP:-3}

if [[ -z ${BENCH_PINNED:-} && $(nproc) -gt 2 ]]; then
  BENCH_PINNED=yes exec taskset -c 0,1 "$BASH" "$bench/kafka.sh" "$@"
fi

tmp=$(mktemp -d)
declare -A pids=()
cleanup() {
  trap - EXIT INT TERM
  for pid in "${!pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() { echo "$1" >&2; shift; tail -n 20 "$@" >&2; exit 1; }
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    [[ " ${taken:-} " != *" $port "* ]] && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  done
  taken="${taken:-} $port"
  free=$port
}
# A number of the stub's count: of requests, distinctKeys or millis.
counted() { curl -sf "http://127.0.0.1:$stub_port/count" | sed "s/.*\"$1\":\(-\{0,1\}[0-9]*\).*/\1/"; }
records() { "$java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$quiet" -cp "$tmp:$(<"$tmp/classpath")" Records "$@"; }
until_true() {
  local what=$1 tries=$2
  shift 2
  for ((i = 0; i < tries; i++)); do "$@" && return; read -r -t 0.2 -u 4 || true; done
  fail "not in time: $what" "$tmp"/*.log
}
arrived() { (($(counted distinctKeys) >= $1)); }
ready() { curl -sf -o "$tmp/ready" "http://127.0.0.1:$MANAGEMENT_SERVER_PORT/actuator/health/readiness" && ! grep -q DEGRADED "$tmp/ready"; }
committed() { records lag "$brokers" > "$tmp/lag"; [[ $(<"$tmp/lag") == "12 0" ]]; }

mkfifo "$tmp/pause"
exec 4<>"$tmp/pause"

# --- What is missing is built. Kafka's own jars are the tests'.
[[ -f $top/target/checkout-api.jar ]] || (cd "$top" && mvn -q -B -ntp -DskipTests package)
newer=$(find "$top/src/main" "$top/pom.xml" -newer "$top/target/checkout-api.jar" -type f | head -n 1)
[[ -z $newer ]] || echo "warning: $newer is newer than the jar that is measured" >&2
(cd "$top" && MAVEN_OPTS= JAVA_HOME= mvn -q -B -ntp dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$tmp/classpath")
"$JAVA_HOME/bin/javac" -d "$tmp" -cp "$(<"$tmp/classpath")" "$bench/Stub.java" "$bench/Records.java"
cat > "$tmp/logback.xml" <<'XML'
<configuration><appender name="c" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder></appender>
<root level="WARN"><appender-ref ref="c"/></root></configuration>
XML
quiet=-Dlogback.configurationFile=$tmp/logback.xml

# --- The broker: one node, by its defaults, nothing but KRaft and 12 partitions.
free_port; kafka_port=$free; free_port; controller=$free
brokers=127.0.0.1:$kafka_port
cat > "$tmp/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://$brokers,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://$brokers
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:$controller
log.dirs=$tmp/kafka
offsets.topic.replication.factor=1
auto.create.topics.enable=false
PROPERTIES
kafka() { "$java" -Xmx512m "$quiet" -cp "$(<"$tmp/classpath")" "$@"; }
kafka kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c "$tmp/server.properties" > "$tmp/format.log"
"$java" -Xmx512m "$quiet" -cp "$(<"$tmp/classpath")" kafka.Kafka "$tmp/server.properties" > "$tmp/kafka.log" 2>&1 &
pids[$!]=broker

"$java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$tmp" Stub 0 "$delay" keys > "$tmp/stub.port" &
pids[$!]=stub
until [[ -s $tmp/stub.port ]]; do read -r -t 0.05 -u 4 || true; done
stub_port=$(<"$tmp/stub.port")

free_port; export SERVER_PORT=$free
free_port; export MANAGEMENT_SERVER_PORT=$free
export CHECKOUT_BROKER=kafka KAFKA_BROKERS=$brokers CHECKOUT_ORCHESTRATOR_URL=http://127.0.0.1:$stub_port CHECKOUT_DATA=$tmp/data CHECKOUT_DESK=${CHECKOUT_DESK:-true}
launch() {
  (cd "$top" && exec "$java" $opts -jar target/checkout-api.jar) >> "$tmp/service.log" 2>&1 &
  service=$!
  pids[$service]=service
  until_true "the service's start" 300 ready
}
cpu_ms() { awk '{print ($14 + $15) * 10}' "/proc/$1/stat"; }
launch
echo "$("$java" -version 2>&1 | sed -n 2p), $opts, $(nproc) cores, Orchestrator at $delay ms, $count commands a round"

# The commands are on the broker before the first is taken: the service is held still while they are written.
sent=0
for ((round = 1 - warmup; round <= rounds; round++)); do
  kill -STOP "$service"
  records publish "$brokers" "$count"
  curl -sf -o "$tmp/zero" "http://127.0.0.1:$stub_port/zero"
  sent=$((sent + count))
  cpu=$(cpu_ms "$service")
  kill -CONT "$service"
  until_true "round $round" 600 arrived "$sent"
  millis=$(counted millis)
  ((round < 1)) && line="warm-up" || line="round $round"
  echo "$line: $millis ms, $((count * 1000 / millis))/s, $(((($(cpu_ms "$service") - cpu) * 1000) / count)) µs of its CPU a command"
done
until_true "every offset at its end" 100 committed

# --- Killed in the middle, and once more.
records publish "$brokers" "$count"
sent=$((sent + count))
until_true "some of the next" 300 arrived $((sent - count * 2 / 3))
kill -9 "$service"
wait "$service" 2>/dev/null || true
unset "pids[$service]"
before=$(counted distinctKeys)
launch
until_true "all, after kill -9" 600 arrived "$sent"
until_true "every offset at its end" 100 committed
echo "kill -9 after $((before - sent + count)) of $count: $(counted distinctKeys) sagas of $sent commands, $(($(counted requests) - sent)) calls repeated; partitions and records not committed: $(<"$tmp/lag")"
