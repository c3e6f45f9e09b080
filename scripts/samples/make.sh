#!/usr/bin/env bash
# Render all sample scenes into assets/samples; arguments go to render.py (see its --help).
set -euo pipefail
cd "$(dirname "$0")"
venv="${SAMPLES_VENV:-.venv}"
if [ ! -x "$venv/bin/python" ]; then
  # Blender's Python package has a build for Python 3.11 alone.
  python3.11 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r requirements.txt
fi
exec "$venv/bin/python" render.py "$@"
