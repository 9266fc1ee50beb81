"""What lies at a path is taken in: one sealed file, or all that a folder holds, each for itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exchange.errors import Conflict, ExchangeError, NotFound, Refused, Tampered

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.transmission.receipt import Receipted

_SEALED: Final = ".age"


@dataclass(frozen=True)
class TakenIn:
    """What was received, how many files had come before, and which were refused, and why."""

    received: tuple[Receipted, ...]
    known: int = 0
    refused: tuple[tuple[Path, ExchangeError], ...] = ()

    @property
    def gravest(self) -> ExchangeError | None:
        """The refusal to be told first: tampering before anything else."""
        errors = [error for _, error in self.refused]
        return next((one for one in errors if isinstance(one, Tampered)), errors[0] if errors else None)


def take_in(desk: Desk, path: Path, receipts: Path | None) -> TakenIn:
    """Receive a file, or each sealed file of a folder in the order of their names.

    A file alone raises what refuses it; in a folder one that is refused keeps none of the others out.
    Raises NotFound for a folder without sealed files.
    """
    if not path.is_dir():
        return TakenIn((desk.transmissions.receive(path, receipts),))
    files = sorted(one for one in path.iterdir() if one.suffix == _SEALED and one.is_file())
    if not files:
        raise NotFound("folder-without-sealed", file=str(path))
    received: list[Receipted] = []
    refused: list[tuple[Path, ExchangeError]] = []
    known = 0
    for file in files:
        try:
            received.append(desk.transmissions.receive(file, receipts))
        except Conflict:
            known += 1
        except (Refused, Tampered, NotFound) as error:
            refused.append((file, error))
    return TakenIn(tuple(received), known, tuple(refused))
