"""What can go wrong with an index, each in one whole sentence for the person who reads it."""

from __future__ import annotations


class IndexProblem(Exception):
    """Any trouble of the index; `str()` is a Chinese sentence that may be shown."""

    sentence = "检索库出现问题，请稍后再试；如持续出现，请联系系统管理员。"

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class IndexMissing(IndexProblem):
    """There is no index of this version; the database is whole, `rebuild` makes a new one."""

    sentence = "检索库尚未建立或版本已过时，请运行“gongkai rebuild-index”重新建立。"


class IndexBusy(IndexProblem):
    """Another process holds the one place of the writer; nothing was written."""

    sentence = "另一个程序正在写检索库，本次没有写入，请稍后再试。"


class IndexWriteFailed(IndexProblem):
    """The commit failed (full disk, lost folder); the last commit stays readable."""

    sentence = (
        "写检索库失败，原有内容仍可检索；请检查磁盘空间和目录权限，恢复后未写入的内容会自动补上。"
    )


class IndexDamaged(IndexProblem):
    """Files of the index are there but cannot be opened or read."""

    sentence = "检索库文件已损坏，请运行“gongkai rebuild-index”重新建立。"


class BadQuery(IndexProblem):
    """The caller (not the person who typed) named a filter, facet or order that does not exist."""

    sentence = "检索条件不存在，请检查筛选项名称。"
