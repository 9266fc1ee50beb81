"""Requests as a post gets them, pseudo-random and always the same: invented people, several scripts.

Each has about 1.5 KB of text. Nothing here is anybody's: names and words are drawn from short lists.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from exchange.requests.inputs import NewRequest

LENGTH: Final = 1500
FRENCH: Final = ("dnpj", "ofast", "oltim", "dnpaf")
FOREIGN: Final = ("dijin", "fiscalia", "interpol-co", "interpol-ec")
KINDS: Final = ("trafficking", "wanted", "document-fraud", "illegal-immigration", "rogatory")

_WORDS: Final = {
    "fr": "enquête véhicule conteneur réseau passeport frontière témoin surveillance numéro livraison "
    "identité perquisition aéroport navire compte virement adresse téléphone société façade",
    "en": "inquiry vehicle container network passport border witness surveillance number delivery "
    "identity search airport vessel account transfer address telephone company front",
    "es": "investigación vehículo contenedor red pasaporte frontera testigo vigilancia número entrega "
    "identidad registro aeropuerto buque cuenta giro dirección teléfono empresa fachada",
    "ar": "تحقيق مركبة حاوية شبكة جواز حدود شاهد مراقبة رقم تسليم هوية تفتيش مطار سفينة حساب",
    "ru": "расследование автомобиль контейнер сеть паспорт граница свидетель наблюдение номер",
    "zh": "调查 车辆 集装箱 网络 护照 边境 证人 监视 号码 交付 身份 搜查 机场 船舶 账户",
}
_FAMILIES: Final = (
    "MARTIN DUBOIS LEFÈVRE ROSERO GUTIÉRREZ ÑAÑEZ OKONKWO NGUYỄN YILMAZ ŁUKASIEWICZ KOVÁČ ØSTERGAARD "
    "الحسيني القاسمي ПЕТРЕНКО СОКОЛОВА 王 李 Παπαδόπουλος ÇELİK"
)
_GIVEN: Final = "Anne José Иван فاطمة 小明 Zoë Łucja Nguyên Çağla Ἑλένη Björn María"
_COUNTRIES: Final = ("FRA", "COL", "ECU", "ESP", "MAR", "UKR", "CHN", "TUR", "NGA", "POL")


class Writer:
    """Writes requests, the same ones in the same order for the same seed."""

    def __init__(self, seed: int = 2026) -> None:
        self._random = random.Random(seed)  # noqa: S311  (data that repeats, no secret)
        self._words = {language: words.split() for language, words in _WORDS.items()}

    def requests(self, count: int) -> Iterator[NewRequest]:
        """Give `count` requests of all five kinds."""
        for _ in range(count):
            yield self.request()

    def request(self) -> NewRequest:
        """Return one more request."""
        chance = self._random
        kind = chance.choice(KINDS)
        language = chance.choice(tuple(_WORDS))
        incoming = chance.random() < 0.5
        due = datetime.now(UTC) + timedelta(days=chance.randint(1, 90))
        return NewRequest(
            kind=kind,
            requester=chance.choice(FRENCH if incoming else FOREIGN),
            title=self.text(language, 60),
            type="cri" if kind == "rogatory" else None,
            to=(chance.choice(FOREIGN if incoming else FRENCH),),
            text=self.text(language, LENGTH),
            their_ref=f"{chance.randint(1, 99999)}/{chance.randint(2020, 2026)}",
            due=f"{due:%Y-%m-%d}" if chance.random() < 0.3 else None,
            points=(self.text(language, 80), self.text(language, 80)),
            persons=tuple(self._person() for _ in range(chance.randint(1, 2))),
            documents=(self._document(),) if kind == "document-fraud" else (),
            fields={"commission.magistrate": chance.choice(_FAMILIES.split())} if kind == "rogatory" else {},
        )

    def text(self, language: str, length: int) -> str:
        """Return words of a language until there are at least `length` bytes of them."""
        words: list[str] = []
        size = 0
        while size <= length:
            words.append(self._random.choice(self._words[language]))
            size += len(words[-1].encode()) + 1
        return " ".join(words)

    def _person(self) -> dict[str, str]:
        chance = self._random
        return {
            "family": chance.choice(_FAMILIES.split()),
            "given": chance.choice(_GIVEN.split()),
            "born": f"{chance.randint(1950, 2004)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
            "nationality": chance.choice(_COUNTRIES),
        }

    def _document(self) -> dict[str, str]:
        chance = self._random
        return {"type": "passport", "number": f"{chance.randint(10**8, 10**9)}", "country": "COL"}
