"""A post with a past: what every area has something to show of, made through the desk's own doors.

Names and titles come in the scripts that an attaché meets, and one request is hostile throughout.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from exchange.requests.inputs import Closing, NewEvent, NewRequest
from exchange.transmission.inputs import NewTransmission
from tests.world import INVESTIGATOR, Seat, World

HOSTILE: Final = (
    "A\x1b]52;c;eA==\x07\x9b31m\u202eB\u2066C\u200bD [/] [bold]E[/bold] {x} %s " + "e" + "\u0301" * 40 + "\rF"
)
"""What commands a terminal, reorders a line, is markup, hides, or piles up."""

CONTAINER, ARREST, PASSPORT, ARABIC, CHINESE, BAD, CLOSED = (f"BOG-2026-0000{n}" for n in range(1, 8))
SCRIPTS: Final = {
    "arabic": "محمد عبد الله الفهري",
    "hebrew": "משה בן דוד",
    "cyrillic": "Дмитрий Иванович Ковалёв",
    "chinese": "王小明",
}


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="exchange-populated-")


@cache
def populated() -> World:
    """Return the post, its desks locked; tests work on copies of it."""
    with World.bogota(Path(_kept().name)) as world:
        desk = world.desk()
        for handle, country in (("dijin", "CO"), ("migracion", "CO"), ("policia-ec", "EC")):
            desk.services.add(handle, handle.upper(), country, "police")
        _requests(desk)
        world.clock.advance(hours=2)
        _arrivals(desk)
        _past(desk, Path(_kept().name))
    return world


def _requests(desk: Seat) -> None:
    for new in (
        NewRequest(
            "trafficking",
            "ofast",
            "Conteneur MSKU 731204, Buenaventura-Guayaquil-Algésiras",
            to=("dijin", "policia-ec"),
            text="Vérifier le conteneur MSKU 731204.\nMerci de préciser le chargeur.",
            points=("Qui est le destinataire ?", "Quel navire ?"),
            their_ref="26/3312",
            due="2026-11-30",
            urgency="urgent",
            urgency_reason="public-security",
            conditions="Ne pas produire en procédure judiciaire",
            handling="H1",
            persons=({"family": "ROSERO", "given": "Milton Andrés", "born": "1984-03-12"},),
        ),
        NewRequest(
            "wanted",
            "dnpj",
            "ROSERO Milton arrêté à Quito, mandat d’arrêt JI Paris",
            type="arrest",
            to=("policia-ec",),
            arrested_at="2026-11-19 08:00",
            arrested_in="EC",
            place="Quito",
            persons=({"family": "ROSERO", "given": "Milton"},),
        ),
        NewRequest(
            "document-fraud",
            "dnpaf",
            "Passeport OSPINA, visa Schengen",
            to=("migracion",),
            documents=({"type": "passport", "number": "AR412907", "country": "COL"},),
        ),
        NewRequest("illegal-immigration", "oltim", SCRIPTS["arabic"], to=("migracion",), due="2026-11-19"),
        NewRequest("trafficking", "ofast", f"{SCRIPTS['chinese']} · {SCRIPTS['hebrew']}", to=("dijin",)),
        NewRequest("trafficking", "ofast", HOSTILE, to=("dijin",), text=HOSTILE, agent=HOSTILE),
        NewRequest("trafficking", "ofast", SCRIPTS["cyrillic"]),
    ):
        desk.requests.open(new)


def _arrivals(desk: Seat) -> None:
    for channel, sender, subject, text in (
        ("email", "dijin", "precisiones", "¿Número de precinto? ¿Puerto?"),
        ("i-24-7", "dnpj", "diffusion, copie", "Difusión A-5521/6-2026"),
        ("hand", "Guardia Civil", "pasaporte duda", "pasaporte duda"),
        ("email", "inconnu", HOSTILE, HOSTILE),
    ):
        desk.transmissions.record(NewTransmission("in", channel, sender, subject=subject, text=text))
    desk.transmissions.record(
        NewTransmission("out", "email", to="dijin", request=CONTAINER, text="¿Puede confirmar?")
    )


def _past(desk: Seat, place: Path) -> None:
    file = place / "connaissement.txt"
    file.write_bytes(b"Connaissement MSKU 731204\n")
    desk.attachments.add(CONTAINER, file)
    desk.requests.note(CONTAINER, f"Appel à DIJIN : on rappelle demain.\n{HOSTILE}")
    desk.requests.assign(CONTAINER, INVESTIGATOR)
    desk.legs.event(CONTAINER, "1", NewEvent("acknowledged", "now"))
    desk.requests.close(CLOSED, Closing("withdrawn", reason="sans objet"))
