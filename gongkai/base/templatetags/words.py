"""Filters and tags every template has: dates, numbers and sizes in Chinese, the form token."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gongkai.base.services.forms import is_token, new_token
from gongkai.lib.dates import chinese_date, plain_date
from gongkai.lib.han import phrases
from gongkai.lib.titles import quoted

register = template.Library()

_SIZES = ("字节", "KB", "MB", "GB")


@register.filter
def riqi(value: Any) -> str:
    """2024年10月11日; nothing for nothing."""
    day = _day(value)
    return plain_date(day) if day else ""


@register.filter
def riqi_zhou(value: Any) -> str:
    """2024年10月11日（周五）."""
    day = _day(value)
    return chinese_date(day) if day else ""


@register.filter
def shike(value: Any) -> str:
    """2024年10月11日 9:05, in Asia/Shanghai."""
    if not isinstance(value, dt.datetime):
        return riqi(value)
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{plain_date(moment.date())} {moment.hour}:{moment.minute:02}"


@register.filter
def iso(value: Any) -> str:
    """2024-10-11, for the datetime attribute of a time element."""
    day = _day(value)
    return day.isoformat() if day else ""


@register.filter
def shu(value: Any) -> str:
    """A number with commas: 12,345; nothing for nothing."""
    number = _number(value)
    return "" if number is None else f"{number:,}"


@register.filter
def daxiao(value: Any) -> str:
    """A size in bytes as people read it: 820KB, 1.3MB."""
    number = _number(value)
    if number is None:
        return ""
    size, unit = float(number), 0
    while size >= 1024 and unit < len(_SIZES) - 1:
        size, unit = size / 1024, unit + 1
    return f"{size:.1f}{_SIZES[unit]}" if unit >= 2 and size < 10 else f"{size:.0f}{_SIZES[unit]}"


@register.filter
def fenci(text: Any) -> SafeString:
    """A title that breaks between words: <wbr> at their borders, no character added to the text."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in phrases(str(text))))


@register.filter
def shuming(title: Any) -> str:
    """A title in 《》, its own marks turned into the inner 〈〉."""
    return quoted(str(title))


@register.simple_tag(takes_context=True)
def form_token(context: Context) -> SafeString:
    """The hidden field that makes sending a form twice harmless.

    A form shown again after an error keeps the token it was sent with.
    """
    request = context.get("request")
    sent = (
        request.POST.get("form_token", "")
        if request is not None and request.method == "POST"
        else ""
    )
    token = sent if is_token(sent) else new_token()
    return format_html('<input type="hidden" name="form_token" value="{}">', token)


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
