"""What kind of file system a folder lies on, out of Linux's list of mounts. Pure."""

import re
from pathlib import PurePath
from typing import Final

# Other machines may write there, too: locks and shared memory, which SQLite's log needs, do not reach across.
FAR: Final = frozenset(
    {
        "afs", "beegfs", "ceph", "cifs", "fuse.ceph", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs",
        "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs",
    }
)  # fmt: skip
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def kind_at(folder: PurePath, mounts: str) -> str:
    """`mounts`: as /proc/self/mountinfo has them; of two at one place the later hides the earlier. "" for none."""
    found = ("", "")
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.partition(" ")[0]
        if len(fields) < 5 or not kind:
            continue
        place = _OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4])
        if folder.is_relative_to(place) and len(place) >= len(found[0]):
            found = (place, kind)
    return found[1]
