"""What a real terminal gets from the command: nothing that it would obey, hide or draw over."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import termios
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.shell import Shell, found, obeyed

HOSTILE = "A\x1b]52;c;eA==\x07\x9b31m\u202eB\u2066C\u200b[/]{x}%s" + "e" + "\u0301" * 40 + "\rD"
SHOWN = ("␛]52", "⟨U+009B⟩", "⟨RLO⟩", "⟨LRI⟩", "⟨ZWSP⟩", "[/]{x}%s", "⟨U+0301⟩")
# Our own: the label of an error in bold, and the bar of long work, which is told by rewriting its line.
_OURS = re.compile(r"\x1b\[1m|\x1b\[0m|\r\x1b\[K[^\r]*")
_OBEYED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]|\r(?!\n)|\u0301{9}"
)


def on_a_terminal(shell: Shell, *words: str, columns: int = 80) -> tuple[int, str]:
    """Run the command on a pseudo-terminal; return its exit code and all that the terminal got."""
    environment = {
        **{name: value for name, value in shell.environment("a.martin").items() if name != "NO_COLOR"},
        "TERM": "xterm-256color",
    }
    del environment["EXCHANGE_MEMBER"], environment["EXCHANGE_LANG"]
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    told = b""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(obeyed, words, environment, terminal=os.ttyname(follower))
        done.add_done_callback(lambda _: os.close(follower))
        while piece := _read(leader):
            told += piece
    os.close(leader)
    return done.result().returncode, told.decode("utf-8")


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # the last holder of the other end went away
        return b""


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Found a post with a request and an arrival whose every text is hostile."""
    shell = found(tmp_path_factory.mktemp("terminal") / "bogota", "asi-bogota", "CO")
    asked = {
        "kind": "wanted",
        "type": "location",
        "from": "bnrf",
        "to": "interpol-co",
        "title": HOSTILE,
        "text": HOSTILE,
        "agent": HOSTILE,
        "points": [HOSTILE],
        "handling": "H3",
        "conditions": HOSTILE,
        "persons": [{"family": HOSTILE}],
    }
    shell.ok("request", "new", "--input", "-", stdin=json.dumps(asked))
    arrived = {"in": True, "channel": "email", "from": HOSTILE, "subject": HOSTILE, "text": HOSTILE}
    shell.ok("transmission", "record", "--input", "-", stdin=json.dumps(arrived))
    return shell


@pytest.mark.parametrize(
    "words",
    [
        ("request", "show", "BOG-2026-00001"),
        ("request", "show", "BOG-2026-00001", "--json"),
        ("request", "list"),
        ("transmission", "show", "1"),
    ],
    ids=" ".join,
)
def test_hostile_text_is_shown_and_never_obeyed(post: Shell, words: tuple[str, ...]) -> None:
    code, told = on_a_terminal(post, *words)
    assert code == 0
    assert _OBEYED.findall(_OURS.sub("", told)) == []
    assert "--json" in words or all(sign in told for sign in SHOWN)


@pytest.mark.parametrize("words", [(HOSTILE,), ("verify", HOSTILE)])
def test_a_hostile_word_is_refused_without_being_obeyed(post: Shell, words: tuple[str, ...]) -> None:
    code, told = on_a_terminal(post, *words)
    assert code in (1, 2)
    assert _OBEYED.findall(_OURS.sub("", told)) == []


@pytest.mark.parametrize("words", [("service", "list"), ("law", "show", "eio")], ids=" ".join)
def test_no_line_is_wider_than_the_terminal(post: Shell, words: tuple[str, ...]) -> None:
    code, told = on_a_terminal(post, *words, "--lang", "fr")
    assert code == 0
    assert max(map(len, told.split("\r\n"))) <= 80


def test_a_progress_bar_is_drawn_on_a_terminal_and_never_in_a_pipe(post: Shell) -> None:
    _, told = on_a_terminal(post, "log", "verify")
    assert "\r\x1b[K" in told
    piped = post.run("log", "verify")
    assert (piped.returncode, piped.stderr) == (0, "")
