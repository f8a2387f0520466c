"""Tells a network drive: SQLite's locks do not hold there, and two PCs would ruin the file.

Shared folders of virtual machines (9p, vboxsf) count as local: they are this PC's own disk.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path, PurePosixPath

_REMOTE = {
    *("afp", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs", "glusterfs"),
    *("lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "webdav", "fuse.ceph", "fuse.davfs"),
    *("fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs"),
    *("fuse.smbnetfs", "fuse.sshfs"),
}
_DRIVE_REMOTE = 4
_ESCAPED = re.compile(r"\\([0-7]{3})")
#: macOS: ``//user@server/share on /Volumes/share (smbfs, nodev, nosuid)``.
_MAC_LINE = re.compile(r".* on (?P<point>/.*) \((?P<kind>\w+)[,)]")


def is_unc(name: str) -> bool:
    r"""Tell whether a name has the form ``\\server\share``, as Windows reads it on any system."""
    plain = name.replace("/", "\\")
    if plain.startswith("\\\\?\\"):  # Windows' long form, of a local drive or of a server
        return plain[4:].upper().startswith("UNC\\")
    return plain.startswith("\\\\")


def is_remote(file: Path) -> bool:
    """Tell whether a file (which need not exist) lies on a network drive, as far as can be told."""
    try:
        place = file.resolve()  # a link, or a drive letter, may lead to a server
    except (OSError, RuntimeError):  # a circle of links: whoever opens the file will say so
        place = file.absolute()
    if is_unc(str(file)) or is_unc(str(place)):
        return True
    if sys.platform == "win32":
        return _is_remote_drive(place.anchor)
    return kind_of_mount(PurePosixPath(place), _mounts()) in _REMOTE


def kind_of_mount(place: PurePosixPath, mounts: list[tuple[PurePosixPath, str]]) -> str:
    """Return the kind of file system of an absolute path; of mounts on one point the last counts.

    Empty when the list does not tell.
    """
    deepest, found = -1, ""
    for point, kind in mounts:
        if place.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, found = len(point.parts), kind
    return found


def read_mountinfo(text: str) -> list[tuple[PurePosixPath, str]]:
    """Read Linux' ``/proc/self/mountinfo`` (proc(5)) into mount points and kinds."""
    mounts = []
    for line in text.split("\n"):
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.partition(" ")[0]
        if len(fields) > 4 and kind:
            point = _ESCAPED.sub(lambda code: chr(int(code[1], 8)), fields[4])
            mounts.append((PurePosixPath(point), kind))
    return mounts


def read_mac_mounts(text: str) -> list[tuple[PurePosixPath, str]]:
    """Read what macOS' ``mount`` prints into mount points and kinds."""
    found = map(_MAC_LINE.match, text.split("\n"))
    return [(PurePosixPath(line["point"]), line["kind"]) for line in found if line]


def _mounts() -> list[tuple[PurePosixPath, str]]:
    """Return this system's mounts; nothing when it does not say."""
    if sys.platform == "darwin":
        return _mac_mounts()
    try:
        text = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    return read_mountinfo(text)


def _mac_mounts() -> list[tuple[PurePosixPath, str]]:
    import subprocess  # only a Mac needs it

    try:
        said = subprocess.run(
            ["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return read_mac_mounts(said.stdout)


def _is_remote_drive(anchor: str) -> bool:
    r"""Ask Windows about a drive (``K:\``)."""
    import ctypes  # only Windows needs it

    windows = getattr(ctypes, "windll", None)
    return windows is not None and windows.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE
