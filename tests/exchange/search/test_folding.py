"""Words folded: the same whatever their accents, case and script; their places in the text known."""

from __future__ import annotations

import hashlib
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.search.folding import FOLDING, LONGEST, VERSION, Folder, nfc

RECORDED = {"3/14.0.0": "e3f16a2df590af56924d2857c72c156875a46524dcc0a1c4f43601d30a499e1c"}
SIGNS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aéßøŁñç ĐİıΣςουϊὝЩйёʼьъעמשּׁبِّأىة٣۵调查がパーー한ก็½№ﬁ\u200b\u200d\u00ad'’-_.,;:\n\t"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Enquête", "enquete"),
        ("L'enquête d’aujourd’hui", "l enquete d aujourd hui"),
        ("MARTÍNEZ-ÑAÑEZ", "martinez nanez"),
        ("Straße Øster Łódź Đà Nẵng", "strasse oster lodz da nang"),
        ("İstanbul ığdır", "istanbul igdir"),
        ("ПЕТРЕНКО Сергей Щукин", "petrenko sergey shchukin"),
        ("Ἑλένη Ελένη ΕΛΕΝΗ", "eleni eleni eleni"),
        ("Σωκράτης Παπαδόπουλος", "sokratis papadopoulos"),
        ("مُحَمَّد محمد", "mhmd mhmd"),
        ("שָׁלוֹם שלום", "slvm slvm"),
        ("王小明", "wangxiaoming"),
        ("护照号码E12345678由A1乙", "huzhaohaoma e12345678 you a1 yi"),
        ("PV12号①2", "pv12 hao 12"),
        ("٣٤ ۵ ② ½", "34 5 2 1 2"),
        ("conﬁance ﬂotte aﬀaire oﬃce", "confiance flotte affaire office"),
        ("0ʇ 0Ʇ", "0t 0t"),
        ("ﻣﺤﻤﺪ12", "mhmd12"),
        ("PV n°12/2026", "pv n 12 2026"),
        ("con\u00adte\u200dneur", "conteneur"),
        ("con\u200bteneur", "con teneur"),
        ("e\u0301te\u0301", "ete"),
        ("… — « »!?", ""),
    ],
)
def test_a_text_folds_to_words_without_accents_case_and_script(text: str, words: str) -> None:
    assert " ".join(Folder().words(text)) == words


@given(SIGNS)
def test_placed_words_are_the_words_in_their_order(text: str) -> None:
    whole = nfc(text)
    placed = list(Folder().placed(whole))
    assert [word for word, _, _ in placed] == Folder().words(text)
    assert [start for _, start, _ in placed] == sorted(start for _, start, _ in placed)
    assert all(0 <= start < end <= len(whole) for _, start, end in placed)


@given(SIGNS)
def test_a_placed_word_is_what_its_place_folds_to(text: str) -> None:
    folder = Folder()
    for word, start, end in folder.placed(nfc(text)):
        assert word in folder.words(nfc(text)[start:end])


@given(SIGNS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    words = Folder().words(text)
    assert Folder().words(" ".join(words)) == words


@given(SIGNS)
def test_normal_forms_of_one_text_fold_alike(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert Folder().words(decomposed) == Folder().words(text)


@given(SIGNS)
def test_case_does_not_matter_where_it_can_be_changed_and_back(text: str) -> None:
    kept = "".join(sign for sign in text if sign.upper().lower() == sign)
    assert Folder().words(kept.upper()) == Folder().words(kept)


@given(SIGNS)
def test_the_words_each_once_are_the_same_words(text: str) -> None:
    assert Folder().distinct(text) == set(Folder().words(text))


def test_a_word_of_any_length_is_kept_by_its_beginning() -> None:
    assert Folder().words("x" * 10_000) == ["x" * LONGEST]


def test_a_huge_run_without_spaces_is_not_kept_in_memory() -> None:
    folder = Folder()
    folder.words("y" * 10_000 + " court")
    assert list(folder) == ["court"]


def test_the_outcome_of_this_version_is_the_one_that_was_recorded() -> None:
    """An index made by another outcome would find less: whoever changes it raises VERSION, then this."""
    folder, told = Folder(), hashlib.sha256()
    for code in (*range(0x20, 0x3400), *range(0x3400, sys.maxunicode, 97)):
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co"):
            for text in (chr(code), f"a{chr(code)}1"):
                told.update(f"{code:x} {' '.join(folder.words(text))}\n".encode())
    assert f"{VERSION}/{unicodedata.unidata_version}" == FOLDING
    recorded = RECORDED.get(FOLDING)  # none for the Unicode of another Python
    assert recorded in (None, told.hexdigest())
