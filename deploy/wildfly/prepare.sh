#!/bin/sh
# Makes a WildFly ready for Parley: the drivers of the databases, and the configuration parley.xml.
# Usage: prepare.sh WILDFLY_HOME H2_JAR POSTGRESQL_JAR. WildFly must be down.
set -e
[ $# = 3 ] || { sed -n '2,3s/^# //p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
module=$1/modules/dev/parley/jdbc/main
configuration=$1/standalone/configuration
mkdir -p "$module"
cp "$here/module.xml" "$module/"
cp "$2" "$module/h2.jar"
cp "$3" "$module/postgresql.jar"
cp "$configuration/standalone-microprofile.xml" "$configuration/parley.xml"
# The first lines of the console, before parley.xml is read: without colours too.
sed -i 's/^\(handler.CONSOLE.formatter=\)COLOR-PATTERN/\1PATTERN/' "$configuration/logging.properties"
"$1/bin/jboss-cli.sh" --file="$here/parley.cli"
