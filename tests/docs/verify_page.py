"""docs/verify.html: the page that verifies an export in a browser, put together from docs/verify/.

Each module keeps a scope of its own, its exports as one frozen object. Two modules are made here: `table`,
the operations as the log obeys them, and `words`, the product's own sentences under those of the page. The
policy in the page's head names the hashes of its one script and its one style: nothing else runs, and nothing
is called.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

import exchange.locale
from exchange.locale import Language
from exchange.log.operations import FOUR_EYES, OPERATIONS, PURPOSES
from tui.wording import error_catalogues

SOURCES: Final = Path(__file__).parent.parent.parent / "docs" / "verify"
_IMPORT: Final = re.compile(r'^import (\{[^}]*\}) from "\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)
_TEXT: Final = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"')
_LISTS: Final = ("op.", "purpose.", "role.")


def page() -> str:
    """Return docs/verify.html."""
    script, style = f'\n"use strict";\n{_script()}', f"\n{_source('page.css')}"
    policy = f"default-src 'none'; script-src '{_named(script)}'; style-src '{_named(style)}'; "
    policy += "base-uri 'none'; form-action 'none'"
    words = _source("page.html")
    for name, value in (("policy", policy), ("style", style), ("script", script)):
        words = words.replace(f"{{{{{name}}}}}", value)
    return words


def sources() -> Mapping[str, str]:
    """Return the text of each module that is written by hand, by its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.js"))}


@cache
def words() -> dict[str, dict[str, str]]:
    """Return what the page may have to say, in each language: its own words above the product's."""
    own: dict[str, dict[str, str]] = json.loads(_source("words.json"))
    codes = {code for text in sources().values() for code in _TEXT.findall(text)}
    return {language: _said(language, codes) | own[language] for language in Language}


def _said(language: Language, codes: set[str]) -> dict[str, str]:
    found = {code: text for code, text in _messages("codes", language) if code.startswith(_LISTS)}
    for domain in error_catalogues(language):
        found |= {code: text for code, text in _messages(domain, language) if code in codes}
    return found | dict(_messages("verify", language))


def _messages(domain: str, language: Language) -> Iterator[tuple[str, str]]:
    with (Path(exchange.locale.__file__).parent / language / f"{domain}.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield str(message.id), str(message.string)


def _script() -> str:
    modules = {**sources(), "table": _table(), "words": _words()}
    needs = {name: [found[1] for found in _IMPORT.findall(text)] for name, text in modules.items()}
    order = [*TopologicalSorter({name: sorted(needs[name]) for name in sorted(needs)}).static_order()]
    whole = "".join(f"\n{_scoped(name, modules[name])}" for name in order)
    return f'{whole}\nif (typeof document !== "undefined") page.start();\n'


def _scoped(name: str, text: str) -> str:
    exported = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = \2;\n", text))
    return f"const {name} = (() => {{\n{body}\nreturn Object.freeze({{ {exported} }});\n}})();\n"


def _words() -> str:
    spoken = ", ".join(f"{language}: {_lines(said)}" for language, said in words().items())
    return f"export const WORDS = {{ {spoken} }};\n"


def _table() -> str:
    rows = {
        operation.code: {
            "duty": operation.duty,
            "roles": sorted(operation.roles),
            "acting": operation.acting,
            "fourEyes": operation.code in FOUR_EYES,
            "objects": sorted(operation.objects),
            "fields": [
                {"name": field.name, "kind": field.kind, "optional": field.optional}
                for field in operation.shape.fields
            ],
        }
        for operation in OPERATIONS.values()
    }
    purposes = _literal(sorted(PURPOSES))
    return f"export const OPERATIONS = {_lines(rows)};\nexport const PURPOSES = {purposes};\n"


def _lines(rows: Mapping[str, object]) -> str:
    """Return an object as JavaScript, one entry a line."""
    return "{\n" + "".join(f"{_literal(name)}: {_literal(value)},\n" for name, value in rows.items()) + "}"


def _literal(value: object) -> str:
    """Return a value as JavaScript; nothing in it can end the script."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _source(name: str) -> str:
    return (SOURCES / name).read_text(encoding="utf-8")


def _named(text: str) -> str:
    """Return the name of an inline script or style in a Content-Security-Policy (CSP 3, 2.3.1)."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
