"""What changed of a request is said in words: no path, code or stored moment reaches a person."""

from __future__ import annotations

import pytest

from exchange.locale import Language, has
from exchange.requests import describing
from tui.changed import changed_name, changed_value

BOGOTA = "America/Bogota"
ASKED = "Mon 2026-11-30 24:00"
DAY = "2026-12-01T05:00:00Z"


@pytest.mark.parametrize(
    ("path", "value", "english", "french"),
    [
        ("title", "Un objet", ("title", "Un objet"), ("titre", "Un objet")),
        ("their_refs", "S-1, S-2", ("their reference", "S-1, S-2"), ("leur référence", "S-1, S-2")),
        ("asked_for", DAY, ("asked for", ASKED), ("demandée pour le", "lun. 30/11/2026 24:00")),
        ("received_at", DAY, ("received", "Tue 2026-12-01 00:00"), ("reçue le", "mar. 01/12/2026 00:00")),
        ("urgency", "urgent", ("urgency", "Urgent"), ("urgence", "Urgente")),
        ("legs.2.due_at", DAY, ("leg 2, due", ASKED), ("volet 2, échéance", "lun. 30/11/2026 24:00")),
        ("legs.1.channel", "phone", ("leg 1, channel", "Telephone"), ("volet 1, canal", "Téléphone")),
        ("points.3", "Où ?", ("point 3", "Où ?"), ("point 3", "Où ?")),
        ("legs.1.points.2", "open", ("leg 1, point 2", "Open"), ("volet 1, point 2", "Ouvert")),
        ("subjects.1", "person", ("subject 1", "Person"), ("fiche 1", "Personne")),
        ("subjects.1.role", "wanted", ("subject 1, Role", "Wanted"), ("fiche 1, Qualité", "Recherché")),
        ("subjects.1.sex", "F", ("subject 1, Sex", "Female"), ("fiche 1, Sexe", "Féminin")),
        ("fields.notice.colour", "red", ("Colour of the notice", "red"), ("Couleur de la notice", "rouge")),
        ("fields.offence", "vol", ("Offence", "vol"), ("Infraction", "vol")),
    ],
)  # fmt: skip
def test_paths_codes_and_moments_are_said_in_words(
    path: str, value: str, english: tuple[str, str], french: tuple[str, str]
) -> None:
    for language, (name, shown) in ((Language.EN, english), (Language.FR, french)):
        assert (changed_name(path, language), changed_value(path, value, language, BOGOTA)) == (name, shown)


@pytest.mark.parametrize("language", list(Language))
def test_all_that_can_change_has_a_name(language: Language) -> None:
    names = {*describing._ITEM, *describing._VIEW, *describing._LEG, "requesting_service", "their_refs"}
    assert [name for name in sorted(names) if not has("cli", f"changed.{name}", language)] == []


def test_nothing_stays_nothing() -> None:
    assert changed_value("title", None, Language.EN, BOGOTA) == ""
