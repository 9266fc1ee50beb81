"""The parts of a dispatch on their way in: sealed in the store, referred to by nothing until all hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from exchange.errors import Refused
from exchange.requests.attachments import Staged, stage
from exchange.requests.model import Chunk
from exchange.store.session import Session
from exchange.transmission.check import CheckedDispatch, check_message
from exchange.transmission.container import Incoming
from exchange.transmission.message import LIMIT, Message, parse_message
from keys.seal import CHUNK


@dataclass(frozen=True)
class StagedParts:
    """The message of a dispatch, and its files as they are staged, the paper last."""

    message: Message
    files: tuple[Staged, ...]


def stage_parts(
    session: Session, incoming: Incoming, checked: CheckedDispatch, staged: list[Staged]
) -> StagedParts:
    """Stage every part, each added to `staged`; raise Refused or Tampered where one isn't as listed."""
    message: Message | None = None
    paper: Staged | None = None
    for part in incoming.parts():
        if part.is_message:
            message = parse_message(part.read(LIMIT))
            check_message(checked, message)
            continue
        staged.append(stage(session, part.file_name, _in_chunks(part.chunks())))
        if part.is_bordereau:
            paper = staged[-1]
    if message is None or paper is None:  # `parts.json` without them was refused before
        raise Refused("parts-malformed")
    return StagedParts(message, (*(file for file in staged if file is not paper), paper))


@contextmanager
def staging(session: Session) -> Iterator[list[Staged]]:
    """Give a list of what is staged; where the block fails, delete it from the store."""
    staged: list[Staged] = []
    try:
        yield staged
    except BaseException:
        for file in staged:
            with session.database.writing() as rows:
                rows.delete(Chunk, attachment=file.id)
        raise


def _in_chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut a stream into pieces of one chunk each, all but the last whole."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    yield bytes(held)
