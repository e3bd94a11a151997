"""What the settings and this machine tell by themselves: what is wrong, doubtful, too small, or about to run out."""

import os
import platform
import resource
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

from cryptography import x509

from chat.commands.doctor.file_systems import FAR, kind_at
from chat.commands.doctor.findings import Check, Reached, ends_soon
from chat.commands.doctor.open_files import ENDLESS, of_gateways
from chat.settings import doubts, quoted
from chat.startup import version
from storage.address import SqliteAddress, read_address

LEAST_PYTHON = (3, 11)
LEAST_FREE = 1 << 30
# A small share is little only where it is little altogether.
LEAST_SHARE, MOST_FREE = 0.05, 10 << 30
# Beside the sockets of people: files, both databases, what a moment needs.
OTHER_FILES = 256
MOUNTS = Path("/proc/self/mountinfo")
_AUTHORITIES = ("ssl_ca_certs", "sslrootcert")
_FILES = (*_AUTHORITIES, "ssl_certfile", "sslcert")


async def versions(_reached: Reached, check: Check) -> None:
    check.saw = f"Hearline {version()}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    if sys.version_info[:2] < LEAST_PYTHON:
        check.wrong("python_old", "Python is older than 3.11.", "Install Python 3.11 or newer.")


async def settings(reached: Reached, check: Check) -> None:
    given = reached.settings
    check.saw = f"desks: {', '.join(given.desks)}; {'demo' if given.demo else given.own_origin}; {given.log_level}"
    for one in reached.wrong:
        check.wrong(one.code, one.sentence, f"Correct {one.name}; hearline settings lists all.")
    for sentence in reached.unknown:
        check.doubt("setting_unknown", sentence, "Correct the name, or take it away.")
    for sentence in doubts(given):
        check.doubt("proxies_none", sentence, "Count the proxies between a browser and this process.")
    for sentence in quoted(given):
        check.doubt("setting_quoted", sentence, "Take them away; a secret that signed with them keeps them everywhere.")
    _secrets(reached, check)


def _secrets(reached: Reached, check: Check) -> None:
    given = reached.settings
    if given.demo and given.own_origin.startswith("https://"):
        check.wrong(
            "demo_in_public",
            "The demo's accounts are open to everybody at a public address.",
            "Take HEARLINE_DEMO away.",
        )
    if given.next_secret:
        check.doubt(
            "secret_next",
            "HEARLINE_SECRET_NEXT is set: a change of the secret was begun.",
            "Go on with SECURITY.md, Secrets and their rotation.",
        )
    if given.old_secrets:
        check.doubt(
            "secret_old",
            "HEARLINE_SECRET_OLD is set: former secrets still open tickets.",
            "Take it away six hours after the change and hearline secret rotate.",
        )


async def origins(reached: Reached, check: Check) -> None:
    """Who may open sockets, and who may show the widget."""
    given = reached.settings
    check.saw = f"{len(given.allowed_origins)} may open sockets, {len(given.embed_origins)} may show the widget"
    if given.demo:
        return
    if not given.embed_origins:
        check.doubt(
            "embedders_none",
            "No site may show the widget in a frame.",
            "Name the sites of the helpline in HEARLINE_EMBED_ORIGINS.",
        )
    for desk, equals, site in (one.rpartition("=") for one in given.embed_origins):
        if equals and desk not in given.desks:
            check.wrong("embedder_of_no_desk", f"{site} is named for {desk}, which is no desk here.", "Name one.")
    plain = [one for one in (*given.origins, *given.embed_origins) if "http://" in one]
    if plain:
        check.doubt("origin_plain", f"Sites without TLS are named: {', '.join(plain)}.", "Name their https address.")


async def machine(reached: Reached, check: Check) -> None:
    """Room on the disk, and for open files: of the gateways that run here, else of whoever runs this command."""
    folders = (Path.cwd(), _of_sqlite(reached))
    places = {folder.resolve() for folder in folders if folder is not None and folder.is_dir()}
    seen = [_room(folder, check) for folder in sorted(places)]
    _near(reached, check)
    soft, wanted = min(of_gateways() or [_own_files()]), reached.settings.places + OTHER_FILES
    check.saw = f"{'; '.join(seen)}; {'any number of' if soft >= ENDLESS else soft} open files"
    if soft < wanted:
        check.doubt(
            "open_files_few",
            f"{soft} files may be open here, and HEARLINE_PLACES promises {reached.settings.places} sockets.",
            f"Let each gateway open {wanted} files (systemd: LimitNOFILE), or lower HEARLINE_PLACES.",
        )


def _own_files() -> int:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return ENDLESS if soft == resource.RLIM_INFINITY else soft


def _of_sqlite(reached: Reached) -> Path | None:
    address = None if reached.misread("DATABASE_URL") else read_address(reached.settings.database_url)
    return Path(address.path).absolute().parent if isinstance(address, SqliteAddress) else None


def _near(reached: Reached, check: Check) -> None:
    """An SQLite file on a disk of the network works until two write at once."""
    folder = _of_sqlite(reached)
    if folder is None or not MOUNTS.is_file():
        return
    kind = kind_at(folder.resolve(), MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    if kind in FAR:
        check.wrong(
            "sql_file_far",
            f"The SQLite file lies on a disk of the network ({kind}), where its locks do not hold.",
            "Move it to a disk of this machine, or use PostgreSQL.",
        )


def _room(folder: Path, check: Check) -> str:
    total, _used, free = shutil.disk_usage(folder)
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return f"{folder} is there for reading alone"
    if free < LEAST_FREE or free < min(LEAST_SHARE * total, MOST_FREE):
        check.wrong("disk_full", f"{free >> 20} MiB are free at {folder}.", "Make room before SQL stops to write.")
    return f"{free >> 30} GiB free at {folder}"


async def certificates(reached: Reached, check: Check) -> None:
    """Those that REDIS_URL and DATABASE_URL name."""
    named = [
        (setting, name, path)
        for setting, url in (("REDIS_URL", reached.settings.redis_url), ("DATABASE_URL", reached.settings.database_url))
        for name, path in parse_qsl(url.partition("?")[2])
        if name in _FILES and path != "system" and not reached.misread(setting)
    ]
    check.saw = f"{len(named)} files of certificates in the addresses"
    for setting, name, path in named:
        _ends(setting, name, Path(path), check)


def _ends(setting: str, name: str, path: Path, check: Check) -> None:
    """Of several authorities, as hosts hand them out, any that lasts will do; of a chain each must."""
    try:
        named = sorted(x509.load_pem_x509_certificates(path.read_bytes()), key=lambda one: one.not_valid_after_utc)
    except (OSError, ValueError) as problem:
        check.wrong(
            "certificate_unread", f"{setting} names a file that is none ({type(problem).__name__}).", "Name one."
        )
        return
    counts = named[-1 if name in _AUTHORITIES else 0]
    left, whole = (counts.not_valid_after_utc - moment for moment in (datetime.now(UTC), counts.not_valid_before_utc))
    if left.days < 0:
        check.wrong("certificate_ended", f"A certificate of {setting} has ended.", "Renew it.")
    elif ends_soon(left.total_seconds(), whole.total_seconds()):
        check.doubt("certificate_ends", f"A certificate of {setting} ends in {left.days} days.", "Renew it.")
