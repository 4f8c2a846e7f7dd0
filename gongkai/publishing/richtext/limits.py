"""How much rich text is taken, asked before anything costly looks at it."""

import lxml.etree
import lxml.html

MOST_BYTES = 200 * 1024
MOST_DEPTH = 100
_FOREIGN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0x7F: None}


class TooMuch(ValueError):
    """Rich text too long or nested too deep; `sentence` is a whole Chinese sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def checked(html: str, most: int = MOST_BYTES) -> str:
    """The text without characters that no page may carry, when it is within the limits.

    Cleaning takes time with the square of the depth, so both are asked first, in linear time: the
    parser behind the second question gives up at two thousand levels and costs milliseconds.

    Args:
        most: bytes in UTF-8 that are taken.

    Raises:
        TooMuch: more bytes than that, or deeper than a hundred elements.
    """
    html = html.translate(_FOREIGN).encode("utf-8", "ignore").decode()
    size = len(html.encode())
    if size > most:
        raise TooMuch(
            f"正文连同格式有{size // 1024}KB，超过{most // 1024}KB的上限，没有保存。"
            "请把较长的附件、名单改为附件上传，或者分成几份文件。"
        )
    if _is_deep(html):
        raise TooMuch(
            f"正文的格式嵌套超过{MOST_DEPTH}层，没有保存。请先把内容粘贴到记事本去掉格式，再从记事本粘贴过来。"
        )
    return html


def parsed(html: str) -> lxml.html.HtmlElement:
    """The body of a fragment."""
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    page = lxml.html.document_fromstring(
        f"<!DOCTYPE html><html><body><div>{html}</div></body></html>", parser=parser
    )
    return page.find("body")


def _is_deep(html: str) -> bool:
    depth = 0
    for event, _ in lxml.etree.iterwalk(parsed(html), events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH + 2:
            return True
    return False
