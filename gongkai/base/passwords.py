"""Rules for passwords, by profile.

`dengbao` follows 等保2.0 level 3 (complexity, periodic change); `asvs` follows OWASP ASVS 5.0
6.2.5 and 6.2.10, which forbid both and want length and a list of known passwords. The two cannot be
met at once, so the installation chooses.
"""

import secrets
import string

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from gongkai.base.models import User

LEAST = {"dengbao": 10, "asvs": 15}
KINDS = 3


class ProfileValidator:
    """Checks a new password against the profile of the installation."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with every rule that is not met."""
        profile = settings.PASSWORD_PROFILE
        problems = []
        if len(password) < LEAST[profile]:
            problems.append(f"口令只有{len(password)}位，至少要{LEAST[profile]}位，请加长。")
        if profile == "dengbao" and kinds(password) < KINDS:
            problems.append("口令中大写字母、小写字母、数字、符号至少要有三类，请补充。")
        if profile == "asvs" and _is_common(password):
            problems.append("这个口令在常见口令表中，容易被猜到，请换一个。")
        if user is not None and _holds_name(password, user):
            problems.append("口令中不能包含登录名或姓名，请换一个。")
        if problems:
            raise ValidationError(problems)

    def get_help_text(self) -> str:
        """The rules in one sentence."""
        profile = settings.PASSWORD_PROFILE
        if profile == "asvs":
            return f"口令至少{LEAST['asvs']}位，不能是常见口令，不能包含登录名或姓名。"
        return f"口令至少{LEAST['dengbao']}位，含大写字母、小写字母、数字、符号中的三类，不能包含登录名或姓名。"


# Without letters and digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_INITIAL_LENGTH = 16


def initial_password() -> str:
    """A random password that satisfies either profile; shown once, changed at the first sign-in."""
    while True:
        found = "".join(secrets.choice(_ALPHABET) for _ in range(_INITIAL_LENGTH))
        if kinds(found) >= KINDS:
            return found


def kinds(password: str) -> int:
    """How many of the four kinds of characters there are."""
    groups = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    found = sum(any(ch in group for ch in password) for group in groups)
    return found + any(not (ch.isascii() and ch.isalnum()) for ch in password)


def _is_common(password: str) -> bool:
    """In the list of known passwords, or one of them (or a few characters) over and over."""
    period = (password + password).find(password, 1)
    if period <= 4:
        return True
    try:
        CommonPasswordValidator().validate(password)
        CommonPasswordValidator().validate(password[:period])
    except ValidationError:
        return True
    return False


def _holds_name(password: str, user: User) -> bool:
    names = (user.username, user.name)
    return any(len(name) >= 2 and name.lower() in password.lower() for name in names)
