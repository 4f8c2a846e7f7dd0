"""The provincial login against a provider in this process: the way through, and every lie on it."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import Client

from gongkai.foi import outward
from gongkai.foi.models import Account
from gongkai.foi.services import oidc

OUT, BACK, MINE = (
    "/requests/account/province/",
    "/requests/account/province/back/",
    "/requests/mine/",
)
CLIENT, SECRET = "gongkai", "s/e:c"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Change = Callable[[dict[str, Any]], None]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Provider:
    """Answers discovery, keys and tokens; remembers what was asked; lies where it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, list[str]], str]] = []
        self.challenge = self.nonce = ""
        self.change: Change = lambda claims: None
        self.head: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self.key = KEY
        self.token: str | None = None
        self.discovery: dict[str, Any] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.asked.append(("GET", self.path, {}, ""))
                self.say(owner.document(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = parse_qs(body)
                owner.asked.append(
                    ("POST", self.path, asked, self.headers.get("Authorization", ""))
                )
                self.say(owner.exchanged(asked))

            def say(self, found: dict[str, Any]) -> None:
                data = json.dumps(found).encode()
                self.send_response(200 if found else 400)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def document(self, path: str) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            } | self.discovery
        public = KEY.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "kid": "k1",
            "n": number(public.n),
            "e": number(public.e),
        }
        return {"keys": [key]}

    def exchanged(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        verifier = asked.get("code_verifier", [""])[0]
        if b64(hashlib.sha256(verifier.encode()).digest()) != self.challenge:
            return {}
        return {"access_token": "unused", "id_token": self.token or self.signed()}

    def signed(self) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "sub": "p-1", "aud": CLIENT, "exp": now + 300, "iat": now,
            "nonce": self.nonce, "name": "陈一诺",
        }  # fmt: skip
        self.change(claims)
        return token(self.head, claims, self.key)


def token(head: dict[str, Any], claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
    if head["alg"] == "none":
        return f"{signed}."
    if head["alg"] == "HS256":  # keyed with what everybody may read
        mac = hmac.HMAC(str(KEY.public_key().public_numbers().n).encode(), hashes.SHA256())
        mac.update(signed.encode())
        return f"{signed}.{b64(mac.finalize())}"
    return f"{signed}.{b64(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


@pytest.fixture
def provider(db: None, settings: Any) -> Iterator[Provider]:
    made = Provider()
    settings.FOI_OIDC_ISSUER, settings.FOI_OIDC_CLIENT_ID = made.issuer, CLIENT
    settings.FOI_OIDC_CLIENT_SECRET, settings.FOI_OIDC_NAME = SECRET, "泉城通"
    oidc._known.clear()
    yield made
    made.server.shutdown()
    made.server.server_close()


def sent_out(client: Client, provider: Provider) -> dict[str, str]:
    answer = client.get(OUT)
    assert answer.status_code == 302, answer.content.decode()
    asked = {key: value[0] for key, value in parse_qs(urlsplit(answer["Location"]).query).items()}
    provider.challenge, provider.nonce = asked["code_challenge"], asked["nonce"]
    return asked


def came_back(client: Client, asked: dict[str, str], **more: str) -> str:
    answer = client.get(BACK, {"code": "c", "state": asked["state"]} | more)
    assert answer.status_code == 302
    return str(answer["Location"])


def logged_in(provider: Provider) -> bool:
    client = Client()
    where = came_back(client, sent_out(client, provider))
    assert (where == MINE) is (client.get(MINE).status_code == 200)
    assert where in (MINE, "/requests/account/?refused=1")
    return where == MINE


def test_the_way_through(provider: Provider, settings: Any) -> None:
    client = Client()
    assert "用泉城通登录" in client.get("/requests/account/").content.decode()
    asked = sent_out(client, provider)
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == (
        "code", "S256", CLIENT,
    )  # fmt: skip
    assert asked["redirect_uri"] == f"{settings.SITE_URL}{BACK}"
    assert came_back(client, asked) == MINE
    text = client.get(MINE).content.decode()
    account = Account.objects.get()
    assert (account.issuer, account.name, account.contact) == (provider.issuer, "陈一诺", "")
    assert "陈一诺" in text
    (post,) = [one for one in provider.asked if one[0] == "POST"]
    pair = base64.b64encode(b"gongkai:s%2Fe%3Ac").decode()
    assert post[3] == f"Basic {pair}"
    assert "client_secret" not in post[2]


def test_the_same_person_has_one_account(provider: Provider) -> None:
    assert [logged_in(provider) for _ in range(2)] == [True, True]
    assert Account.objects.count() == 1
    provider.change = lambda claims: claims.update(sub="p-2")
    assert logged_in(provider)
    assert Account.objects.count() == 2


def test_a_client_without_a_secret_names_itself_in_the_body(
    provider: Provider, settings: Any
) -> None:
    settings.FOI_OIDC_CLIENT_SECRET = ""
    assert logged_in(provider)
    (post,) = [one for one in provider.asked if one[0] == "POST"]
    assert (post[2]["client_id"], post[3]) == ([CLIENT], "")


def test_configured_endpoints_need_no_discovery(provider: Provider, settings: Any) -> None:
    for name, path in (("AUTHORIZE", "authorize"), ("TOKEN", "token"), ("KEYS", "keys")):
        setattr(settings, f"FOI_OIDC_{name}", f"{provider.issuer}/{path}")
    assert logged_in(provider)
    assert [path for _, path, _, _ in provider.asked] == ["/token", "/keys"]


def _without(name: str) -> Change:
    return lambda claims: claims.pop(name)


LIES: dict[str, Change] = {
    "another issuer": lambda c: c.update(iss="https://evil.example"),
    "for another client": lambda c: c.update(aud="other"),
    "for several without azp": lambda c: c.update(aud=[CLIENT, "other"]),
    "azp of another": lambda c: c.update(aud=[CLIENT, "other"], azp="other"),
    "expired": lambda c: c.update(exp=int(time.time()) - 61),
    "from the future": lambda c: c.update(iat=int(time.time()) + 120),
    "without end": _without("exp"),
    "end in words": lambda c: c.update(exp="later"),
    "end true": lambda c: c.update(exp=True),
    "another nonce": lambda c: c.update(nonce="x"),
    "without nonce": _without("nonce"),
    "without subject": _without("sub"),
    "empty subject": lambda c: c.update(sub=""),
    "subject no text": lambda c: c.update(sub=["p-1"]),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_opens_nothing(provider: Provider, lie: str) -> None:
    provider.change = LIES[lie]
    assert not logged_in(provider)
    assert Account.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [lambda c: c.update(exp=int(time.time()) - 30), lambda c: c.update(aud=[CLIENT]),
     lambda c: c.update(aud=[CLIENT, "x"], azp=CLIENT), _without("name")],
)  # fmt: skip
def test_what_the_standard_allows_is_taken(provider: Provider, change: Change) -> None:
    provider.change = change
    assert logged_in(provider)


@pytest.mark.parametrize(
    "head",
    [{"alg": "none"}, {"alg": "HS256", "kid": "k1"}, {"alg": "RS256", "kid": "k2"},
     {"alg": "RS256", "kid": "k1", "crit": ["x"]}, {"alg": "rs256", "kid": "k1"}],
)  # fmt: skip
def test_another_algorithm_or_key_is_refused(provider: Provider, head: dict[str, Any]) -> None:
    provider.head = head
    assert not logged_in(provider)


def test_a_signature_of_somebody_else_is_refused(provider: Provider) -> None:
    provider.key = OTHER
    assert not logged_in(provider)


@pytest.mark.parametrize("broken", ["", "a.b", "a.b.c", "....", "é.é.é", "W10.W10.W10"])
def test_what_is_no_token_is_refused(provider: Provider, broken: str) -> None:
    provider.token = broken or "x"
    assert not logged_in(provider)


def test_a_changed_token_is_refused(provider: Provider) -> None:
    client = Client()
    asked = sent_out(client, provider)
    head, claims, signature = provider.signed().split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    provider.token = f"{head}.{b64(json.dumps(told | {'sub': 'p-9'}).encode())}.{signature}"
    assert came_back(client, asked) != MINE


def test_state_holds_once_and_in_its_own_browser(provider: Provider) -> None:
    client, other = Client(), Client()
    asked = sent_out(client, provider)
    assert came_back(other, asked) != MINE
    assert came_back(client, asked | {"state": "x"}) != MINE
    assert came_back(client, asked) != MINE  # the wrong state has used it up
    asked = sent_out(client, provider)
    assert came_back(client, asked) == MINE
    client.post("/requests/account/leave/")
    assert came_back(client, asked) != MINE


def test_a_login_ends_after_ten_minutes(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    asked = sent_out(client, provider)
    real = time.time
    monkeypatch.setattr(oidc.time, "time", lambda: real() + 601)
    assert came_back(client, asked) != MINE


def test_an_answer_of_another_issuer_or_a_refusal_is_no_login(provider: Provider) -> None:
    client = Client()
    assert came_back(client, sent_out(client, provider), iss="https://evil.example") != MINE
    assert came_back(client, sent_out(client, provider), error="access_denied") != MINE


def test_discovery_that_names_another_issuer_is_not_followed(provider: Provider) -> None:
    provider.discovery = {"issuer": "https://evil.example"}
    assert Client().get(OUT).status_code == 503


def test_discovery_that_leads_to_plain_http_elsewhere_is_not_followed(provider: Provider) -> None:
    provider.discovery = {"authorization_endpoint": "http://evil.example/a"}
    assert Client().get(OUT).status_code == 503


def test_a_provider_that_is_down_is_told_in_a_sentence(provider: Provider) -> None:
    provider.server.shutdown()
    provider.server.server_close()
    answer = Client().get(OUT)
    assert answer.status_code == 503
    assert "泉城通现在没有应答" in answer.content.decode()


def test_unless_configured_there_is_no_door_and_nothing_leaves(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def called(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a request left")

    settings.FOI_OIDC_ISSUER = ""
    monkeypatch.setattr(outward, "call", called)
    client = Client()
    assert [client.get(url).status_code for url in (OUT, BACK)] == [404, 404]
    assert OUT not in client.get("/requests/account/").content.decode()


def test_a_short_key_is_refused(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "_LEAST_BITS", 4096)
    assert not logged_in(provider)
