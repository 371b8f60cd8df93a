"""A small OpenID Connect provider on this machine: discovery, keys, token, userinfo; and the addresses of a portal that uses it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from allauth.socialaccount.providers.openid_connect import urls as openid_connect
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import include, path

urlpatterns = [
    path("outside/", include(openid_connect.urlpatterns)),
    path("", include("biaochi.portal.config.urls")),
]
handler404 = "biaochi.portal.web.errors.not_there"

CLIENT = "biaochi"


class Provider:
    """``claims`` is what it says of whoever comes with any code."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.asked: list[str] = []
        self.address = ""

    def answer(self, place: str) -> dict[str, Any]:
        self.asked.append(place)
        if place.endswith("openid-configuration"):
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/jwks",
            }
        if place == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}
        if place == "/token":
            now = int(time.time())
            said = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
            return {
                "access_token": "token",
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "1"}),
            }
        return self.claims


@contextmanager
def provider() -> Iterator[Provider]:
    found = Provider()

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(found.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    found.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
