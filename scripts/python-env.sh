#!/bin/sh
# Makes training/.venv, the environment of the Python suite and of the tests that read our files back with Python.
set -eu
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
environment=training/.venv
requirements=training/requirements-test.txt

if ! command -v "$python" >/dev/null 2>&1; then
  echo "python-env: $python not found; install Python 3.11 or newer, or set PYTHON to where it is" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "python-env: $("$python" --version) is too old; install Python 3.11 or newer, or set PYTHON to where it is" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "python-env: $python has no venv module; install it (Debian and Ubuntu: apt install python3-venv)" >&2
  exit 1
fi

# The stamp is a copy of what was installed, so a changed pin builds the environment anew.
stamp="$environment/requirements.stamp"
wanted="$(cat training/requirements.txt "$requirements")"
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
  rm -rf "$environment"
  "$python" -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  printf '%s\n' "$wanted" >"$stamp"
fi
