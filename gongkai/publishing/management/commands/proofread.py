"""`gongkai proofread FILE --json`: wrong characters and other slips in a file, without storing it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.lib.officialdoc import Unreadable
from gongkai.lib.proofread import KINDS, Found
from gongkai.publishing.services import language, proofreading
from gongkai.publishing.services.proofread_files import read_for_proofreading

_SEVERITIES = {"error": "必须改正", "warning": "建议核对", "hint": "供参考"}


class Command(JsonCommand):
    help = "校对一个文件：错别字、文号、日期、标点、层次、个人信息等，不入库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="要校对的文件")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Findings in order of place; offsets count characters of the file's own text."""
        try:
            text, html, warnings = read_for_proofreading(Path(options["file"]))
        except Unreadable as problem:
            raise BadInput(str(problem)) from None
        if language.finder() is None:
            language.refresh()
        findings = proofreading.proofread(text, html=html)
        return {
            "findings": [_shown(finding) for finding in findings],
            "warnings": [*warnings, *proofreading.warnings(text)],
        }

    def show(self, answer: dict[str, Any]) -> None:
        for finding in answer["findings"]:
            change = f" → {finding['suggestion']}" if finding["suggestion"] else ""
            label = f"{KINDS[finding['kind']]}，{_SEVERITIES[finding['severity']]}"
            self.line(f"第{finding['offset'] + 1}字 “{finding['text']}”{change}（{label}）")
            self.line(f"    {finding['reason']}")
        if not answer["findings"]:
            self.line("没有发现问题。")
        for warning in answer["warnings"]:
            self.line(f"提示：{warning}")


def _shown(finding: Found) -> dict[str, Any]:
    return {
        "offset": finding.offset,
        "text": finding.text,
        "suggestion": finding.suggestion,
        "kind": finding.kind,
        "severity": finding.severity,
        "reason": finding.reason,
        "fingerprint": finding.fingerprint,
    }
