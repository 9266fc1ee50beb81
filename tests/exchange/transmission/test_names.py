"""Names in a dispatch: refused as they come in, made safe as they go out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import Tampered
from exchange.transmission.names import (
    MAX_BYTES,
    attachment_name,
    check_member_name,
    fold,
    is_safe,
    member_name,
)


@pytest.mark.parametrize(
    "name",
    [
        "plan.pdf",
        "Procès-verbal n° 12.pdf",
        "صورة.jpg",
        "фото.png",
        "图.png",
        "a b.txt",
        "com.pdf",
        "_con.txt",
    ],
)
def test_ordinary_names_in_any_script_are_accepted(name: str) -> None:
    assert is_safe(name)
    check_member_name(f"attachments/1-{name}")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a..b",
        ".bashrc",
        "-rf",
        "~root",
        "a/b",
        "a\\b",
        "c:a",
        "a\x00b",
        "a\nb",
        "a\x1b[2J",
        "a\x9bb",
        "a\u2028b",
        "fdp\u202eexe.pdf",
        "a\u2066b",
        "a\u200bb",
        "\ufeffa",
        "end.",
        "end ",
        "CON",
        "con.txt",
        "Aux .pdf",
        "lpt1.doc",
        "COM¹",
        "ＣＯＮ",
        "cafe\u0301.pdf",
        "a*b",
        "a?b",
        "a|b",
        'a"b',
        "<a>",
        "\ud800",
        "\U000e0001a",
        "x" * (MAX_BYTES + 1),
    ],
)
def test_names_that_some_system_takes_otherwise_are_refused(name: str) -> None:
    assert not is_safe(name)
    for member in (name, f"attachments/1-{name}"):
        with pytest.raises(Tampered, match="archive-name"):
            check_member_name(member)


@pytest.mark.parametrize(
    "member",
    [
        "attachments/plan.pdf",
        "attachments/0-plan.pdf",
        "attachments/01-plan.pdf",
        "attachments/1-",
        "attachments/1-a/b",
        "attachments/attachments/1-a",
        "other/1-a",
        "/attachments/1-a",
        "attachments/1-" + "é" * 125,
    ],
)
def test_members_in_another_place_are_refused(member: str) -> None:
    with pytest.raises(Tampered, match="archive-name"):
        check_member_name(member)


def test_an_attachment_has_the_number_of_its_place() -> None:
    assert attachment_name("attachments/12-plan.pdf", 12) == "plan.pdf"
    for member in ("attachments/12-plan.pdf", "12-plan.pdf", "attachments/-13-plan.pdf"):
        with pytest.raises(Tampered, match="archive-name"):
            attachment_name(member, 13)


@given(st.text(), st.integers(1, 54))
def test_any_name_is_made_a_member_that_is_accepted(name: str, number: int) -> None:
    member = member_name(number, name)
    check_member_name(member)
    assert is_safe(attachment_name(member, number))


def test_names_collide_by_case_and_normal_form() -> None:
    assert fold("CAFÉ.pdf") == fold("cafe\u0301.PDF") == fold("ｃafé.pdf")
    assert fold("straße") == fold("STRASSE")
    assert fold("a") != fold("b")
