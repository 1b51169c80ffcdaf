#!/bin/sh
# Builds Centrifugo in the version that package.json names, into bench/peers/target.
set -eu
cd "$(dirname "$0")/.."
version=$(node -p 'require("./package.json").config.centrifugo')
PATH="$PATH:/usr/local/go/bin"
if ! command -v go >/dev/null; then
  echo "Go is needed to build Centrifugo: https://go.dev/dl" >&2
  exit 1
fi
# What a release sets, so that it knows its own version.
flags="-s -w -X github.com/centrifugal/centrifugo/v6/internal/build.Version=${version#v}"
GOBIN="$PWD/target/centrifugo-$version" go install -ldflags "$flags" "github.com/centrifugal/centrifugo/v6@$version"
echo "$PWD/target/centrifugo-$version/centrifugo"
