"""The field for rich text: an editor where scripts run, plain lines where they do not."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from gongkai.publishing import richtext

LIBRARY = "django_prose_editor/editor.js"


class RichValue(NamedTuple):
    """What the field yields: clean HTML, and whether it was typed as plain lines."""

    html: str
    from_plain: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What the browser sent: the lines, the HTML, and which of them counts.

    Of lines the HTML is what they were made from: a line left as it was keeps its look, and its
    table or picture.
    """

    lines: str
    html: str
    is_html: bool


class EditorWidget(forms.Textarea):
    """A textarea with the text in lines that the editor takes the place of when it starts."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 24, **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        """The style sheet and the module; a page puts both where its own stand."""
        script = Script("js/editor/editor.js", type="module")
        return forms.Media(css={"all": ["css/editor.css"]}, js=[script])  # type: ignore[list-item]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed | None:
        if name not in data and f"{name}-html" not in data:
            return None
        is_html = data.get(f"{name}-mode") == "html"
        return Typed(data.get(name) or "", data.get(f"{name}-html") or "", is_html)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-html" not in data

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        lines, html, can_start = _shown(value)
        context = self.get_context(name, lines, attrs)
        context |= {
            "html": html,
            "can_start": can_start,
            "has_places": any(line.startswith("【") for line in lines.split("\n")),
            "library": static(LIBRARY),
            "pictures": reverse("desk_picture_upload"),
            "paste": reverse("desk_paste"),
        }
        return render_to_string("publishing/_editor.html", context)


def _shown(value: Any) -> tuple[str, str, bool]:
    """Lines, HTML and whether the editor may start: never on a text that was refused as too much."""
    if not isinstance(value, Typed):
        html = str(value or "")
        return (richtext.to_lines(html) if html else ""), html, True
    try:
        html = html_of(value)
    except richtext.TooMuch:
        return value.lines, value.html, value.is_html
    return (value.lines if not value.is_html else richtext.to_lines(html)), html, True


def html_of(typed: Typed) -> str:
    """Clean HTML of what was sent.

    Raises:
        TooMuch: too long, or nested too deep.
    """
    html = richtext.clean(typed.html)
    return html if typed.is_html else richtext.clean(richtext.from_lines(typed.lines, html))


class EditorField(forms.Field):
    """Rich text; the cleaned value is a `RichValue`. The initial value is HTML."""

    widget = EditorWidget
    default_error_messages = {"required": "正文还是空的，请写好正文后再保存。"}

    def to_python(self, value: Any) -> RichValue:
        if not isinstance(value, Typed):
            return RichValue("", from_plain=True)
        try:
            return RichValue(html_of(value), from_plain=not value.is_html)
        except richtext.TooMuch as problem:
            raise forms.ValidationError(problem.sentence, code="too_much") from None

    def validate(self, value: Any) -> None:
        if self.required and not value.html:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """None: what `clean` lets through has the form that is stored."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data).html != (initial or "")
        except forms.ValidationError:
            return True
