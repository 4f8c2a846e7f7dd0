"""A page with nothing but the editor on it, and the addresses of the whole site around it."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import handler400, handler403, handler404
from config.urls import urlpatterns as whole_site
from gongkai.base.forms import TokenForm
from gongkai.publishing.editor import EditorField

__all__ = ["handler400", "handler403", "handler404", "urlpatterns"]

_PAGE = engines["django"].from_string("""{% extends "desk/base.html" %}
{% block page_styles %}{{ form.media.css }}{% endblock %}
{% block page_scripts %}{{ form.media.js }}{% endblock %}
{% block content %}{% include "desk/_errors.html" %}
<form method="post">{% csrf_token %}{% form_token %}{% include "desk/_field.html" with field=form.body %}
<button class="button">保存</button></form>
{% if saved is not None %}<pre id="saved">{{ saved }}</pre>{% endif %}
{% endblock %}""")


class WritingForm(TokenForm):
    """One text."""

    body = EditorField(label="正文", help_text="写正文，可以从Word粘贴。")


def writing(request: HttpRequest) -> HttpResponse:
    """Shows the editor, and after sending what came of it."""
    initial = {"body": request.GET.get("start", "")}
    form = WritingForm(request.POST or None, initial=initial)
    saved = form.cleaned_data["body"].html if form.is_bound and form.is_valid() else None
    context = {"form": form, "saved": saved, "page_title": "写正文"}
    return HttpResponse(_PAGE.render(context, request))


urlpatterns = [path("desk/writing/", writing, name="writing"), *whole_site]
