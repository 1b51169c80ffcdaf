#!/bin/sh
# Builds all that compare.mjs runs: Parley with its Liberty, the load test, and the peers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sh "$here/../cluster/prepare.sh"
sh "$here/centrifugo/install.sh"
