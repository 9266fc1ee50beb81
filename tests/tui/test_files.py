"""Files and passphrases: written whole or not at all, read from where nobody else looks."""

from __future__ import annotations

import errno
import getpass
import io
import sys
from pathlib import Path

import pytest

from exchange.errors import ExchangeError, Locked, Refused
from exchange.locale import Language
from tui.cli.grammar import Call, Given
from tui.cli.outputs import new_file, streamed_to
from tui.cli.parser import parse
from tui.cli.passphrases import new_passphrase_from, passphrase_from, words_from_stdin
from tui.cli.report import Report
from tui.cli.session import key_file_given, passphrase_given, settings, store_named
from tui.cli.sheets import place_is_free
from tui.cli.system import refused_by_system
from tui.cli.words import noun_named

REPORT = Report(Language.EN, as_json=False, plain=True)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def given(*line: str) -> Given:
    verb = noun_named("due").verb("")
    assert verb
    return parse(verb, line)


def reason(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises(ExchangeError) as refusal:
        call(*arguments)
    return refusal.value.reason


class Terminal(io.TextIOWrapper):
    """A stdin at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sit at a terminal where each line of the list is typed in turn."""
    lines: list[str] = []
    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO()))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: lines.pop(0))
    return lines


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_new_file_appears_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "export.zip"
    with new_file(place) as sink:
        sink.write(b"data")
        assert not place.exists()
    assert place.read_bytes() == b"data"
    assert place.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["export.zip"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_file(tmp_path / "export.zip") as sink:
        sink.write(b"half")
        raise RuntimeError
    assert names(tmp_path) == []


def test_a_full_disk_names_the_file_that_was_being_written(tmp_path: Path) -> None:
    place = tmp_path / "x.zip"
    with pytest.raises(OSError, match="full") as found, new_file(place):
        raise OSError(errno.ENOSPC, "full")
    refused = refused_by_system(found.value)
    assert (refused.reason, refused.arguments["file"]) == ("disk-full", str(place))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    place = tmp_path / "export.zip"
    place.write_bytes(b"mine")
    with pytest.raises(Refused) as before, new_file(place):
        pass
    place.unlink()
    with pytest.raises(Refused) as meanwhile, new_file(place) as sink:
        sink.write(b"ours")
        place.write_bytes(b"theirs")
    assert {before.value.reason, meanwhile.value.reason} == {"file-exists"}
    assert place.read_bytes() == b"theirs"
    assert names(tmp_path) == ["export.zip"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    place = tmp_path / "none" / "x"
    with pytest.raises(Refused) as refusal, new_file(place):
        pass
    assert (refusal.value.reason, refusal.value.arguments["file"]) == ("no-such-file", str(place.parent))


def test_a_dash_streams_to_stdout(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with streamed_to(REPORT, "-") as sink:
        sink.write(b"\x00\xff")
    sink.flush()
    assert capfdbinary.readouterr().out == b"\x00\xff"


def test_the_place_of_a_recovery_sheet_is_looked_at_first(tmp_path: Path) -> None:
    place_is_free(None)
    place_is_free("-")
    place_is_free(str(tmp_path / "sheet.txt"))
    (tmp_path / "sheet.txt").touch()
    assert reason(place_is_free, str(tmp_path / "sheet.txt")) == "file-exists"
    assert reason(place_is_free, str(tmp_path / "none" / "sheet.txt")) == "no-such-file"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"une phrase\n", "une phrase"),
        (b"une phrase\r\nsecond line", "une phrase"),
        (b"\xef\xbb\xbfune phrase", "une phrase"),
        (b"  spaces stay  \n", "  spaces stay  "),
    ],
)
def test_a_passphrase_is_the_first_line_of_its_file(tmp_path: Path, content: bytes, expected: str) -> None:
    file = tmp_path / "p"
    file.write_bytes(content)
    assert passphrase_from(str(file), "") == expected


def test_two_passphrases_are_two_lines_of_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, b"first one\nsecond one\n{}")
    assert passphrase_from("-", "") == "first one"
    assert new_passphrase_from("--new-passphrase-file", "-", "", "") == "second one"
    assert sys.stdin.buffer.read() == b"{}"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "no-passphrase"), (b"\n", "no-passphrase"), (b"\xff\n", "passphrase-not-text")],
)
def test_an_empty_or_foreign_passphrase_file_does_not_unlock(
    tmp_path: Path, content: bytes, code: str
) -> None:
    file = tmp_path / "p"
    file.write_bytes(content)
    with pytest.raises(Locked) as refusal:
        passphrase_from(str(file), "")
    assert refusal.value.reason == code


def test_a_passphrase_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert reason(passphrase_from, str(tmp_path / "none"), "") == "no-such-file"


def test_without_a_terminal_nothing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, b"not for this\n")
    assert reason(passphrase_from, None, "Passphrase: ") == "no-passphrase"
    with pytest.raises(Refused) as refusal:
        new_passphrase_from("--new-passphrase-file", None, "New: ", "Again: ")
    assert (refusal.value.reason, refusal.value.arguments) == (
        "no-new-passphrase",
        {"option": "--new-passphrase-file"},
    )


def test_a_new_passphrase_is_typed_twice(typed: list[str]) -> None:
    typed += ["one phrase", "one phrase", "one phrase", "another"]
    assert new_passphrase_from("--new-passphrase-file", None, "", "") == "one phrase"
    assert reason(new_passphrase_from, "--new-passphrase-file", None, "", "") == "passphrases-differ"


def test_the_sheets_words_come_from_a_prompt_or_stdin(
    typed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed.append("abaisser abandon")
    assert words_from_stdin("") == "abaisser abandon"
    piped(monkeypatch, b"abaisser abandon\n")
    assert words_from_stdin("") == "abaisser abandon"


def test_the_store_is_the_option_then_the_variable_then_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    assert store_named(given()) == home / "xdg_data_home" / "exchange"
    monkeypatch.setenv("EXCHANGE_STORE", "/var/exchange")
    assert store_named(given()) == Path("/var/exchange")
    assert store_named(given("--store", "here")) == Path("here")
    assert reason(store_named, given("--store", "postgresql://db/x")) == "comes-later"


def test_the_passphrase_file_may_be_named_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("from the variable", encoding="utf-8")
    (tmp_path / "b").write_text("from the option", encoding="utf-8")
    monkeypatch.setenv("EXCHANGE_PASSPHRASE_FILE", str(tmp_path / "a"))
    assert passphrase_given(Call(given(), REPORT, settings), None) == "from the variable"
    call = Call(given("--passphrase-file", str(tmp_path / "b")), REPORT, settings)
    assert passphrase_given(call, "a.martin") == "from the option"


def test_a_key_file_is_read_as_bytes(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(bytes(range(32)))
    assert key_file_given(given()) is None
    assert key_file_given(given("--key-file", str(tmp_path / "key"))) == bytes(range(32))
    assert reason(key_file_given, given("--key-file", str(tmp_path / "none"))) == "no-such-file"
