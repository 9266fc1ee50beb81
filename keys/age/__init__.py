"""age v1 files (c2sp.org/age) for the native post-quantum recipients `mlkem768x25519`, streaming.

    identity = Identity.generate()
    recipient = Recipient.parse(str(identity.recipient))
    seal(source, sink, [recipient])
    open_sealed(source, sink, [identity])

`SealedWriter` and `SealedReader` are the same two acts as file objects. Stanzas of other types are
skipped by the reader; nothing is ever run for them. A `Phrase` is written, never read. No byte of
plaintext is given out before the header's MAC holds, nor of a chunk before the chunk has opened.
"""

from keys.age.errors import AgeError, HeaderError, MacError, NoMatch, PayloadError
from keys.age.header import one_hybrid_stanza, spec_rule, stanza_types
from keys.age.hybrid import Identity, Recipient
from keys.age.phrase import WORK_FACTOR, Phrase
from keys.age.reader import SealedReader, open_sealed
from keys.age.source import Sink, Source
from keys.age.writer import SealedWriter, seal, seal_with_phrase

__all__ = [
    "WORK_FACTOR",
    "AgeError",
    "HeaderError",
    "Identity",
    "MacError",
    "NoMatch",
    "PayloadError",
    "Phrase",
    "Recipient",
    "SealedReader",
    "SealedWriter",
    "Sink",
    "Source",
    "one_hybrid_stanza",
    "open_sealed",
    "seal",
    "seal_with_phrase",
    "spec_rule",
    "stanza_types",
]
