#!/bin/sh
# requirements/install.sh PYTHON FILE [PROJECT]: installs what FILE pins, then PROJECT, where it lies.
#
# uv takes a third of pip's time, and compiles on every core what each command would compile at its first import.
# Where it reaches no registry, pip may: a mirror is often told to pip alone, in pip.conf.
set -eu
python=$1 file=$2 project=${3-}
by_uv() {
    "${python%/*}/uv" pip install --quiet --python "$python" --no-deps "$@"
}
by_pip() {
    "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps "$@"
}
by_uv --compile-bytecode --require-hashes -r "$file" || by_pip --require-hashes -r "$file"
[ -z "$project" ] || by_uv --no-build-isolation --editable "$project"
