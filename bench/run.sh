#!/usr/bin/env bash
# The Checkout API and a hand-written service of the same job, measured from outside, side by side on two cores.
# See README.md for the options.
set -euo pipefail

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$bench")
export JAVA_HOME=${1:-${JAVA_HOME:?name a JDK 21 or newer: bench/run.sh <its folder>, or set JAVA_HOME}}
java=$JAVA_HOME/bin/java
parts=${PARTS:-start throughput latency}
opts=${JAVA_OPTS:--Xmx512m}
delay=${DELAY_MS:-5}
connections=${CONNECTIONS:-64 256}
rounds=${ROUNDS:-3}
duration=${DURATION:-8}
warmup=${WARMUP:-90}
starts=${STARTS:-5}
rate=${RATE:-200}
latency_seconds=${LATENCY_SECONDS:-30}

if [[ -z ${BENCH_PINNED:-} && $(nproc) -gt 2 ]]; then
  BENCH_PINNED=yes exec taskset -c 0,1 "$BASH" "$bench/run.sh" "$@"
fi
for tool in wrk curl "$java"; do
  command -v "$tool" >/dev/null || { echo "bench/run.sh needs $tool" >&2; exit 1; }
done

tmp=$(mktemp -d)
declare -A pids=()
table=()

cleanup() {
  trap - EXIT INT TERM
  local pid
  for pid in "${!pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${!pids[@]}"; do
    for _ in {1..100}; do kill -0 "$pid" 2>/dev/null || continue 2; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
  done
  rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

row() { table+=("$(printf '%-44s %14s %14s %10s' "$@")"); }
median() { printf '%s\n' "$@" | sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : int((v[NR / 2] + v[NR / 2 + 1]) / 2)}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", (b > 0 ? a / b : 0)}'; }
ms() { awk -v us="$1" 'BEGIN {printf "%.2f", us / 1000}'; }
rss() { awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$1/status"; }
cpu_ms() { awk '{print ($14 + $15) * 10}' "/proc/$1/stat"; }
has() { [[ " $parts " == *" $1 "* ]]; }

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    [[ " ${taken:-} " != *" $port "* ]] && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  done
  taken="${taken:-} $port"
  free=$port
}

# A process of a kind, its log in a file: launch service|packed|rival <options>; sets pid, port, ready_port and ready_path.
# Service and rival are a jar beside its libraries, so that no packagings are compared; packed is the one jar.
launch() {
  local kind=$1
  shift
  free_port; port=$free
  export SERVER_PORT=$port CHECKOUT_ORCHESTRATOR_URL=http://127.0.0.1:$stub_port
  if [[ $kind != rival ]]; then
    local jar=$unpacked/checkout-api.jar
    [[ $kind == service ]] || jar=$top/target/checkout-api.jar
    free_port; ready_port=$free; ready_path=/actuator/health/readiness
    export MANAGEMENT_SERVER_PORT=$ready_port
    CHECKOUT_DATA=$(mktemp -d "$tmp/data.XXXX"); export CHECKOUT_DATA
    launched=$EPOCHREALTIME
    (cd "$top" && exec "$java" $opts "$@" -jar "$jar") >"$tmp/$kind.log" 2>&1 &
  else
    ready_port=$port ready_path=/readiness
    launched=$EPOCHREALTIME
    (cd "$bench/rival" && exec "$java" $opts "$@" -jar target/rival.jar) >"$tmp/$kind.log" 2>&1 &
  fi
  pid=$!
  pids[$pid]=1
}

# Looks every 10 ms, without a process for each look, until the answer is 200; sets took to the milliseconds since the launch.
await_ready() {
  local status
  while :; do
    if { exec 3<>"/dev/tcp/127.0.0.1/$ready_port"; } 2>/dev/null; then
      printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$ready_path" >&3 2>/dev/null || true
      status=
      read -r -t 5 -u 3 status 2>/dev/null || true
      exec 3>&-
      if [[ $status == *" 200"* ]]; then
        took=$(((${EPOCHREALTIME//[.,]/} - ${launched//[.,]/}) / 1000))
        return
      fi
    fi
    if ! kill -0 "$pid" 2>/dev/null || ((${EPOCHREALTIME//[.,]/} - ${launched//[.,]/} > 120000000)); then
      echo "not ready:" >&2
      tail -n 30 "$tmp"/*.log >&2
      exit 1
    fi
    read -r -t 0.01 -u 4 || true
  done
}
mkfifo "$tmp/pause"
exec 4<>"$tmp/pause"

# One start, from the exec to readiness, and the end of it: start service|packed|rival <options>; sets took.
start() {
  launch "$@"
  await_ready
  kill "$pid"
  wait "$pid" 2>/dev/null || true
  unset "pids[$pid]"
}

# One load: load <port> <connections> <seconds>; sets per_second, requests, bad, p50 and p99 (microseconds) and adds to done_requests.
load() {
  local out status broken
  out=$(wrk -t1 -c"$2" -d"$3" --timeout 10s -s "$bench/checkout.lua" "http://127.0.0.1:$1" | grep '^RESULT')
  read -r _ per_second requests status broken p50 p99 <<<"$out"
  bad=$((status + broken))
  done_requests=$((${done_requests:-0} + requests))
  # Answers under way when the load ended are let through before the next begins.
  sleep 1
}

# Commands that the service answered with anything but 200; 202 among them, which the Orchestrator got later.
not_started() {
  curl -sf "http://127.0.0.1:$service_management/actuator/prometheus" |
    awk '/^checkout_outcomes_total/ && /door="http"/ && !/outcome="started"/ {n += $NF} END {printf "%d", n}'
}

# --- What is missing is built.
[[ -f $top/target/checkout-api.jar ]] || (cd "$top" && mvn -q -B -ntp -DskipTests package)
[[ -f $bench/rival/target/rival.jar && -d $bench/rival/target/lib ]] || (cd "$bench/rival" && mvn -q -B -ntp -DskipTests package)
for project in "$top" "$bench/rival"; do
  newer=$(find "$project/src/main" "$project/pom.xml" -newer "$(echo "$project"/target/*.jar)" -type f | head -n 1)
  [[ -z $newer ]] || echo "warning: $newer is newer than the jar that is measured" >&2
done
"$JAVA_HOME/bin/javac" -d "$tmp" "$bench/Stub.java" "$bench/Latency.java"

small="-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp $tmp"
"$java" $small Stub 0 "$delay" ${KEYS:+keys} >"$tmp/stub.port" &
stub=$!
pids[$stub]=1
until [[ -s $tmp/stub.port ]]; do sleep 0.05; done
stub_port=$(<"$tmp/stub.port")

# What others use of the cores now, by the idle time of one second.
idle() { awk '/^cpu / {print $5 + $6}' /proc/stat; }
before=$(idle); sleep 1; busy=$((100 - ($(idle) - before) / $(grep -c ^processor /proc/cpuinfo)))
[[ $busy -lt 10 ]] || echo "warning: this machine is $busy % busy with something else" >&2

echo "$("$java" -version 2>&1 | sed -n 2p), $opts, $(nproc) cores, Orchestrator at $delay ms"

# --- The caches of both, trained by requests: service_cache and rival_cache are the options to use them.
unpacked=$tmp/unpacked
trained=$(cd "$top" && JAVA_OPTS=$opts bin/train-cache target/checkout-api.jar "$unpacked" | tail -n 1)
service_cache=$(sed 's/.* java \(-XX:[^ ]*\) -jar .*/\1/' <<<"$trained")
if [[ $service_cache == -XX:AOTCache=* ]]; then
  rival_cache=-XX:AOTCache=$tmp/rival.aot; launch rival "-XX:AOTCacheOutput=$tmp/rival.aot"
else
  rival_cache=-XX:SharedArchiveFile=$tmp/rival.jsa; launch rival "-XX:ArchiveClassesAtExit=$tmp/rival.jsa"
fi
await_ready
load "$port" 1 1
kill "$pid"
wait "$pid" 2>/dev/null || true
unset "pids[$pid]"

if has start; then
  service_starts=() rival_starts=() packed_starts=() service_cached=() rival_cached=()
  for ((i = 1; i <= starts; i++)); do
    start service; service_starts+=("$took")
    start rival; rival_starts+=("$took")
    start service "$service_cache"; service_cached+=("$took")
    start rival "$rival_cache"; rival_cached+=("$took")
    start packed; packed_starts+=("$took")
  done
  echo "start, ms: service ${service_starts[*]}; rival ${rival_starts[*]}; with their caches ${service_cached[*]}; ${rival_cached[*]}; from the one jar ${packed_starts[*]}"
  a=$(median "${service_starts[@]}") b=$(median "${rival_starts[@]}")
  row "start to readiness, ms" "$a" "$b" "$(ratio "$a" "$b")"
  a=$(median "${packed_starts[@]}")
  row "  from the one jar" "$a" "$b" "$(ratio "$a" "$b")"
  a=$(median "${service_cached[@]}") b=$(median "${rival_cached[@]}")
  row "  each with its cache" "$a" "$b" "$(ratio "$a" "$b")"
fi

if has throughput || has latency; then
  launch rival ${CACHED:+"$rival_cache"}; rival=$pid rival_port=$port; await_ready
  launch service ${CACHED:+"$service_cache"}; service=$pid service_port=$port service_management=$ready_port; await_ready
  # Turn about, 10 s each, until neither gains 5 % any more: compiled code arrives late on two cores.
  a=0 b=0 line=
  for ((warmed = 10; warmed <= warmup; warmed += 10)); do
    last_a=$a last_b=$b
    load "$service_port" 64 10; a=$per_second
    load "$rival_port" 64 10; b=$per_second
    line+=" $a/$b"
    ((a * 100 < last_a * 105 && b * 100 < last_b * 105)) && break
  done
  echo "warm-up, service/rival per second:$line"
  cold=$(not_started)
fi

all_bad=0
if has throughput; then
  for c in $connections; do
    service_rates=() rival_rates=() service_cpu=() rival_cpu=()
    for ((i = 1; i <= rounds; i++)); do
      cpu=$(cpu_ms "$service")
      load "$service_port" "$c" "$duration"
      service_rates+=("$per_second") all_bad=$((all_bad + bad))
      service_cpu+=($((($(cpu_ms "$service") - cpu) * 1000 / requests)))
      line="$c connections, round $i: service $per_second/s (p50 $(ms "$p50") p99 $(ms "$p99") ms, $bad bad)"
      cpu=$(cpu_ms "$rival")
      load "$rival_port" "$c" "$duration"
      rival_rates+=("$per_second") all_bad=$((all_bad + bad))
      rival_cpu+=($((($(cpu_ms "$rival") - cpu) * 1000 / requests)))
      echo "$line; rival $per_second/s (p50 $(ms "$p50") p99 $(ms "$p99") ms, $bad bad)"
    done
    a=$(median "${service_rates[@]}") b=$(median "${rival_rates[@]}")
    row "requests/s at $c connections" "$a" "$b" "$(ratio "$a" "$b")"
    a=$(median "${service_cpu[@]}") b=$(median "${rival_cpu[@]}")
    row "  its CPU a request, µs" "$a" "$b" "$(ratio "$a" "$b")"
  done
fi

if has latency; then
  read -r d50 d99 _ n bad < <("$java" $small Latency saga "$stub_port" "$rate" 3 "$latency_seconds")
  echo "at $rate/s: Orchestrator alone p50 $(ms "$d50") p99 $(ms "$d99") ms, $n requests, $bad bad"
  all_bad=$((all_bad + bad))
  read -r s50 s99 _ n bad < <("$java" $small Latency checkout "$service_port" "$rate" 3 "$latency_seconds")
  echo "at $rate/s: through the service p50 $(ms "$s50") p99 $(ms "$s99") ms, $n requests, $bad bad"
  all_bad=$((all_bad + bad))
  read -r r50 r99 _ n bad < <("$java" $small Latency checkout "$rival_port" "$rate" 3 "$latency_seconds")
  echo "at $rate/s: through the rival p50 $(ms "$r50") p99 $(ms "$r99") ms, $n requests, $bad bad"
  all_bad=$((all_bad + bad))
  row "added latency at $rate/s, p50, ms" "$(ms $((s50 - d50)))" "$(ms $((r50 - d50)))" "$(ratio $((s50 - d50)) $((r50 - d50)))"
  row "added latency at $rate/s, p99, ms" "$(ms $((s99 - d99)))" "$(ms $((r99 - d99)))" "$(ratio $((s99 - d99)) $((r99 - d99)))"
fi

if has throughput || has latency; then
  a=$(rss "$service") b=$(rss "$rival")
  row "resident after load, MB" "$a" "$b" "$(ratio "$a" "$b")"
  row "answers not 2xx, both, and broken calls" "$all_bad" "" ""
  row "service's answers not 200; while warming up" "$(($(not_started) - cold))" "$cold" ""
  grep -v ' checkout\.outcome started ' "$tmp/service.log" | grep -E ' (checkout\.outcome|WARN|ERROR) ' | cut -c -240 | tail -n 5 || true
  echo "Orchestrator: $(curl -s "http://127.0.0.1:$stub_port/count"), $(awk '{print ($14 + $15) / 100}' "/proc/$stub/stat") s of CPU; wrk had ${done_requests:-0} answers"
fi

printf '\n%-44s %14s %14s %10s\n' "" "Checkout API" "rival" "ratio"
printf '%s\n' "${table[@]}"
