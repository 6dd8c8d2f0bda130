"""What an artifact's zip may hold: one file of text, and nothing that acts."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_gate.live.archives import LARGEST, ArchiveError, text_of


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def read(archive: bytes) -> str:
    try:
        return text_of(archive)
    except ArchiveError:
        return "refused"


def test_one_file_of_text_is_read() -> None:
    assert text_of(zipped(("document.json", b'{"a": 1}'))) == '{"a": 1}'


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (b"", "no archive"),
        (b"PK\x03\x04 and then nothing", "no archive"),
        (zipped(), "0 entries"),
        (zipped(("a", b"1"), ("b", b"2")), "2 entries"),
        (zipped(("../../etc/passwd", b"x")), "no plain file"),
        (zipped(("/etc/passwd", b"x")), "no plain file"),
        (zipped(("a\\b", b"x")), "no plain file"),
        (zipped(("folder/", b"")), "no plain file"),
        (zipped(("x", b"\xff\xfe")), "not UTF-8"),
        (zipped(("x", b"text"), method=zipfile.ZIP_LZMA), "packed otherwise"),
        (zipped(("x", b"text"), method=zipfile.ZIP_BZIP2), "packed otherwise"),
        (zipped(("bomb", b"0" * (LARGEST + 1))), "larger"),
    ],
)
def test_anything_else_is_refused_with_a_reason(archive: bytes, reason: str) -> None:
    with pytest.raises(ArchiveError, match=reason):
        text_of(archive)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = zipped(("bomb", b"0" * (LARGEST * 3)))
    said = (LARGEST * 3).to_bytes(4, "little")
    with pytest.raises(ArchiveError):
        text_of(honest.replace(said, (10).to_bytes(4, "little")))


def test_a_file_whose_checksum_is_wrong_is_refused() -> None:
    good = zipped(("x", b"hello"), method=zipfile.ZIP_STORED)
    assert zlib.crc32(b"hello")
    with pytest.raises(ArchiveError):
        text_of(good.replace(b"hello", b"hallo"))


@given(st.binary(max_size=400))
def test_whatever_comes_is_text_or_refused(data: bytes) -> None:
    assert isinstance(read(data), str)


@given(st.data())
def test_a_damaged_archive_is_refused_or_says_the_same(data: st.DataObject) -> None:
    good = bytearray(zipped(("document.json", b'{"verdict": "request_changes"}')))
    place = data.draw(st.integers(0, len(good) - 1))
    good[place] ^= 1 << data.draw(st.integers(0, 7))
    assert read(bytes(good)) in {'{"verdict": "request_changes"}', "refused"}
