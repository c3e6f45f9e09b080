#!/usr/bin/env bash
# The README's first command: the main job on a sample scene, with its result shown.
set -euo pipefail
cd "$(dirname "$0")/.."
npm run -s phraselift -- select assets/samples/breakfast.jpg "all the mugs except the blue one" \
  --out out/demo --png --psd --overlay --force
