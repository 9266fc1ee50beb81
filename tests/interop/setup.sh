#!/bin/sh
# Install what the tests of age files talk to, beside this file and outside git. Never fails: without
# it, those tests run on the files in tests/vectors/age/typage/ and say so.
cd "$(dirname "$0")" || exit 1
without="interop: the files in tests/vectors/age/typage are used instead of a live typage"
if ! command -v npm >/dev/null 2>&1 || ! command -v node >/dev/null 2>&1; then
    echo "$without (no npm here)"
elif [ node_modules/.package-lock.json -nt package-lock.json ]; then
    : # installed since the lock last changed
elif ! npm ci --no-audit --no-fund --ignore-scripts --silent >/dev/null 2>&1; then
    echo "$without (npm ci did not succeed)"
fi
exit 0
