"""The documents say what the code does: generated parts, lists, links and sources are compared with it."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from exchange.errors import Tampered
from exchange.requests.keyholding import request_key_aad
from exchange.requests.model import Note, NoteContent
from exchange.store.rows import SealedRow, changed
from exchange.store.sealed import FORM, new_row, plain_columns, unseal
from exchange.store.tokens import WordKey
from keys.encoding import unb64
from keys.errors import SealError
from keys.keyring import open_slot
from keys.recovery import parse_words
from keys.seal import RowKey, commitment, open_chunk
from keys.wrap import unwrap_under
from tests.docs import examples, pages
from tests.docs.examples import EXAMPLES
from tests.docs.law_tables import TABLES
from tests.sources import ROOT, source_of

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
PACKAGES = ("keys", "exchange", "tui")
SOURCES = (".py", ".toml", ".md")
DECISION_LINES = 60
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]*)(?:#([^)\s]+))?\)")
COLUMNS = re.compile(r"^\| (\d+) \| `([a-z_]+)` \| ?(.*?) ?\|$", re.MULTILINE)
NAMED_TEST = re.compile(r"`(tests/[a-z_/]+\.py)(?:::(test_[a-z0-9_]+))?`")
NAMED_FILE = re.compile(r"`((?:keys|exchange|tui|benchmarks)/[A-Za-z0-9_/.-]+\.(?:py|toml|md))`")
CITATIONS = {
    "RFC": re.compile(r"\bRFC (\d+)"),
    "c2sp.org/": re.compile(r"c2sp\.org/([a-z-]+)"),
    "FIPS": re.compile(r"\bFIPS (\d+)"),
    "SP 800-": re.compile(r"\bSP 800-(\w+)"),
    "Directive (EU)": re.compile(r"Directive \(EU\) (\d+/\d+)"),
    "BIP-": re.compile(r"\bBIP-?(\d+)"),
    "UAX": re.compile(r"\bUAX #?(\d+)"),
    "ISO": re.compile(r"\bISO(?:/IEC)? (\d+)"),
}


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def facts(name: str) -> dict[str, str]:
    """Return the lines `name: value` of a worked example."""
    rows = (line.partition(": ") for line in EXAMPLES[name]().splitlines())
    return {key: value for key, _, value in rows}


def docstrings(path: Path) -> Iterator[str]:
    """Return the docstrings and comments of a module: where sources are cited."""
    source = text_of(path)
    for node in source_of(path).nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
    yield from (line.partition("#")[2] for line in source.splitlines() if "#" in line)


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as its readers make them."""
    heads = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def sealed_tables() -> list[type[SealedRow]]:
    """Return every table with content, wherever it is declared."""
    for path in (ROOT / "exchange").rglob("*.py"):
        if "table=True" in text_of(path):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = [kind for kind in SealedRow.__subclasses__() if kind.metadata is SQLModel.metadata]
    return sorted(ours, key=lambda kind: str(kind.__tablename__))


def listed_columns() -> dict[str, tuple[str, ...]]:
    """Return the plain columns that docs/formats.md lists for the newest form."""
    rows = COLUMNS.findall(text_of(pages.FORMATS))
    return {table: tuple(filter(None, names.split(", "))) for form, table, names in rows if form == str(FORM)}


def test_the_generated_parts_of_the_formats_are_what_the_code_gives() -> None:
    assert text_of(pages.FORMATS) == pages.formats(), "run `make docs`"


def test_the_tables_of_the_law_are_those_of_its_data() -> None:
    assert text_of(pages.LAW) == pages.law(), "run `make docs`"
    for name in TABLES:
        assert text_of(pages.LAW).count(f"<!-- {name} -->") == 1


def test_every_worked_example_stands_once_in_the_formats() -> None:
    names = [found["name"] for found in pages.EXAMPLE.finditer(text_of(pages.FORMATS))]
    assert sorted(names) == sorted(EXAMPLES)


@pytest.mark.parametrize("kind", sealed_tables(), ids=lambda kind: str(kind.__tablename__))
def test_the_plain_columns_of_a_table_are_those_that_its_form_lists(kind: type[SealedRow]) -> None:
    assert listed_columns().get(str(kind.__tablename__)) == plain_columns(kind)


def test_no_table_is_listed_that_does_not_exist() -> None:
    assert set(listed_columns()) == {str(kind.__tablename__) for kind in sealed_tables()}


def test_the_words_of_the_example_are_the_stores_own() -> None:
    found = facts("words")
    key = WordKey(examples.INDEX_KEY)
    assert key.token("enquete") == found["token of enquete"]
    block = RowKey(examples.INDEX_KEY).open(unb64(found["sealed"]), found["aad"].encode())
    assert block.decode().split("\n") == sorted(found["folded"].split())


def test_the_sealed_row_of_the_example_opens_through_the_store() -> None:
    found = facts("row")
    row = new_row(
        Note, examples.NOTE, examples.REQUEST, 1, author=examples.MEMBER, at=1795424400000, log_index=12
    )
    row = changed(row, sealed=unb64(found["sealed"]), commitment=found["commitment"])
    key = RowKey(examples.REQUEST_KEY)
    assert unseal(examples.POST, key, row, NoteContent).text == "À vérifier."
    assert commitment(f"{found['aad']}\n{found['content']}".encode()) == found["commitment"]
    with pytest.raises(Tampered):
        unseal(examples.POST, key, changed(row, log_index=13), NoteContent)


def test_the_request_key_of_the_example_unwraps_under_its_own_place_alone() -> None:
    wrapped = unb64(facts("request-key")["wrapped"])
    found = unwrap_under(RowKey(examples.COMPARTMENT_KEY), wrapped, examples.REQUEST_KEY_AAD)
    assert found == examples.REQUEST_KEY
    elsewhere = request_key_aad(examples.POST, examples.REQUEST, examples.COMPARTMENT, 2)
    with pytest.raises(SealError):
        unwrap_under(RowKey(examples.COMPARTMENT_KEY), wrapped, elsewhere)


def test_the_chunk_of_the_example_opens_in_its_own_place_alone() -> None:
    key, sealed = RowKey(examples.REQUEST_KEY), unb64(facts("chunk")["sealed"])
    assert open_chunk(key, examples.ATTACHMENT, 0, True, sealed) == b"hello"
    with pytest.raises(SealError):
        open_chunk(key, examples.ATTACHMENT, 1, True, sealed)


def test_the_slot_of_the_example_opens_with_its_passphrase() -> None:
    found = open_slot(examples.slot(), examples.PASSPHRASE, None, examples.CHEAP)
    assert found == examples.MEMBER_SEED
    assert facts("keyring")["aad"] == examples.slot().aad().decode()


def test_the_words_of_the_example_are_those_of_its_secret() -> None:
    assert parse_words(EXAMPLES["sheet"]()) == examples.SECRET


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_file_and_test_that_a_page_names_exists(page: Path) -> None:
    for name in NAMED_FILE.findall(text_of(page)):
        assert (ROOT / name).is_file(), name
    for name, test in NAMED_TEST.findall(text_of(page)):
        assert (ROOT / name).is_file(), name
        assert not test or f"def {test}(" in text_of(ROOT / name), f"{name}::{test}"


def test_the_index_names_every_page_of_the_documents() -> None:
    named = {(DOCS / target).resolve() for target, _ in LINK.findall(text_of(DOCS / "README.md"))}
    assert {page for page in PAGES if page.parent == DOCS} - named == {DOCS / "README.md"}


def test_the_index_of_decisions_names_each_of_them_once() -> None:
    folder = DOCS / "decisions"
    targets = [target for target, _ in LINK.findall(text_of(folder / "README.md"))]
    written = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    assert sorted(target for target in targets if "/" not in target) == written


@pytest.mark.parametrize("page", [p for p in PAGES if p.parent.name == "decisions"], ids=lambda p: p.name)
def test_a_decision_fits_on_its_page(page: Path) -> None:
    words = text_of(page)
    assert len(words.splitlines()) <= DECISION_LINES
    if page.name != "README.md":
        assert re.findall(r"^## (.+)$", words, re.MULTILINE) == [
            "Context",
            "Options",
            "Choice",
            "What it costs",
        ]


def test_every_source_that_the_code_cites_is_listed() -> None:
    listed = text_of(DOCS / "sources.md")
    cited = {
        (family, number)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for words in docstrings(path)
        for family, form in CITATIONS.items()
        for number in form.findall(words)
    }
    missing = [
        (family, number)
        for family, number in sorted(cited)
        if number not in CITATIONS[family].findall(listed)
    ]
    assert missing == []


def test_no_source_of_the_listed_families_is_listed_that_nothing_cites() -> None:
    everything = "\n".join(
        text_of(path)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in SOURCES
    )
    rows = re.findall(r"^\| ([^|]+) \|", text_of(DOCS / "sources.md"), re.MULTILINE)
    for family, form in CITATIONS.items():
        cited = set(form.findall(everything))
        for number in form.findall("\n".join(rows)):
            assert number in cited, f"{family} {number}"
