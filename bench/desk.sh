#!/usr/bin/env bash
# How quickly the dead-letter desk answers with many entries, and a browser shows it where chromedriver is: bench/desk.sh [entries [requests]].
# H2 (told not to answer a question twice from memory) in a folder of its own; PostgreSQL where CHECKOUT_DATABASE_URL names an empty database of it.
set -euo pipefail
cd "$(dirname "$0")/.."
entries=${1:-100000} requests=${2:-60}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
folder=$(mktemp -d)
export SERVER_PORT=29080 MANAGEMENT_SERVER_PORT=29081 CHECKOUT_DATA=$folder CHECKOUT_DESK_PASSWORD=not-a-secret-here
url=${CHECKOUT_DATABASE_URL:-jdbc:h2:file:$folder/desk;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE}
pid=
stop() { if [ -n "$pid" ]; then kill "$pid" && wait "$pid" || true; pid=; fi; }
trap 'stop; rm -rf "$folder"' EXIT
start() {
  "$java" -Xmx512m -jar target/checkout-api.jar > "$folder/log" 2>&1 & pid=$!
  for _ in $(seq 300); do
    if curl -fs -o "$folder/answer" -u operator:$CHECKOUT_DESK_PASSWORD http://127.0.0.1:29080/ops/dead-letters; then return; fi
    sleep 0.2
  done
  cat "$folder/log"; exit 1
}
rss() { awk '/VmRSS/ {printf "%d MB resident\n", $2 / 1024}' "/proc/$pid/status"; }
start; stop
# Boot's jar is no class path; unpacked, it is.
"$java" -Djarmode=tools -jar target/checkout-api.jar extract --destination "$folder/unpacked" > "$folder/log"
"$java" -cp "$folder/unpacked/checkout-api.jar" bench/Desk.java fill "$url" "$entries"
if [ -z "${CHECKOUT_DATABASE_URL:-}" ]; then
  export CHECKOUT_DATABASE_URL="jdbc:h2:file:$folder/desk;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;OPTIMIZE_REUSE_RESULTS=0;CACHE_SIZE=98304"
fi
start; rss
"$java" bench/Desk.java ask http://127.0.0.1:29080 operator $CHECKOUT_DESK_PASSWORD "$requests"
if command -v chromedriver > "$folder/driver"; then "$java" bench/Desk.java paint http://127.0.0.1:29080 operator $CHECKOUT_DESK_PASSWORD "$requests"; fi
rss
