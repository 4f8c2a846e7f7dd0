"""Reads of the closed lists."""

from gongkai.catalogue.models import Theme


def theme_by_path(path: str) -> Theme | None:
    """The theme a document names as `top\\sub`, `top/sub`, or by a name alone that occurs once.

    A sub-theme the list does not hold falls back to its top theme; an unknown text gives None.
    """
    parts = [
        part.strip()
        for part in path.replace("/", "\\").replace("＼", "\\").split("\\")
        if part.strip()
    ]
    if not parts:
        return None
    found = list(
        Theme.objects.filter(name__in=parts).select_related("parent").order_by("-parent_id", "code")
    )
    for theme in found:
        if (
            theme.parent
            and len(parts) > 1
            and theme.parent.name == parts[0]
            and theme.name == parts[-1]
        ):
            return theme
    named = [theme for theme in found if theme.name == parts[0 if len(parts) > 1 else -1]]
    tops = [theme for theme in named if theme.parent is None]
    if tops:
        return tops[0]
    return named[0] if len(named) == 1 else None
