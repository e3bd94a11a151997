"""A real OpenID Connect provider on a loopback port, made of Authlib's server side, that can be told to lie."""

import contextlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750.token import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route


@dataclass
class Person:
    claims: dict[str, Any]


@dataclass
class Client(ClientMixin):  # type: ignore[misc]
    id: str
    secret: str
    returns: str
    way: str = "client_secret_post"

    def get_client_id(self) -> str:
        return self.id

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.returns

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self.way

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    request: dict[str, Any]
    person: Person
    made: int = field(default_factory=lambda: int(time.time()))

    @property
    def code_challenge(self) -> str:
        return str(self.request["code_challenge"])

    @property
    def code_challenge_method(self) -> str:
        return str(self.request["code_challenge_method"])

    def get_redirect_uri(self) -> str:
        return str(self.request["redirect_uri"])

    def get_scope(self) -> str:
        return str(self.request["scope"])

    def get_nonce(self) -> str:
        return str(self.request.get("nonce", ""))

    def get_auth_time(self) -> int:
        return self.made


class Provider(AuthorizationServer):  # type: ignore[misc]
    """`person` is who is signed in there; `lies` overrides claims of the next id tokens, `key` signs them."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client, self.issuer = client, ""
        self.person = Person({"sub": "42", "name": "Sofie", "groups": ["helpline-leads"]})
        self.lies: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "k1"})
        self.published = KeySet([self.key])
        self.strange: list[dict[str, Any]] = []
        self.header: dict[str, str] = {"alg": "RS256", "kid": "k1"}
        self.keys_at = "keys"
        self.told: dict[str, Any] = {}
        self.told_signed, self.told_key = False, self.key
        self.moved: dict[str, str] = {}
        self.known: dict[str, Any] = {}
        self.codes: dict[str, Code] = {}
        self.register_token_generator("default", BearerTokenGenerator(lambda *_a, **_k: generate_token(42)))
        self.register_grant(_grant(self), [CodeChallenge(required=True), _openid(self)])

    def query_client(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.id else None

    def save_token(self, token: Any, request: Any) -> None:
        """Nobody asks for it again."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        return Response(json.dumps(body) if isinstance(body, dict) else body, status, dict(headers))

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/discovery", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token-too", self._token, methods=["POST"]),
                Route("/token", self._token, methods=["POST"]),
                Route("/{keys:str}", self._keys),
                Route("/user/info", self._told),
            ]
        )

    async def _discovery(self, request: Request) -> Response:
        if request.url.path in self.moved:
            return RedirectResponse(self.moved[request.url.path], 301)
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": self.keys_at}
        found = {"issuer": self.issuer} | {key: f"{self.issuer}/{end}" for key, end in ends.items()}
        return JSONResponse(found | self.known)

    async def _authorize(self, request: Request) -> Response:
        asked = _request("GET", request, dict(request.query_params))
        return self.create_authorization_response(asked, grant_user=self.person, grant=self.get_consent_grant(asked))

    async def _token(self, request: Request) -> Response:
        if request.url.path in self.moved:
            return RedirectResponse(self.moved[request.url.path], 307)
        form = dict(parse_qsl((await request.body()).decode()))
        return self.create_token_response(_request("POST", request, form))

    async def _keys(self, request: Request) -> Response:
        if request.url.path in self.moved:
            return RedirectResponse(self.moved[request.url.path], 302)
        if request.path_params["keys"] not in (self.keys_at, *(path[1:] for path in self.moved.values())):
            return Response(status_code=404)
        return JSONResponse({"keys": [*self.strange, *self.published.as_dict(private=False)["keys"]]})

    async def _told(self, request: Request) -> Response:
        assert request.headers["authorization"].startswith("Bearer ")
        if not self.told_signed:
            return JSONResponse(self.told)
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, {"iss": self.issuer, **self.told}, self.told_key)
        return Response(token, media_type="application/jwt")


def _request(method: str, request: Request, data: dict[str, str]) -> OAuth2Request:
    class Asked(OAuth2Request):  # type: ignore[misc]
        args = data if method == "GET" else {}
        form = data if method == "POST" else {}

    asked = Asked(
        method,
        str(request.url).replace("http:", "https:"),
        headers={name.title(): value for name, value in request.headers.items()},
    )
    asked.payload = BasicOAuth2Payload(data)
    return asked


def _grant(provider: Provider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post", "client_secret_basic"]

        def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
            provider.codes[code] = Code(dict(request.payload.data), request.user)

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes = {key: kept for key, kept in provider.codes.items() if kept is not authorization_code}

        def authenticate_user(self, authorization_code: Code) -> Person:
            return authorization_code.person

    return Grant


def _openid(provider: Provider) -> OpenIDCode:
    class OpenId(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return any(code.get_nonce() == nonce for code in provider.codes.values())

        def resolve_client_private_key(self, client: Client) -> Any:
            return provider.key

        def get_encode_header(self, client: Client) -> dict[str, str]:
            return provider.header

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.issuer, "aud": [client.id]}

        def generate_user_info(self, user: Person, scope: str) -> dict[str, Any]:
            return {**user.claims, **provider.lies}

    return OpenId(require_nonce=True)


@contextlib.contextmanager
def running(returns: str, port: int) -> Iterator[Provider]:
    """A provider that listens until the block ends."""
    provider = Provider(Client("hearline", secrets.token_hex(16), returns))
    provider.issuer = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(provider.app(), port=port, log_config=None, access_log=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(5)
