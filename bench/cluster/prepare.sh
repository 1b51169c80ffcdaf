#!/bin/sh
# Builds all that cluster.mjs runs: Parley with its Liberty, the load test, what starts PostgreSQL,
# and the WebSocket library of bench/peers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
mvn -q -B -ntp -f "$root/pom.xml" -DskipTests package liberty:create
mvn -q -B -ntp -f "$root/bench/load/pom.xml" -DskipTests package
mvn -q -B -ntp -f "$root/bench/pom.xml" compile
(cd "$root/bench/peers" && npm ci --silent)
