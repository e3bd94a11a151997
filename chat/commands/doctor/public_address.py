"""One question to a web address, as a browser would ask it: status, a little of the body, the certificate's end."""

import asyncio
import base64
import os
import re
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from chat.commands.doctor.findings import Problem, ends_soon
from chat.web_addresses import PORTS

WITHIN_S = 5.0
# `/readyz` names every desk that is away.
_MOST = 65_536
_EXPIRED, _OTHER_NAME = 10, (62, 64)


@dataclass(frozen=True, slots=True)
class Answer:
    """`days_left`: of the certificate, None without TLS; `too_few`: it should have been renewed by now."""

    status: int
    body: str
    days_left: int | None
    too_few: bool


async def ask(origin: str, path: str, *, upgrade: bool = False) -> Answer:
    """Raises OSError (ssl.SSLError among them) and TimeoutError."""
    parts = urlsplit(origin)
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    async with asyncio.timeout(WITHIN_S):
        where = (parts.hostname, parts.port or PORTS[parts.scheme])
        reader, writer = await asyncio.open_connection(*where, ssl=secure)
        try:
            writer.write(_request(origin, parts.netloc, path, upgrade))
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status = int(head.split(" ", 2)[1])
            body = "" if status == 101 else _body(head, (await reader.read(_MOST)).decode("latin-1"))
            return Answer(status, body, *_days(writer.get_extra_info("peercert")))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, IndexError) as problem:
            raise ConnectionError("no answer of HTTP") from problem
        finally:
            writer.close()


def _body(head: str, sent: str) -> str:
    """Of an answer in chunks, as some proxies make of any, the first."""
    if not re.search(r"(?im)^transfer-encoding:.*\bchunked\b", head):
        return sent
    size, _, rest = sent.partition("\r\n")
    return rest[: int(size.partition(";")[0], 16)]


def _request(origin: str, host: str, path: str, upgrade: bool) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", f"Origin: {origin}"]
    if upgrade:
        key = base64.b64encode(os.urandom(16)).decode()
        lines += ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
    else:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _days(certificate: dict[str, str] | None) -> tuple[int | None, bool]:
    if not certificate:
        return None, False
    begins, ends = (ssl.cert_time_to_seconds(certificate[name]) for name in ("notBefore", "notAfter"))
    left_s = ends - time.time()
    return int(left_s) // 86_400, ends_soon(left_s, ends - begins)


def trouble(origin: str, problem: BaseException) -> Problem:
    """Why a browser would not come in."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        if problem.verify_code == _EXPIRED:
            return Problem("tls_ended", f"The certificate of {origin} has ended.", "Renew it.")
        if problem.verify_code in _OTHER_NAME:
            return Problem("tls_other_name", f"The certificate at {origin} is for another name.", "Get one for it.")
        what = f"The certificate of {origin} is not trusted ({problem.verify_message})."
        return Problem(
            "tls_untrusted", what, "Use the whole chain (fullchain.pem) of an authority that browsers trust."
        )
    if isinstance(problem, ssl.SSLError):
        return Problem("tls_broken", f"There is no TLS at {origin} ({problem.reason}).", "Look at the proxy.")
    return Problem(
        "public_away",
        f"{origin} cannot be reached from this machine.",
        "Start gateway and proxy; if a firewall forbids this way alone, ask from outside.",
        grave=False,
    )
