"""Archives: the one file of an artifact, out of a zip that anybody may have made; nothing goes to disk."""

import io
import struct
import zipfile
import zlib
from typing import Final

from review_contract.problems import excerpt

LARGEST: Final = 4_194_304
"""Bytes that a document's file may have; what says less and unpacks to more is refused as well."""


_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 1
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    RuntimeError,
)
"""What reading a damaged archive raises; features of zip that Python lacks are RuntimeErrors too."""


class ArchiveError(Exception):
    """An archive that is none, or holds something else than one file of text."""


def text_of(archive: bytes) -> str:
    """Return the text of the one file in a zip archive.

    Raises:
        ArchiveError: it does not hold exactly one harmless file of UTF-8 of at most 4 MiB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            data = _only(opened)
    except ArchiveError:
        raise
    except _DAMAGED as error:
        raise ArchiveError(f"it is no archive that can be read: {excerpt(str(error))}") from None
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ArchiveError("its file is not UTF-8") from None


def _only(opened: zipfile.ZipFile) -> bytes:
    entries = opened.infolist()
    if len(entries) != 1:
        raise ArchiveError(f"it holds {len(entries)} entries instead of one file")
    (entry,) = entries
    if entry.is_dir() or "/" in entry.filename or "\\" in entry.filename or entry.filename.startswith(".."):
        raise ArchiveError(f"its entry is no plain file: {excerpt(entry.filename[:100])}")
    if entry.compress_type not in _METHODS or entry.flag_bits & _ENCRYPTED:
        raise ArchiveError("its file is encrypted, or packed otherwise than artifacts are")
    if entry.file_size > LARGEST:
        raise ArchiveError(f"its file is larger than {LARGEST:,} bytes")
    with opened.open(entry) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ArchiveError(f"its file is larger than it says, and than {LARGEST:,} bytes")
    return data
