#!/usr/bin/env bash
# Kills the server at random moments while a document is edited, and recovers (test/renderer/killCampaign.ts).
#   test/campaigns/kills.sh [kills] [seed]
set -euo pipefail
cd "$(dirname "$0")/../.."
exec npx --no-install node --disable-warning=ExperimentalWarning test/renderer/killCampaign.ts "$@"
