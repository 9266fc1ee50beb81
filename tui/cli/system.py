"""What the operating system refused, as one of our sentences: no space, no permission, no file."""

from __future__ import annotations

import errno
import os

from exchange.errors import Refused

_REASONS = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EACCES: "not-permitted",
    errno.EPERM: "not-permitted",
    errno.EROFS: "not-permitted",
    errno.ENOENT: "no-such-file",
    errno.ENOTDIR: "no-such-file",
    errno.EISDIR: "is-a-folder",
    errno.EEXIST: "file-exists",
}


def refused_by_system(error: OSError) -> Refused:
    """Return the refusal that `error` means, with the path that the person named, if the system says it."""
    path = "" if error.filename is None else os.fsdecode(error.filename)
    code = errno.errorcode.get(error.errno or 0, "?")
    return Refused(_REASONS.get(error.errno or 0, "system-refused"), file=path, system=code)
