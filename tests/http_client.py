"""HTTP for tests: all clients share one certificate store; reading it costs each 40 ms of processor time."""

import ssl
from typing import Any

import httpx

TRUSTED = ssl.create_default_context()


def http_client(url: str = "", **options: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, verify=TRUSTED, **options)


def blocking_client(url: str = "", **options: Any) -> httpx.Client:
    return httpx.Client(base_url=url, verify=TRUSTED, **options)
