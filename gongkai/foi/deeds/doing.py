"""One deed done, for whoever asks: the page of a case and the interface of the desk.

Both come through `attempt`, so that neither refuses what the other does.
"""

from typing import Any

from gongkai.base.models import FormToken, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.foi import rules
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import acting


class Wrong(Exception):
    """What was typed does not fit its fields; the form says where."""


def purpose_of(deed: Deed, pk: int) -> str:
    """What a form token of this deed on this case was given out for."""
    return f"foi:{deed.act}:{pk}"


def is_done(token: str, deed: Deed, pk: int) -> bool:
    """Whether this very form was done already: its sender may see the case no more by then."""
    purpose = purpose_of(deed, pk)
    return FormToken.objects.filter(pk=token[:64], purpose=purpose).exists()


def check_allowed(case: DisclosureRequest, deed: Deed, user: User) -> None:
    """Whether the person's office includes the deed.

    Raises:
        Forbidden: with who does it.
    """
    if rules.may(user, deed.act, case):
        return
    roles = "、".join(role.label for role in rules.ACT_ROLES[deed.act]) or "本件的承办人"
    raise Forbidden(f"“{deed.act.label}”由{roles}办理，您的账号没有这些角色；需要时请与他们联系。")


def attempt(case: DisclosureRequest, deed: Deed, form: DeedForm, user: User) -> str:
    """Does the deed once for the token of its form; gives the sentence of what was done.

    Raises:
        Wrong: fields are not right; the form says which.
        Refusal: the stage, the facts or the law are against it.
    """

    def do() -> dict[str, Any]:
        _check(case, deed, user)
        if not form.is_valid():
            raise Wrong
        return {"said": deed.do(case, form, user)}

    answer, _ = once(form.token, purpose_of(deed, case.pk), do)
    said: str = answer["said"]
    return said


def _check(case: DisclosureRequest, deed: Deed, user: User) -> None:
    """The stage, and what stands against the deed; the service asks both again under its lock."""
    acting.check_move(case, deed.act)
    sentence = deed.why_not(case, user)
    if sentence:
        raise Refusal(sentence)
    if not deed.shown(case, user):
        raise Refusal(f"这件申请现在不需要“{deed.label}”，请刷新页面核对。")
