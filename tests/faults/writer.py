"""Logs requests one after the other and says each reference: what is killed, and what runs twice."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from exchange.errors import Conflict
from tests.faults.desks import desk_at
from tests.faults.verbs import request_of


def write(line: Connection, place: Path, count: int) -> None:
    """Log `count` requests; a reference that was said is a promise that the request is durable."""
    try:
        with desk_at(place) as desk:
            for number in range(count):
                line.send(desk.requests.open(request_of(number)).ref)
    except Conflict as error:
        line.send(error.reason)
