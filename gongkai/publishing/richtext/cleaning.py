"""What comes from outside made harmless and brought into the form that is stored."""

import nh3

from gongkai.publishing.richtext.limits import checked
from gongkai.publishing.richtext.read import check_tables, read
from gongkai.publishing.richtext.write import write

TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "a", "br", "ul", "ol", "li", "blockquote",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "img", "div", "section", "article", "pre",
    "center", "figure", "figcaption", "dl", "dt", "dd",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "table": {"data-title"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "img": {"data-file", "alt", "width", "height"},
}
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
    clean_content_tags={"script", "style", "title", "xml"},
)


def clean(html: str) -> str:
    """The text in the form that is stored: a closed list of tags, one way to write each thing.

    Cleaning what is clean changes nothing. A forced line break becomes a paragraph of its own, a
    picture is kept only as the number of a stored file, italics are not kept (Chinese print has none).

    Raises:
        TooMuch: more than 200 KB, nested deeper than a hundred elements, a table of 50,000 places.
    """
    blocks = read(sanitised(checked(html)))
    check_tables(blocks)
    return write(blocks)


def sanitised(html: str) -> str:
    """The markup without anything that could act; within the limits already."""
    return str(_CLEANER.clean(html))
