"""How a reader wants pages to look: one cookie, read by the server, no script needed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

COOKIE = "gongkai_mode"
_CHOICES = {
    "theme": ("auto", "light", "dark"),
    "contrast": ("normal", "high"),
    "size": ("normal", "large"),
}
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Mode:
    """Light or dark, contrast, size of type (长辈版)."""

    theme: str = "auto"
    contrast: str = "normal"
    size: str = "normal"

    def changed(self, wanted: dict[str, str]) -> "Mode":
        """With those of the wanted values that exist."""
        kept = {name: value for name, value in wanted.items() if value in _CHOICES.get(name, ())}
        return Mode(**{"theme": self.theme, "contrast": self.contrast, "size": self.size, **kept})


def mode_of(request: HttpRequest) -> Mode:
    """The reader's choice; anything unknown in the cookie is the default."""
    raw = request.COOKIES.get(COOKIE, "")
    parts = raw.split(".") if raw else []
    if len(parts) != len(_CHOICES):
        return Mode()
    return Mode().changed(dict(zip(_CHOICES, parts, strict=True)))


def set_mode(response: HttpResponse, mode: Mode) -> None:
    """Keeps the choice for a year on this device; strictly for display, so no consent is needed."""
    response.set_cookie(
        COOKIE,
        f"{mode.theme}.{mode.contrast}.{mode.size}",
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
    )
