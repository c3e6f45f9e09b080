#!/bin/sh
# Lints and tests the Python code in training/, in its own environment.
set -eu
cd "$(dirname "$0")/.."
sh scripts/python-env.sh
cd training
.venv/bin/ruff check .
.venv/bin/ruff format --check .
exec .venv/bin/python -m pytest "$@"
