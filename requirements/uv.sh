#!/bin/sh
# requirements/uv.sh SYSTEM PYTHON: gives the environment of PYTHON the uv that uv.txt pins.
#
# The pip of SYSTEM, the Python that made the environment, installs it at once where there is one; else the one that
# comes with Python is unpacked first, which takes some seconds.
set -eu
system=$1 python=$2
options="--quiet --disable-pip-version-check --no-compile --require-hashes --no-deps"
"$system" -m pip --python "$python" install $options -r requirements/uv.txt 2>/dev/null && exit
"$python" -m ensurepip >/dev/null
"$python" -m pip install $options -r requirements/uv.txt
