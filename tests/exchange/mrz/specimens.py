"""The examples that ICAO 9303 publishes (parts 4 to 7; part 11, appendix D.2), with their fields."""

from __future__ import annotations

from typing import Final, NamedTuple

from exchange.mrz import Zone, ZoneFormat


class Specimen(NamedTuple):
    """A published zone, and what the standard says that it means."""

    text: str
    zone: Zone


PASSPORT: Final = Specimen(
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    Zone(
        ZoneFormat.TD3, "P", "UTO", "L898902C3", "UTO", "740812", "F", "120415", "ERIKSSON", "ANNA MARIA",
        "ZE184226B",
    ),
)  # fmt: skip
CARD: Final = Specimen(
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    Zone(ZoneFormat.TD1, "I", "UTO", "D23145890", "UTO", "740812", "F", "120415", "ERIKSSON", "ANNA MARIA"),
)
LARGE_CARD: Final = Specimen(
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    Zone(ZoneFormat.TD2, "I", "UTO", "D23145890", "UTO", "740812", "F", "120415", "ERIKSSON", "ANNA MARIA"),
)
VISA_A: Final = Specimen(
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    Zone(
        ZoneFormat.MRV_A, "V", "UTO", "L8988901C", "XXX", "400907", "F", "961210", "ERIKSSON", "ANNA MARIA",
        "6ZE184226B",
    ),
)  # fmt: skip
VISA_B: Final = Specimen(
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
    Zone(ZoneFormat.MRV_B, "V", "UTO", "L8988901C", "XXX", "400907", "F", "961210", "ERIKSSON", "ANNA MARIA"),
)
LONG_CARD: Final = Specimen(
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
    Zone(
        ZoneFormat.TD1, "I", "UTO", "D23145890734", "UTO", "340712", "M", "950712", "STEVENSON", "PETER JOHN"
    ),
)
LONG_LARGE_CARD: Final = Specimen(
    "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8",
    Zone(
        ZoneFormat.TD2, "I", "UTO", "D23145890734", "UTO", "340712", "M", "950712", "STEVENSON", "PETER JOHN"
    ),
)
SPECIMENS: Final = (PASSPORT, CARD, LARGE_CARD, VISA_A, VISA_B, LONG_CARD, LONG_LARGE_CARD)
