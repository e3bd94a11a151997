"""On which disk a folder lies, by the longest mount above it, the newest of those at one place."""

from pathlib import PurePath

import pytest

from chat.commands.doctor.file_systems import FAR, kind_at

MOUNTS = r"""22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:22 / /data rw,relatime - xfs /dev/sdb1 rw
24 22 0:40 / /data/share rw,relatime shared:7 master:2 - nfs4 10.0.0.8:/volume rw,vers=4.2
25 22 0:41 / /mnt/of\040all rw - cifs //nas/all rw
26 23 0:42 / /data/over rw - nfs nas:/x rw
27 26 0:43 / /data/over rw - ext4 /dev/sdc1 rw
a line that is none
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/", "ext4"),
        ("/srv", "ext4"),
        ("/data", "xfs"),
        ("/data/shared", "xfs"),
        ("/data/share/hearline", "nfs4"),
        ("/mnt/of all/x", "cifs"),
        ("/data/over", "ext4"),
    ],
)
def test_the_nearest_mount_says(folder: str, kind: str) -> None:
    assert kind_at(PurePath(folder), MOUNTS) == kind


def test_without_a_list_nothing_is_said() -> None:
    assert kind_at(PurePath("/data"), "") == ""
    assert "" not in FAR
