"""The screens on a real terminal: keys, sizes, pastes, signals, and that no text commands it."""

from __future__ import annotations

import json
import re

import pytest

from tests.e2e.screens_terminal import Terminal, screens, unlock
from tests.e2e.shell import Shell, found
from tests.tui.screens.population import HOSTILE

F2, ESCAPE = "\x1bOQ", "\x1b"
PASTE = "\x1b[200~{}\x1b[201~"


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Found a post with a hostile request and a hostile arrival."""
    shell = found(tmp_path_factory.mktemp("screens") / "bogota", "asi-bogota", "CO", Shell.dear)
    asked = {"kind": "wanted", "from": "dnpj", "title": HOSTILE, "text": HOSTILE, "agent": HOSTILE}
    arrived = {"in": True, "channel": "email", "from": HOSTILE, "subject": HOSTILE, "text": HOSTILE}
    verbs = []
    for words, said in (("request new", asked), ("transmission record", arrived)):
        file = shell.place / f"{words}.json"
        file.write_text(json.dumps(said), encoding="utf-8")
        verbs.append(json.dumps([*words.split(), "--input", str(file)]))
    done = shell.run("batch", "-", stdin="\n".join(verbs))  # one unlocking
    assert done.returncode == 0, done.stderr
    return shell


def test_a_terminal_that_goes_away_keeps_the_draft_and_nothing_commands_the_next(post: Shell) -> None:
    with screens(post, NO_COLOR="1") as terminal:
        unlock(terminal, "A␛]52")
        terminal.keys("\x1a")  # nobody could continue them: they stay
        terminal.keys("n")
        terminal.until("New request")
        terminal.until("Kind")
        terminal.keys("\t", "\t", "\t", PASTE.format("Un titre tapé juste avant"))
        terminal.until("Un titre tapé")
        assert terminal.vanish()
        assert terminal.child.exitstatus == 0
        colours = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", bytes(terminal.raw))
        assert [one for one in colours if len(set(one)) > 1] == []  # shades of grey alone
    with screens(post, job=True) as terminal:
        unlock(terminal)
        _find_the_draft(terminal)
        _stop_and_go_on(terminal)
        _look_around(terminal)
        _change_sizes(terminal)
        _paste(terminal)
        terminal.keys("q")
        assert terminal.until_ended() == 0
        assert terminal.commands() == []
    listed = post.ok("transmission", "show", "2")
    assert str(listed["text"]).count("ligne q ␛[31m␛") == 3_000


def _find_the_draft(terminal: Terminal) -> None:
    terminal.keys("n")
    terminal.until("Un titre tapé juste avant")
    terminal.until("draft found again")
    terminal.keys(ESCAPE)
    terminal.until("ARRIVALS TO SORT")


def _stop_and_go_on(terminal: Terminal) -> None:
    terminal.keys("\x1a")
    terminal.until_written(b'"$0"')  # what the shell says when it continues a job


def _look_around(terminal: Terminal) -> None:
    for key, seen in (
        ("2", "requests: 1"),
        ("\r", "Requested by"),
        ("\x1b[C", "│LEGS"),
        ("q", "requests: 1"),
        ("3", "A-0001"),
        ("5", "verify"),
        ("6", "SERVICES"),
        ("7", "Requests by kind"),
    ):
        terminal.keys(key)
        terminal.until(seen)


def _change_sizes(terminal: Terminal) -> None:
    terminal.resize(5, 20)
    terminal.keys("j", "k")
    terminal.resize(24, 80)
    terminal.until("Requests by kind")


def _paste(terminal: Terminal) -> None:
    terminal.keys("1")
    terminal.until("ARRIVALS TO SORT")
    terminal.keys("i")
    terminal.until("Register an arrival")
    terminal.keys(PASTE.format("ligne q \x1b[31m\x1b\n" * 3_000))
    terminal.until("ligne")
    terminal.keys_until(F2, "registered")
    terminal.keys("?")
    terminal.until("The keys")
    terminal.keys(ESCAPE)
    terminal.until("ARRIVALS TO SORT")  # the notification still stands over what is below


def test_without_a_terminal_that_can_it_says_what_to_use_instead(post: Shell) -> None:
    with screens(post, TERM="dumb") as terminal:
        assert terminal.until_ended() == 2
        assert "exchange" in terminal.text
        assert b"\x1b[?" not in terminal.raw
    piped = post.run()
    assert piped.returncode == 2
    assert piped.stderr.startswith("error: ")
