#!/bin/sh
# What some tests need from Debian: node and npm (the age interoperability test runs typage, the page that
# verifies runs in node), strace (faults injected into system calls), openssl (checks that use public tools
# alone), zsh and fish (completion). Installed where we may; elsewhere those tests run on vectors in the
# repository, or are skipped, and say so.
set -u
cd "$(dirname "$0")/.." || exit 1

missing=""
for tool in node npm strace openssl zsh fish; do
    command -v "$tool" >/dev/null 2>&1 && continue
    case $tool in
        node) missing="$missing nodejs" ;;
        *) missing="$missing $tool" ;;
    esac
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        log=$(mktemp)
        # $missing is a list of words of ours: it must be split.
        # shellcheck disable=SC2086
        if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq -y --no-install-recommends $missing; } >"$log" 2>&1; then
            echo "installed for the tests:$missing"
        else
            echo "could not install:$missing (tests that need them run on vectors)"
            tail -n 3 "$log"
        fi
        rm -f "$log"
    else
        echo "not here:$missing (tests that need them run on vectors; apt-get needs root)"
    fi
fi

if command -v npm >/dev/null 2>&1 && [ -f tests/interop/setup.sh ]; then
    sh tests/interop/setup.sh || echo "typage is not here: the age tests run on vectors"
fi
exit 0
