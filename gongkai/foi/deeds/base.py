"""A deed: an act as the case page offers it, with its form and what it will do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongkai.base.models import User
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.states import Act


def _nothing(case: DisclosureRequest, user: User) -> str:
    return ""


def _always(case: DisclosureRequest, user: User) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on the case page.

    Args:
        act: the act; stage and role are asked of the table of moves and of `rules.may`.
        label: words of the button.
        explain: one sentence: what it will do, and to whom it will write.
        form: what is to be filled in.
        do: calls the service; gives the sentence for the next page.
        why_not: a sentence why it cannot be done yet, "" where it can; the deed is then shown, but
            closed.
        letter: kind of the letter it sends, for the preview beside the form.
        main: the one a person most likely came for, in this stage.
        shown: False leaves the deed out altogether (for a case where it makes no sense).
        page: name of the page on which the form stands with more room, with the case in its address;
            the case page links there instead of showing the form.
    """

    act: Act
    label: str
    explain: str
    form: type[DeedForm]
    do: Callable[[DisclosureRequest, Any, User], str]
    why_not: Callable[[DisclosureRequest, User], str] = _nothing
    letter: str = ""
    main: bool = False
    shown: Callable[[DisclosureRequest, User], bool] = _always
    page: str = ""
