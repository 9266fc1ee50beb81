"""What is left of a request after its erasure: looked for byte by byte, past the program.

Every file is searched as it is; the database page by page, decrypted, so that neither a free page nor the
rest of a deleted cell escapes; the sealed bytes that it had before are looked for, not only its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from exchange.requests.parts import PARTS
from exchange.store.tokens import WordKey
from tests.world import World

PAGE, RESERVE, IV, SALT = 4096, 80, 16, 16
"""SQLCipher 4: pages of 4 KiB that end with an initialisation vector and an HMAC; a salt begins the file."""


def decrypted(path: Path, key: bytes) -> bytes:
    """Return every page of a SQLCipher file, decrypted, free ones too."""
    data = path.read_bytes()
    return b"".join(
        _page(data[at : at + PAGE], key, SALT if at == 0 else 0) for at in range(0, len(data), PAGE)
    )


def decrypted_log(path: Path, key: bytes) -> bytes:
    """Return every page of a write-ahead log, decrypted: 32 bytes, then 24 before each page."""
    data = path.read_bytes()
    frames = (data[at : at + 24 + PAGE] for at in range(32, len(data), 24 + PAGE))
    return b"".join(_page(one[24:], key, SALT if one[:4] == b"\0\0\0\1" else 0) for one in frames)


def _page(page: bytes, key: bytes, skip: int) -> bytes:
    body, vector = page[skip : PAGE - RESERVE], page[PAGE - RESERVE : PAGE - RESERVE + IV]
    opener = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return opener.update(body) + opener.finalize()


def files(*folders: Path) -> Iterator[Path]:
    """Give every file in some folders, hidden ones too."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def bytes_of(world: World, request: str) -> list[bytes]:
    """Return the sealed bytes of every row of a request, its wrapped keys and its chunks."""
    found = world.sql("SELECT sealed, wrapped_key FROM request WHERE id = ?", request)
    for kind in PARTS:
        found += world.sql(f"SELECT sealed FROM {kind.__tablename__} WHERE owner = ?", request)  # noqa: S608
    found += world.sql("SELECT wrapped FROM key_wrap WHERE object_id = ?", request)
    found += world.sql(
        "SELECT sealed FROM chunk WHERE attachment IN (SELECT id FROM attachment WHERE owner = ?)", request
    )
    found += world.sql("SELECT sealed FROM searched")
    # The middle of each: what a page holds of it in one piece.
    return [bytes(value)[20:60] for row in found for value in row if isinstance(value, bytes)]


def tables_with(world: World, ident: str) -> list[str]:
    """Return the tables, columns that still name an id, the log's and the erasure's own apart."""
    left = []
    for (table,) in world.sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%fts5%'"
    ):
        for row in world.sql(f"PRAGMA table_info({table})"):
            column = str(row[1])
            if world.sql(f'SELECT 1 FROM {table} WHERE "{column}" = ? LIMIT 1', ident):  # noqa: S608
                left.append(f"{table}.{column}")
    return sorted(left)


def tokens_standing(world: World, key: WordKey, words: Iterator[str] | list[str]) -> list[str]:
    """Return those of some words whose token stands in the index."""
    standing = {str(term) for (term,) in world.sql("SELECT term FROM word_terms")}
    return [word for word in words if key.token(word) in standing]
