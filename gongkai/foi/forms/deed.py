"""The form of a deed: it knows the case and who fills it in."""

from typing import Any

from gongkai.base.forms import TokenForm
from gongkai.base.models import User
from gongkai.foi.models import DisclosureRequest


class DeedForm(TokenForm):
    """The form of a deed; it knows the case and who fills it in.

    `seen` comes along as `self.seen`: the row version of the page, for `acting.lock`.
    """

    def __init__(self, *args: Any, case: DisclosureRequest, user: User, **kwargs: Any) -> None:
        self.case, self.user = case, user
        super().__init__(*args, **kwargs)

    @property
    def seen(self) -> int:
        """Row version of the case as the page showed it."""
        text = str(self.data.get("seen", ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
