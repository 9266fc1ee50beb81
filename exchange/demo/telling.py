"""What the demo says of itself: what it made, the passphrases, and commands that work as they stand."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exchange.demo.model import Made, MadePost
from exchange.demo.partners import CARDS, RETURNING
from exchange.locale import Language, text

_DOMAIN: Final = "demo"


@dataclass(frozen=True)
class Step:
    """Something to try: why, and the words of the command after the program's name."""

    why: str
    words: tuple[str, ...]


def steps(made: Made) -> tuple[Step, ...]:
    """Return what to try next, in an order that makes sense; each command works as it stands."""
    ours, theirs = made.posts
    place = Path(made.folder)
    cards = (f"{CARDS}/{post.handle}.card" for post in made.posts)
    return (
        Step("due", (*_door(made, ours), "due", "--within", "7d")),
        Step("show", (*_door(made, ours), "request", "show", made.example)),
        Step(
            "receive",
            (
                *_door(made, ours),
                "transmission",
                "receive",
                _shown(place / made.waiting),
                "--receipt-dir",
                _shown(place / RETURNING),
            ),
        ),
        Step("return", (*_door(made, theirs), "transmission", "receive", f"{_shown(place / RETURNING)}/*")),
        Step("register", (*_door(made, theirs), "transmission", "list")),
        Step("investigator", (*_door(made, ours, "investigator"), "request", "list")),
        Step("auditor", (*_door(made, ours, "auditor"), "log", "verify")),
        Step("refused", (*_door(made, ours, "auditor"), "request", "show", made.example)),
        Step(
            "verify",
            (
                "verify",
                _shown(place / made.export),
                *(word for card in cards for word in ("--card", _shown(place / card))),
                "--witnesses",
                "1",
            ),
        ),
    )


def command(step: Step, program: str) -> str:
    """Return a step as a line for the shell, which is left to fill in a `*`."""
    words = (
        f"{shlex.quote(word[:-1])}*" if word.endswith("/*") else shlex.quote(word) for word in step.words
    )
    return " ".join((program, *words))


def tell(made: Made, language: Language, program: str) -> str:
    """Return the demo's account of itself, lines for a person."""
    return "\n".join(_lines(made, language, program))


def _lines(made: Made, language: Language, program: str) -> Iterator[str]:
    yield text(_DOMAIN, "made" if made.fresh else "stands", language, folder=_shown(Path(made.folder)))
    for post in made.posts:
        yield ""
        yield from _post_lines(made, post, language)
    yield ""
    yield text(
        _DOMAIN,
        "between",
        language,
        dispatches=made.dispatches,
        receipts=made.receipts,
        waiting=made.waiting,
    )
    yield text(_DOMAIN, "pressing", language, to_sort=made.to_sort, arrests=", ".join(made.arrests))
    yield text(_DOMAIN, "export", language, export=made.export)
    yield text(_DOMAIN, "fiction", language)
    yield ""
    yield text(_DOMAIN, "next", language)
    for step in steps(made):
        yield f"  # {text(_DOMAIN, f'try.{step.why}', language)}"
        yield f"  {command(step, program)}"


def _post_lines(made: Made, post: MadePost, language: Language) -> Iterator[str]:
    yield text(
        _DOMAIN,
        "post",
        language,
        handle=post.handle,
        requests=post.requests,
        entries=post.entries,
        witnessed=post.witnessed,
    )
    for member in post.members:
        path = Path(made.folder) / member.passphrase_file
        yield text(
            _DOMAIN,
            "member",
            language,
            handle=member.handle,
            role=text("codes", f"role.{member.role}", language),
            passphrase=path.read_text(encoding="utf-8").strip(),
        )


def _door(made: Made, post: MadePost, role: str = "head") -> tuple[str, ...]:
    member = next(one for one in post.members if one.role == role)
    place = Path(made.folder)
    return (
        "--store",
        _shown(place / post.handle),
        "--as",
        member.handle,
        "--passphrase-file",
        _shown(place / member.passphrase_file),
    )


def _shown(path: Path) -> str:
    """Return a path as one would type it here: from the present folder where it lies below it."""
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near
