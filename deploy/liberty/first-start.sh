#!/bin/sh
# Starts a member once, and keeps what makes its later starts fast: README.md beside this file says what, and when to do it again.
# Usage: first-start.sh WLP SERVER PROBE
#   WLP     the folder of Open Liberty
#   SERVER  the name of the server
#   PROBE   the folder of classes that has dev/parley/probe
# The environment is that of the member: JAVA_HOME, JVM_ARGS, WLP_USER_DIR, PARLEY_HTTP_PORT.
set -eu
if [ $# -ne 3 ]; then
  echo "usage: $0 WLP SERVER PROBE" >&2
  exit 2
fi
wlp=$1 server=$2 probe=$3
seconds=180
folder=$(cd "${WLP_USER_DIR:-$wlp/usr}/servers/$server" && pwd)
archive=$folder/classes.jsa
options=$folder/configDropins/overrides/jvm.options
log=$folder/first-start.log
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# An archive is not made from a JVM that uses one.
rm -f "$archive"
if [ -f "$options" ]; then
  sed -i '/-XX:SharedArchiveFile=/d' "$options"
fi

# No archive is made from a JVM with an agent.
export WLP_SKIP_BOOTSTRAP_AGENT=true
# Alone, for nobody, on an empty database that is gone at the end.
export PARLEY_HTTP_HOST=127.0.0.1 PARLEY_TLS=off PARLEY_CLUSTER_DISCOVERY=none PARLEY_EXIT_ON_FAILED_START=true
export PARLEY_DB_URL=jdbc:h2:mem:parley PARLEY_DB_USER=parley PARLEY_DB_PASSWORD=
JVM_ARGS="${JVM_ARGS:-} -XX:ArchiveClassesAtExit=\"$archive\"" "$wlp/bin/server" run "$server" > "$log" 2>&1 &
member=$!
trap 'kill "$member" 2> /dev/null || true' EXIT

until "$java" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$probe" dev.parley.probe.ReadinessProbe > /dev/null; do
  seconds=$((seconds - 2))
  if [ "$seconds" -le 0 ] || ! kill -0 "$member" 2> /dev/null; then
    cat "$log" >&2
    echo "the member is not ready; above is what it said" >&2
    exit 1
  fi
  sleep 2
done

kill "$member"
wait "$member" || true
if [ ! -f "$archive" ]; then
  cat "$log" >&2
  echo "the JVM has made no archive; above is what it said" >&2
  exit 1
fi
rm "$log"
mkdir -p "$(dirname "$options")"
echo "-XX:SharedArchiveFile=$archive" >> "$options"
echo "ready: $archive"
