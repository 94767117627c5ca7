from __future__ import annotations

import errno

import pytest

from ilrsync.durable import trouble
from ilrsync.errors import ReadError


def raised(error: OSError, *, hidden: bool = False) -> ReadError:
    """The error that a reader makes of *error*."""
    try:
        try:
            raise error
        except OSError as cause:
            if hidden:
                raise ReadError("damaged") from None
            raise ReadError("damaged") from cause
    except ReadError as read:
        return read


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.ESTALE, errno.EACCES])
def test_what_a_disk_or_share_says_is_found_behind_what_a_reader_says(code: int) -> None:
    error = OSError(code, "no")

    assert trouble(error) is error
    assert trouble(raised(error)) is error


@pytest.mark.parametrize(
    "error",
    [
        ReadError("the XML is cut off"),
        raised(OSError(errno.ENOENT, "no such file")),
        raised(OSError("not a zip file")),
        raised(OSError(errno.EIO, "no"), hidden=True),
        ValueError("no number"),
    ],
)
def test_what_is_wrong_with_the_data_is_no_trouble(error: Exception) -> None:
    assert trouble(error) is None


@pytest.mark.parametrize("winerror", [32, 53, 64, 112])
def test_what_windows_says_of_shares_is_trouble(winerror: int) -> None:
    error = OSError(errno.ENOENT, "the network path was not found")
    error.winerror = winerror  # type: ignore[attr-defined,unused-ignore] # Windows only

    assert trouble(error) is error
