"""A letter as a tagged PDF, set by typst. Words go in as data, never as markup."""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from gongkai.base.refusal import Refusal
from gongkai.foi.render.page import Page, form_rows
from gongkai.publishing.render.pdf import NO_FONT, available, fonts, typefaces

__all__ = ["available", "pdf"]

_TEMPLATE = Path(__file__).with_name("letter.typ")


def pdf(page: Page) -> bytes:
    """The bytes of a PDF/UA file; the same page gives the same bytes.

    Raises:
        Refusal: no Chinese font is installed.
    """
    found = fonts()
    if found is None:
        raise Refusal(NO_FONT, status=503)
    data = asdict(page)
    data["rows"] = form_rows(page.paragraphs) if page.form else []
    data["serif"], data["sans"] = found
    content = typst.compile(
        _TEMPLATE,
        font_paths=typefaces(),
        sys_inputs={"page": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    if not isinstance(content, bytes):
        raise TypeError("typst gave no single file")
    return content
