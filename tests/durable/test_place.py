from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from ilrsync.durable import network

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows says it of a drive, and a test cannot connect one"
)

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
36 22 0:31 / {root}/share rw,relatime shared:1 - cifs //nas/mis rw
37 22 0:32 / {root}/with\\040space rw,relatime shared:2 master:1 - nfs4 nas:/mis rw
38 36 254:1 / {root}/share/local rw - xfs /dev/vdb rw
39 22 0:33 / {root}/twice rw - ext4 /dev/vdc rw
40 39 0:34 / {root}/twice rw - fuse.sshfs host: rw
broken line
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("share", "cifs"),
        ("share/deep/not/yet/there", "cifs"),
        ("shared", ""),
        ("share/local/ledger.sqlite", ""),
        ("with space/x", "nfs4"),
        ("twice", "fuse.sshfs"),
        ("elsewhere", ""),
    ],
)
def test_the_nearest_mount_says_whether_a_place_is_on_a_network(
    tmp_path: Path, place: str, kind: str
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.format(root=tmp_path.resolve().as_posix()), "utf-8")

    assert network(tmp_path / place, mounts=mounts) == kind


def test_a_link_is_where_it_leads(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.format(root=tmp_path.resolve().as_posix()), "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "share")

    assert network(tmp_path / "link" / "a", mounts=mounts) == "cifs"


def test_a_system_that_does_not_say_is_taken_as_local(tmp_path: Path) -> None:
    assert network(tmp_path, mounts=tmp_path / "no list") == ""
