"""申请人账号: a phone or a mailbox proved by a code, or a provincial login. Nothing requires one."""

import datetime as dt
import hmac
import re
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.sealed import fingerprint
from gongkai.base.services.trail import record
from gongkai.base.where import address
from gongkai.foi.models import Account, Applicant, LoginCode, QueryTry
from gongkai.foi.senders import ContactKind, NotSent, sender_for
from gongkai.foi.services.intake import ApplicantFacts, spelling
from gongkai.lib.widths import fold

CODE_MINUTES = 10
TRIES = 5
# One code a minute and five an hour for a contact; so many an hour from one address.
_BETWEEN = dt.timedelta(minutes=1)
_WINDOW = dt.timedelta(hours=1)
_FOR_A_CONTACT = 5
_FROM_AN_ADDRESS = 60
_KEEP = dt.timedelta(days=1)
_NO_CODE = "0" * 64
_MOBILE = re.compile(r"(?:1[0-9]{10}|\+[0-9]{7,15})\Z")


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone or a mail address in its normal form."""

    kind: ContactKind
    text: str

    @property
    def key(self) -> str:
        """Fingerprint by which codes and accounts are found."""
        return fingerprint(f"{self.kind}\n{self.text}", "account")


def contact_of(typed: str) -> Contact:
    """The contact somebody typed.

    Raises:
        Refusal: neither a phone number nor a mail address.
    """
    text = typed.strip()[:200]
    if not text:
        raise Refusal("请填写手机号码或者电子邮箱，再获取验证码。", field="contact")
    if "@" in fold(text):
        return Contact("email", _normal_mail(text))
    try:
        phone = spelling.phone(text, field="contact")
    except Refusal as problem:
        raise Refusal(problem.sentence, field="contact") from None
    if not _MOBILE.match(phone):
        raise Refusal("固定电话收不到验证码，请填写手机号码或者电子邮箱。", field="contact")
    return Contact("phone", phone)


def send_code(typed: str) -> Contact:
    """Sends a code of six digits; the same for a contact with an account and one without.

    Effects: earlier codes of the contact end; a row with the fingerprint of the new one; the text
    goes out after that, outside of any transaction.

    Raises:
        Refusal: no such contact; too many codes (429); that way is closed or does not work (503).
    """
    contact = contact_of(typed)
    sender = sender_for(contact.kind)
    if sender is None:
        word, other = ("短信", "电子邮箱") if contact.kind == "phone" else ("邮件", "手机号码")
        raise Refusal(
            f"本站没有开通{word}验证码。请改用{other}，或者凭申请编号和查询码查询进度。",
            field="contact",
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = _keep_code(contact, code)
    try:
        sender.send(contact.text, _text_of(code))
    except NotSent:
        LoginCode.objects.filter(pk=row.pk).delete()
        raise Refusal(
            "验证码没有发出，不是您填写的问题。请过几分钟再试；查询进度也可以凭申请编号和查询码。",
            field="contact",
            status=503,
        ) from None
    return contact


def sign_in(contact: Contact, typed: str) -> Account | None:
    """The account of a contact proved by its code, made on the first time; None for a wrong code.

    A code is taken once, within ten minutes, and ends with the fifth wrong try; each try is counted
    before it is looked at.
    """
    row = _take_try(contact)
    code = "".join(typed.split())[:12]
    stored = row.code if row else _NO_CODE
    right = hmac.compare_digest(_print(contact, code), stored)
    if row is None or not right:
        return None
    taken = LoginCode.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now())
    return _account(contact.key, contact=contact.text) if taken else None


def account_for(issuer: str, subject: str, name: str) -> Account:
    """The account of somebody a provincial login vouches for."""
    return _account(fingerprint(f"oidc\n{issuer}\n{subject}", "account"), name=name, issuer=issuer)


@transaction.atomic
def remove(account: Account) -> None:
    """Deletes an account: contact and name are gone; applications stay, as the law wants them kept."""
    Applicant.objects.filter(account=account).update(account=None)
    LoginCode.objects.filter(key=account.key).delete()
    Account.objects.filter(pk=account.pk).delete()
    record("申请人注销账号", account, by=None)


def last_facts(account: Account) -> ApplicantFacts | None:
    """Who applied last with the account, for the next form to offer; None before the first time.

    Identity papers are not offered again: each application shows its own.
    """
    who = Applicant.objects.filter(account=account).order_by("-pk").first()
    if who is None:
        return None
    return ApplicantFacts(
        name=who.name,
        kind=who.kind,
        id_kind=who.id_kind,
        id_number=who.id_number or "",
        contact_name=who.contact_name or "",
        phone=who.phone or "",
        fax=who.fax or "",
        email=who.email or "",
        address=who.address or "",
        help_needed=who.help_needed,
    )


def forget_codes() -> int:
    """Periodic job: removes codes a day after they ended; returns how many."""
    return LoginCode.objects.filter(expires_at__lt=timezone.now() - _KEEP).delete()[0]


def _normal_mail(text: str) -> str:
    try:
        return spelling.email(text).lower()
    except Refusal as problem:
        raise Refusal(problem.sentence, field="contact") from None


def _text_of(code: str) -> str:
    return (
        f"您的验证码是{code}，{CODE_MINUTES}分钟内有效，用于登录政府信息公开申请账号。"
        "请不要告诉别人；不是您本人操作的，可以不理会。"
    )


@transaction.atomic
def _keep_code(contact: Contact, code: str) -> LoginCode:
    now = timezone.now()
    _take_place(now)
    recent = LoginCode.objects.filter(key=contact.key, created_at__gt=now - _WINDOW)
    times = list(recent.order_by("-created_at").values_list("created_at", flat=True))
    if times and now - times[0] < _BETWEEN:
        raise _slow("验证码刚刚发过，请等1分钟再获取。收到的验证码10分钟内有效。")
    if len(times) >= _FOR_A_CONTACT:
        raise _slow("这个手机号码或者邮箱一小时内获取验证码的次数太多，请一小时以后再试。")
    LoginCode.objects.filter(key=contact.key, used_at=None).update(used_at=now)
    return LoginCode.objects.create(
        key=contact.key,
        code=_print(contact, code),
        expires_at=now + dt.timedelta(minutes=CODE_MINUTES),
    )


def _take_place(now: dt.datetime) -> None:
    """Counts a code for the visitor's address; the row's lock lets one sender through at a time."""
    key = fingerprint(f"code\n{address() or 'unknown'}", "query-try")
    QueryTry.objects.get_or_create(key=key, defaults={"last_at": now})
    row = QueryTry.objects.select_for_update().get(key=key)
    fresh = now - row.last_at > _WINDOW
    if not fresh and row.tries >= _FROM_AN_ADDRESS:
        raise _slow("从这个网络获取验证码的次数太多，请一小时以后再试。")
    row.tries, row.last_at = (1 if fresh else row.tries + 1), now
    row.save(update_fields=["tries", "last_at"])


def _slow(sentence: str) -> Refusal:
    return Refusal(f"{sentence}急着查询的，可以凭申请编号和查询码。", field="contact", status=429)


def _take_try(contact: Contact) -> LoginCode | None:
    """The open code of the contact with one more try counted; None where there is none."""
    now = timezone.now()
    open_codes = LoginCode.objects.filter(
        key=contact.key, used_at=None, expires_at__gt=now, tries__lt=TRIES
    )
    row = open_codes.order_by("-pk").first()
    counted = open_codes.filter(pk=row.pk if row else 0).update(tries=F("tries") + 1)
    return row if counted else None


def _print(contact: Contact, code: str) -> str:
    return fingerprint(f"{contact.key}\n{code}", "login-code")


@transaction.atomic
def _account(key: str, *, contact: str = "", name: str = "", issuer: str = "") -> Account:
    made = {"contact": contact, "name": name[:100], "issuer": issuer[:200]}
    account, _ = Account.objects.get_or_create(key=key, defaults=made)
    account.seen_at = timezone.now()
    if name and account.name != name[:100]:
        account.name = name[:100]
    account.save(update_fields=["seen_at", "name"])
    return account
