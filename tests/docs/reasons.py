"""docs/errors.md: every reason for a refusal, with its exit code, sentence and hint.

The sentences are read from the catalogues; the exit codes from the code itself, by `ast`: a reason has
those of the classes that are raised with it, directly or by a function that it is handed to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel.messages.pofile import read_po

from exchange import errors
from exchange.errors import ExchangeError, Exit
from tests.sources import PACKAGES, ROOT, sources

LOCALE: Final = ROOT / "exchange" / "locale"

BUILT: Final = {"verify.fails-at": Exit.INTEGRITY}
"""Reasons that are put together from parts, and so stand in no line of the code as they are."""

_HEAD: Final = """# Errors

Generated from the catalogues and the code by `make docs`; a test compares. A refusal is one sentence
and one hint, in French or English, on stderr; with `--json` also a document
`{"error":{"code":…,"message":…,"hint":…}}` on stdout, whose `code` is the reason below. In braces stand
its arguments: numbers, codes, references and names that the caller gave; never content.

| exit | meaning |
|---|---|
| 0 | done |
| 1 | refused: not done, nothing changed |
| 2 | the command was not understood |
| 3 | the store could not be unlocked |
| 4 | the member lacks the role, the grant or the key; logged as `access.refused` where a store is open |
| 5 | tampering or corruption found: nothing is repaired silently |
| 6 | not found |
| 7 | conflict: changed meanwhile, a duplicate, a replay |
| 8 | done, but its result could not be shown: standard output is full or closed |
| 130 | interrupted from the keyboard |

A reason without an exit code is told inside another one's `why`, or as a line of a verification, or as a
warning; several codes are those of the several places that refuse for it.
"""


@dataclass(frozen=True)
class Use:
    """A reason as a literal in the code: the exit codes that it ends with there, if any can be told."""

    reason: str
    exits: frozenset[int]
    path: str


def catalogue(language: str) -> dict[str, dict[str, str]]:
    """Return the messages of each catalogue of errors: by domain, then by code."""
    found = {}
    for path in sorted((LOCALE / language).glob("errors*.po")):
        with path.open("rb") as file:
            found[path.stem] = {str(one.id): str(one.string) for one in read_po(file) if one.id}
    return found


def reasons(language: str) -> dict[str, dict[str, str]]:
    """Return the sentences of each catalogue, without the hints."""
    return {
        domain: {code: words for code, words in messages.items() if not code.endswith(".hint")}
        for domain, messages in catalogue(language).items()
    }


def _modules() -> dict[str, tuple[ast.AST, ...]]:
    """Return every node of each of our modules, by its path."""
    return {source.path: source.nodes for source in sources(*PACKAGES)}


@cache
def exit_codes() -> dict[str, int]:
    """Return the exit code of each class of error, by its name: those of the tree, then their heirs."""
    found = {
        name: int(value.exit)
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, ExchangeError)
    }
    heirs = [n for nodes in _modules().values() for n in nodes if isinstance(n, ast.ClassDef)]
    for _ in range(3):  # the tree is nowhere deeper
        for heir in heirs:
            for base in heir.bases:
                if ast.unparse(base) in found:
                    found.setdefault(heir.name, found[ast.unparse(base)])
    return found


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _calls(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    return (node for node in nodes if isinstance(node, ast.Call))


def _literals(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.IfExp):
        return (*_literals(node.body), *_literals(node.orelse))
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()


def _open(nodes: Iterable[ast.AST]) -> frozenset[int]:
    """Return the exit codes of the errors that are raised in `nodes` with a reason from elsewhere."""
    codes = exit_codes()
    return frozenset(
        codes[_name(call)]
        for call in _calls(nodes)
        if _name(call) in codes and call.args and not _literals(call.args[0])
    )


@cache
def _handed() -> dict[str, frozenset[int]]:
    """Return the exit codes that each function may end with for a reason that it is handed."""
    found: dict[str, frozenset[int]] = {}
    for nodes in _modules().values():
        if not _open(nodes):
            continue
        for node in nodes:
            if isinstance(node, ast.FunctionDef) and (exits := _open(ast.walk(node))):
                found[node.name] = found.get(node.name, frozenset()) | exits
    return found


@cache
def uses() -> tuple[Use, ...]:
    """Return every literal that an error is raised with, or that is handed to who raises one."""
    codes, handed, found = exit_codes(), _handed(), list[Use]()
    for path, nodes in _modules().items():
        for call in _calls(nodes):
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            name = _name(call)
            if name in codes and given:
                exits, words = frozenset({codes[name]}), _literals(given[0])
            elif name in handed:
                exits, words = handed[name], tuple(w for value in given for w in _literals(value))
            else:
                continue
            found.extend(Use(word, exits, path) for word in words)
    return tuple(found)


@cache
def literals() -> dict[str, frozenset[int]]:
    """Return every string of the code, with the exit codes of what its modules raise for such ones."""
    found: dict[str, frozenset[int]] = {}
    for nodes in _modules().values():
        exits = _open(nodes)
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[node.value] = found.get(node.value, frozenset()) | exits
    return found


@cache
def _begun() -> dict[str, int]:
    """Return the beginnings of reasons that end with a code (`incident-<kind>`), with their exit code."""
    found: dict[str, int] = {}
    for nodes in _modules().values():
        for node in nodes:
            if not isinstance(node, ast.ClassDef) or node.name not in exit_codes():
                continue
            for call in _calls(ast.walk(node)):
                if call.args and isinstance(call.args[0], ast.JoinedStr):
                    begin = call.args[0].values[0]
                    if isinstance(begin, ast.Constant):
                        found[str(begin.value)] = exit_codes()[node.name]
    return found


def exits_of(reason: str) -> frozenset[int] | None:
    """Return the exit codes of a reason, none where it is told inside another; None where unused."""
    direct = [use.exits for use in uses() if use.reason == reason]
    if direct:
        return frozenset().union(*direct)
    if reason in BUILT:
        return frozenset({int(BUILT[reason])})
    for begin, code in _begun().items():
        if reason.startswith(begin):
            return frozenset({code})
    return literals().get(reason)


def page() -> str:
    """Return docs/errors.md."""
    french, english = catalogue("fr"), catalogue("en")
    parts = [_HEAD]
    for domain, told in reasons("en").items():
        parts.append(f"\n## {domain.removeprefix('errors-') if domain != 'errors' else 'general'}\n\n")
        parts.append("| reason | exit | English | français |\n|---|---|---|---|\n")
        for reason in sorted(told):
            exits = " ".join(map(str, sorted(exits_of(reason) or ())))
            cells = (_cell(messages[domain], reason) for messages in (english, french))
            parts.append(f"| `{reason}` | {exits} | {' | '.join(cells)} |\n")
    return "".join(parts)


def _cell(messages: dict[str, str], reason: str) -> str:
    hint = messages.get(f"{reason}.hint", "")
    return f"{messages.get(reason, '')}<br>*{hint}*".replace("|", "\\|").replace("\n", " ")
