#!/bin/sh
# requirements/install.sh PYTHON FILE [PROJECT]: installs what FILE pins by two pips at once, PROJECT by a third.
#
# pip spends its time on one core, reading the lists of every version of every package; what a file pins is
# whole (--no-deps), so its halves don't meet. Modules are compiled when they are first imported.
set -eu
python=$1 file=$2 project=${3-}
halves=$(mktemp -d)
trap 'rm -rf "$halves"' EXIT
awk -v to="$halves" '/^[A-Za-z0-9]/ { half = n++ % 2 } { print > (to "/" half) }' "$file"
install() {
    "$python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "$@"
}
install --require-hashes -r "$halves/0" &
first=$!
third=
if [ "$project" ]; then
    install -q --no-build-isolation --editable "$project" &
    third=$!
fi
install --require-hashes -r "$halves/1" || { wait; exit 1; }
wait "$first"
[ -z "$third" ] || wait "$third"
