"""Fixed formulations (规范表述) from a list that the editors keep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from gongkai.lib.proofread.found import Found, Severity, found


class Rule(Protocol):
    """What one line of the list says."""

    @property
    def wrong(self) -> str: ...
    @property
    def right(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def active(self) -> bool: ...


def check(text: str, rules: Iterable[Rule]) -> Iterator[Found]:
    """Every place where a wrong formulation stands and is not part of the right one.

    Where one wrong formulation holds another, the longer one is reported.
    """
    taken: list[tuple[int, int]] = []
    for rule in sorted((r for r in rules if r.active and r.wrong), key=lambda r: -len(r.wrong)):
        allowed = [m.span() for m in re.finditer(re.escape(rule.right), text)] if rule.right else []
        for match in re.finditer(re.escape(rule.wrong), text):
            span = match.span()
            if not any(a <= span[0] and span[1] <= b for a, b in (*taken, *allowed)):
                taken.append(span)
                yield _finding(text, span, rule)


def _finding(text: str, span: tuple[int, int], rule: Rule) -> Found:
    severity: Severity = "error" if rule.severity == "error" else "warning"
    change = f"规范表述是“{rule.right}”" if rule.right else "不宜使用这一表述"
    reason = rule.reason.strip().rstrip("。")
    return found(
        text,
        *span,
        kind="formulation",
        severity=severity,
        suggestion=rule.right or None,
        reason=f"{change}{f'（{reason}）' if reason else ''}，请改正。",
    )
