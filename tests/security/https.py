"""TLS in front of a gateway, as a helpline's own proxy has it: a self-made certificate, one thread."""

import asyncio
import contextlib
import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# A TLS connection that was told to close takes a few turns of the loop, and waits for no goodbye.
SHUTDOWN_S, CLOSING_S = 0.1, 0.3


@contextlib.contextmanager
def proxied(folder: Path, port: int, to: int) -> Iterator[None]:
    """https://localhost:`port` leads to http://127.0.0.1:`to` until the block ends."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate(folder))
    ready, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(secure, port, to, ready, done)), daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield
    finally:
        done.set()
        thread.join(5)


async def _serve(secure: ssl.SSLContext, port: int, to: int, ready: threading.Event, done: threading.Event) -> None:
    """Connections that are still open at the end are cancelled with the loop."""
    async with await asyncio.start_server(
        lambda r, w: _both(r, w, to), "127.0.0.1", port, ssl=secure, ssl_shutdown_timeout=SHUTDOWN_S
    ):
        ready.set()
        await asyncio.to_thread(done.wait)
        if open_ones := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in open_ones:
                task.cancel()
            await asyncio.wait(open_ones, timeout=2)
    await asyncio.sleep(CLOSING_S)


def certificate(folder: Path, *addresses: str) -> Path:
    """One file with a key and a certificate for localhost, and these addresses, that nobody else signed."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    numbers = [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), *numbers]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "localhost.pem"
    path.write_bytes(plain + made.public_bytes(pem))
    return path


async def _both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, to: int) -> None:
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", to)
    try:
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
    except asyncio.CancelledError:
        pass
    finally:
        writer.transport.abort()
        inner_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
