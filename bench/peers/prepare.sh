#!/bin/sh
# Builds all that compare.mjs runs: Parley with its Liberty, the load test, and the peers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
mvn -q -B -ntp -f "$root/pom.xml" -DskipTests package liberty:create
mvn -q -B -ntp -f "$root/bench/load/pom.xml" -DskipTests package
(cd "$here" && npm ci --silent)
sh "$here/centrifugo/install.sh"
