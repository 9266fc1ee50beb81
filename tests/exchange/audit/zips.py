"""Zips that two readers could read in two ways, or that hold what no export does."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from typing import Final

CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"


def a_zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # duplicates are the matter here
        for name, data in members:
            file.writestr(name, data)
    return sink.getvalue()


def edited(data: bytes, at: int, value: bytes, mark: bytes) -> bytes:
    """Overwrite bytes at an offset of the last header with that mark."""
    place = data.rindex(mark) + at
    return data[:place] + value + data[place + len(value) :]


TRICKS: Final[list[tuple[Callable[[bytes], bytes], str]]] = [
    (lambda z: edited(z, 8, b"\x01", CENTRAL), "zip-encrypted"),
    (lambda z: edited(z, 8, b"\x41", CENTRAL), "zip-encrypted"),
    (lambda z: edited(z, 42, b"\x00", CENTRAL), "zip-overlap"),
    (lambda z: edited(z, 16, b"\xff\xff", CENTRAL), "zip-layout"),
    (lambda z: edited(z, 24, b"\x05", CENTRAL), "zip-layout"),
    (lambda z: edited(z, 34, b"\x01", CENTRAL), "zip-layout"),
    (lambda z: edited(z, 30, b"z", LOCAL), "zip-layout"),
    (lambda z: edited(z, 6, b"\x01", LOCAL), "zip-layout"),
    (lambda z: edited(z, 8, b"\x08", LOCAL), "zip-layout"),
    (lambda z: edited(z, 4, b"\x01", END), "zip-layout"),
    (lambda z: edited(z, 8, b"\x01", END), "zip-layout"),
    (lambda z: edited(z, 8, b"\x01\x00\x01\x00", END), "zip-layout"),
    (lambda z: edited(z, 16, b"\x01", END), "zip-layout"),
    (lambda z: edited(z, 20, b"\x01", END), "zip-not-zip"),
    (lambda z: b"#!/bin/sh\n" + z, "zip-layout"),
    (lambda z: z + b"\0", "zip-not-zip"),
    (lambda z: z + z, "zip-layout"),
    (lambda z: z[:-1], "zip-not-zip"),
    (lambda z: b"", "zip-not-zip"),
    (lambda z: b"not a zip at all, though long enough", "zip-not-zip"),
    (lambda z: z[z.index(END) :], "zip-layout"),
    (lambda z: z[: z.index(CENTRAL)] + b"hidden" + z[z.index(CENTRAL) :], "zip-layout"),
]  # fmt: skip
"""What makes a trick of an honest zip of two members, and what is said of it."""

NAMES: Final = [
    "/etc/passwd", "../up", "a/../b", "a//b", "C:\\x", "a\\b", ".hidden", "a/.b", "a b", "é", "a\n", "a/",
    "x" * 201, "con/\u202e",
]  # fmt: skip
"""Names that are a path or hide something."""

FOLDERS: Final = [
    [("folder/", b"x"), ("folder/a", b"1")],
    [("folder/", b""), ("other", b"1")],
    [("Folder/", b""), ("folder/a", b"1")],
    [("folder/", b""), ("folder/", b""), ("folder/a", b"1")],
    [("folder/", b""), ("FOLDER/", b""), ("folder/a", b"1")],
    [("a/", b""), ("a", b"1")],
    [("../", b""), ("a", b"1")],
    [("folder//", b""), ("folder/a", b"1")],
    [("/", b""), ("a", b"1")],
]
"""Members among which a folder is no member's own, or holds bytes."""
