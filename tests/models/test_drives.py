"""Network drives: SQLite's locks do not hold there, so no database is put on one."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from sqlalchemy.engine import URL

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import drives, sqlite_store

MOUNTINFO = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /home rw,relatime shared:5 - nfs4 filer:/home rw,vers=4.2
31 30 254:1 / /home/local rw,relatime - xfs /dev/vdb rw
33 22 0:41 / /mnt/two\\040words rw - cifs //filer/share rw
34 22 0:42 / /media/stick rw master:1 shared:3 - autofs systemd-1 rw
35 34 0:43 / /media/stick rw - fuse.sshfs somebody@server: rw
36 22 0:44 / /homework rw - tmpfs tmpfs rw
"""
MAC_MOUNTS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//tanaka@filer/share on /Volumes/two words (smbfs, nodev, nosuid, mounted by tanaka)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/var/kdx.sqlite3", "ext4"),
        ("/home/tanaka/kdx.sqlite3", "nfs4"),
        ("/home/local/kdx.sqlite3", "xfs"),
        ("/homework/kdx.sqlite3", "tmpfs"),
        ("/mnt/two words/new folder/kdx.sqlite3", "cifs"),
        ("/media/stick/kdx.sqlite3", "fuse.sshfs"),
    ],
)
def test_the_drive_that_a_file_lies_on_is_found_on_linux(place: str, kind: str) -> None:
    mounts = drives.read_mountinfo(MOUNTINFO)

    assert drives.kind_of_mount(PurePosixPath(place), mounts) == kind


def test_the_drive_that_a_file_lies_on_is_found_on_a_mac() -> None:
    mounts = drives.read_mac_mounts(MAC_MOUNTS)

    assert drives.kind_of_mount(PurePosixPath("/Volumes/two words/k"), mounts) == "smbfs"
    assert drives.kind_of_mount(PurePosixPath("/Users/tanaka/k"), mounts) == "apfs"


@pytest.mark.parametrize("text", ["", "x", "1 2 3 4 /\n", " - nfs", "1 2 3 4 / - "])
def test_a_list_of_drives_that_says_nothing_keeps_nobody_from_working(text: str) -> None:
    assert drives.kind_of_mount(PurePosixPath("/k"), drives.read_mountinfo(text)) == ""


@pytest.mark.parametrize(
    ("name", "unc"),
    [
        (r"\\filer\share\kdx.sqlite3", True),
        ("//filer/share/kdx.sqlite3", True),
        (r"\/filer/share/kdx.sqlite3", True),
        (r"\\?\UNC\filer\share\kdx.sqlite3", True),
        ("//?/unc/filer/share/kdx.sqlite3", True),
        (r"\\?\C:\kdx\kdx.sqlite3", False),
        (r"C:\kdx\kdx.sqlite3", False),
        ("/var/kdx.sqlite3", False),
        ("kdx.sqlite3", False),
    ],
)
def test_a_server_is_known_by_its_name(name: str, unc: bool) -> None:
    assert drives.is_unc(name) == unc


def test_a_database_on_a_server_is_refused_with_the_way_to_postgresql(tmp_path: Path) -> None:
    for name in (r"\\filer\share\kdx.sqlite3", "//filer/share/kdx.sqlite3"):
        with pytest.raises(EnvironmentFailure, match=r"postgresql://"):
            sqlite_store.file_of(URL.create("sqlite", database=name))

    assert not drives.is_remote(tmp_path / "kdx.sqlite3")
    assert (
        sqlite_store.file_of(URL.create("sqlite", database=str(tmp_path / "k"))) == tmp_path / "k"
    )


def test_a_link_to_a_server_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "share"
    share.mkdir()
    link = tmp_path / "link"
    link.symlink_to(share)
    mounts = [(PurePosixPath("/"), "ext4"), (PurePosixPath(share), "cifs")]
    monkeypatch.setattr(drives, "_mounts", lambda: mounts)  # no test can mount a server

    assert drives.is_remote(link / "kdx.sqlite3")
    assert not drives.is_remote(tmp_path / "kdx.sqlite3")
