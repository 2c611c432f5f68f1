#!/bin/sh
# What the machine must have, got from its own packages where it is ours to install.
#
#   tests/machine.sh python PYTHON VENV    make the virtual environment
#   tests/machine.sh browser               have a Chromium; in CI a missing one is an error
set -eu

install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null 2>&1 ||
            { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null; }
    else
        return 1
    fi
}

case "$1" in
python)
    python=${2:-}
    [ -n "$python" ] || { echo "make: no Python here; install Python 3.11 or newer" >&2; exit 1; }
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        { echo "make: $python is older than Python 3.11; name a newer one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
    if ! "$python" -m venv --clear "$3" 2>/dev/null; then
        echo "this Python has no venv; installing it …"
        install python3-venv || { echo "make: install your system's package python3-venv" >&2; exit 1; }
        "$python" -m venv --clear "$3"
    fi
    ;;
browser)
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then exit 0; fi
    done
    echo "no Chromium here; installing it …"
    if ! install chromium; then
        echo "no Chromium: the browser's tests $([ -n "${CI:-}" ] && echo fail || echo are skipped)" >&2
        [ -z "${CI:-}" ] || exit 1
    fi
    ;;
*)
    echo "machine.sh: python or browser?" >&2
    exit 2
    ;;
esac
