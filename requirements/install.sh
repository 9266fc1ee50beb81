#!/bin/sh
# requirements/install.sh PYTHON FILE: installs what FILE pins, by two pips at once.
#
# pip spends its time on one core, reading the lists of every version of every package; what a file pins is
# whole (--no-deps), so its halves don't meet. Modules are compiled when they are first imported.
set -eu
python=$1 file=$2
halves=$(mktemp -d)
trap 'rm -rf "$halves"' EXIT
awk -v to="$halves" '/^[A-Za-z0-9]/ { half = n++ % 2 } { print > (to "/" half) }' "$file"
install() {
    "$python" -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r "$1"
}
install "$halves/0" &
install "$halves/1" || { wait; exit 1; }
wait $!
