"""An export onto a medium that is full: the system's refusal, and nothing said beside it."""

from __future__ import annotations

import errno
import gc
import io
from hashlib import sha256

import pytest

from exchange.audit.container import ContainerWriter


class Full(io.BytesIO):
    """A medium with room for 4 KiB, which takes nothing more once it is full."""

    left = 4096

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self.left -= len(data)
        if self.left < 0:
            raise OSError(errno.ENOSPC, "full")
        return super().write(data)


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_writer_whose_medium_is_full_is_forgotten_in_silence() -> None:
    with pytest.raises(OSError, match="full") as found, ContainerWriter(Full()) as writer:
        writer.stream("one", (sha256(bytes([n])).digest() for n in range(256)))
    del writer, found
    gc.collect()
