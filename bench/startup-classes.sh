#!/usr/bin/env bash
# Writes src/main/resources/META-INF/startup-classes.txt: the classes that a start loads after its first second, in the
# order in which it comes to need them. Worth running again after libraries have changed. Needs target/checkout-api.jar.
set -euo pipefail
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
export SERVER_PORT=${SERVER_PORT:-28080} MANAGEMENT_SERVER_PORT=${MANAGEMENT_SERVER_PORT:-28081} CHECKOUT_DATA=$work/data
# Without the list of last time, which would come first in this one.
"$java" -Dcheckout.preload=none "-Xlog:class+load=info:file=$work/loaded.txt" -jar target/checkout-api.jar > "$work/log" 2>&1 &
pid=$!
for _ in $(seq 300); do
  curl -sf -o "$work/ready" "http://127.0.0.1:$MANAGEMENT_SERVER_PORT/actuator/health/readiness" && break
  sleep 0.2
done
awk '
  / source: (file|jar):/ && !/Lambda|\$\$|\$Proxy|com\.acme/ {
    sub(/^.*\] /, ""); name = $1; dot = match(name, /\.[^.]*$/)
    if (++seen <= 2500 || !dot) next
    package = substr(name, 1, dot - 1)
    if (package != last) { printf "%s%s", (last == "" ? "" : "\n"), package; last = package }
    printf " %s", substr(name, dot + 1)
  }
  END { print "" }' "$work/loaded.txt" > src/main/resources/META-INF/startup-classes.txt
wc src/main/resources/META-INF/startup-classes.txt
