"""The provincial login (OpenID Connect): authorization code with PKCE, state and nonce.

Only where `FOI_OIDC_ISSUER` and `FOI_OIDC_CLIENT_ID` are set; otherwise no request leaves. The ID
token is taken only with an RS256 signature of the issuer's own keys.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings

from gongkai.base.refusal import Refusal
from gongkai.foi import outward

PENDING_SECONDS = 600
LEEWAY_SECONDS = 60
_DISCOVERY_SECONDS = 3600.0
_LEAST_BITS = 2048
_lock = threading.Lock()
_known: dict[str, tuple[float, dict[str, Any]]] = {}


class NotTrusted(Exception):
    """What came back proves nothing; the text names the check for the log."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What the browser's session keeps until the provider sends the person back."""

    state: str
    nonce: str
    verifier: str
    began: float

    def as_dict(self) -> dict[str, Any]:
        """For the session."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    name: str


def is_configured() -> bool:
    """Whether the installation has a provincial login."""
    return bool(_setting("ISSUER") and _setting("CLIENT_ID"))


def name() -> str:
    """What the login is called on the page."""
    return _setting("NAME") or "统一身份认证"


def begin(back: str) -> tuple[str, Pending]:
    """The address to send the person to, and what to remember.

    Args:
        back: our own address to which the person returns.

    Raises:
        Refusal: 503 where the provider does not answer.
    """
    pending = Pending(
        secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), time.time()
    )
    challenge = _b64(hashlib.sha256(pending.verifier.encode()).digest())
    asked = {
        "response_type": "code",
        "client_id": _setting("CLIENT_ID"),
        "redirect_uri": back,
        "scope": _setting("SCOPE") or "openid profile",
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    try:
        where = _endpoint("AUTHORIZE", "authorization_endpoint")
    except (outward.Unreachable, NotTrusted):
        raise _unavailable() from None
    return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", pending


def finish(pending: Mapping[str, Any] | None, came: Mapping[str, str], back: str) -> Person:
    """Who came back.

    Args:
        pending: what `begin` gave to remember; taken out of the session before this call.
        came: the parameters of the address.

    Raises:
        NotTrusted: not our state, too late, refused there, or a token that proves nothing.
        Refusal: 503 where the provider does not answer.
    """
    if not pending or time.time() - float(pending["began"]) > PENDING_SECONDS:
        raise NotTrusted("no login under way")
    if not hmac.compare_digest(came.get("state", "").encode(), str(pending["state"]).encode()):
        raise NotTrusted("state")
    if came.get("iss", _issuer()) != _issuer():
        raise NotTrusted("iss of the answer")
    if came.get("error") or not came.get("code"):
        raise NotTrusted("refused by the provider")
    try:
        token = _exchange(came["code"], str(pending["verifier"]), back)
        claims = claims_of(token, nonce=str(pending["nonce"]), now=time.time(), keys=_keys())
    except outward.Unreachable:
        raise _unavailable() from None
    said = claims.get("name") or claims.get("preferred_username") or ""
    return Person(_issuer(), str(claims["sub"]), str(said)[:100])


def claims_of(token: str, *, nonce: str, now: float, keys: list[dict[str, Any]]) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, times and nonce are right.

    Raises:
        NotTrusted: one of them is not.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise NotTrusted("form of the token")
    head, claims = _object(_unb64(parts[0])), _object(_unb64(parts[1]))
    if head.get("alg") != "RS256" or head.get("crit"):
        raise NotTrusted("algorithm")
    _check_signature(f"{parts[0]}.{parts[1]}".encode(), _unb64(parts[2]), head.get("kid"), keys)
    client, said = _setting("CLIENT_ID"), claims.get("aud")
    audience: list[Any] = said if isinstance(said, list) else [said]
    if client not in audience:
        raise NotTrusted("audience")
    if claims.get("azp", client) != client or (len(audience) > 1 and "azp" not in claims):
        raise NotTrusted("authorized party")
    if (
        claims.get("iss") != _issuer()
        or not isinstance(claims.get("sub"), str)
        or not claims["sub"]
    ):
        raise NotTrusted("issuer or subject")
    if _number(claims, "exp") <= now - LEEWAY_SECONDS:
        raise NotTrusted("expired")
    if _number(claims, "iat") > now + LEEWAY_SECONDS:
        raise NotTrusted("issued in the future")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotTrusted("nonce")
    return claims


def _check_signature(signed: bytes, signature: bytes, kid: Any, keys: list[dict[str, Any]]) -> None:
    fitting = [
        key
        for key in keys
        if key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and key.get("alg", "RS256") == "RS256"
        and (kid is None or key.get("kid") == kid)
    ]
    for key in fitting:
        try:
            _public(key).verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError, KeyError, TypeError):
            continue
        return
    raise NotTrusted("signature")


def _public(key: Mapping[str, Any]) -> rsa.RSAPublicKey:
    n, e = (int.from_bytes(_unb64(str(key[part])), "big") for part in ("n", "e"))
    if n.bit_length() < _LEAST_BITS:
        raise ValueError("too short a key")
    return rsa.RSAPublicNumbers(e, n).public_key()


def _exchange(code: str, verifier: str, back: str) -> str:
    client, secret = _setting("CLIENT_ID"), _setting("CLIENT_SECRET")
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if secret and _setting("SECRET_IN_BODY") != "True":
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        fields |= {"client_id": client} | ({"client_secret": secret} if secret else {})
    where = _endpoint("TOKEN", "token_endpoint")
    body = urlencode(fields).encode()
    answer = outward.call(where, method="POST", body=body, headers=headers)
    if answer.status != 200:
        raise NotTrusted(f"token endpoint answered {answer.status}")
    token = _object(answer.body).get("id_token")
    if not isinstance(token, str):
        raise NotTrusted("no ID token")
    return token


def _keys() -> list[dict[str, Any]]:
    answer = outward.call(_endpoint("KEYS", "jwks_uri"), headers={"Accept": "application/json"})
    found = _object(answer.body).get("keys") if answer.status == 200 else None
    return [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []


def _endpoint(setting: str, name: str) -> str:
    """An endpoint as it is set, else as the issuer's discovery document tells."""
    url = _setting(setting) or str(_discovered().get(name, ""))
    problem = outward.problem_of(url)
    if problem:
        raise NotTrusted(problem)
    return url


def _discovered() -> dict[str, Any]:
    issuer, now = _issuer(), time.monotonic()
    with _lock:
        held = _known.get(issuer)
    if held and now - held[0] < _DISCOVERY_SECONDS:
        return held[1]
    answer = outward.call(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    found = _object(answer.body) if answer.status == 200 else {}
    if found.get("issuer") != issuer:
        raise NotTrusted("discovery names another issuer")
    with _lock:
        _known[issuer] = (now, found)
    return found


def _issuer() -> str:
    return _setting("ISSUER")


def _setting(name: str) -> str:
    return str(getattr(settings, f"FOI_OIDC_{name}", "") or "").strip()


def _unavailable() -> Refusal:
    return Refusal(
        f"{name()}现在没有应答，不能登录。请过一会儿再试，或者凭申请编号和查询码查询进度。",
        status=503,
    )


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise NotTrusted("not JSON") from None
    if not isinstance(found, dict):
        raise NotTrusted("not an object")
    return found


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotTrusted(name)
    return float(value)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise NotTrusted("encoding") from None
