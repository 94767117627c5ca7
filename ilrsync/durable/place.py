"""Whether a place is on this machine: databases need that, and so do events about new files."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_NETWORK = frozenset(
    [
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.ceph",
        "fuse.cephfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    ]
)
_MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")


def network(path: Path, *, mounts: Path = _MOUNTS) -> str:
    """What kind of network file system *path* is on; empty for a local one, or when in doubt.

    *path* need not exist yet.
    """
    try:
        where = path.resolve()
        if sys.platform == "win32":
            return _windows(where)
        return _of_mounts(where, mounts.read_text("utf-8", "surrogateescape"))
    except (OSError, RuntimeError):  # no such list on this system, or links that lead in a circle
        return ""


if sys.platform == "win32":
    import ctypes

    _REMOTE = 4

    def _windows(path: Path) -> str:
        if path.drive.startswith("\\\\"):
            return "a Windows share"
        remote = ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE
        return "a Windows share" if remote else ""


def _of_mounts(path: Path, mounts: str) -> str:
    """The network file system, among *mounts* as Linux lists them, that *path* is on.

    Source: proc_pid_mountinfo(5).
    """
    nearest, found = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.partition(" ")[0]
        if len(fields) < 5:
            continue
        point = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4]))
        # Of two on one point the later one hides the other.
        if path.is_relative_to(point) and len(point.parts) >= nearest:
            nearest, found = len(point.parts), kind
    return found if found in _NETWORK else ""
