"""Labels before a value (索引号：…, 发文字号：…) as element tables, pages and text copies write them."""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.text import fold, key, tidy

FIELDS: dict[str, tuple[str, ...]] = {
    "index_no": ("索引号", "信息索引号", "信息索引", "索引编号", "政府信息索引号", "索引"),
    "theme": ("主题分类", "主题类别", "所属主题", "主题"),
    # Sites sort by 组配分类 or 信息分类 where they state no theme.
    "class": ("组配分类", "信息分类", "分类", "组配"),
    "issuer": ("发文机关", "发文单位", "发文机构", "发文部门", "联合发文单位", "制定机关", "制发机关", "制文机关", "成文单位", "成文机关", "公文发布机关", "印发机关", "印发单位"),
    "publisher": ("发布机构", "发布机关", "发布单位", "发布部门", "公开机构", "公开主体", "公开责任部门", "责任部门", "信息提供单位", "公开单位", "公开部门"),
    "signed_on": ("成文日期", "成文时间", "制发日期", "发文日期", "发文时间", "印发日期", "签发日期", "制定日期", "签署日期", "印发时间"),
    "generated_on": ("生成日期", "生成时间", "产生日期"),
    "title": ("标题", "名称", "信息名称", "文件名称", "文件标题", "政策名称", "公文名称", "信息标题"),
    "doc_no": ("文号", "发文字号", "发文文号", "文件编号", "公文文号", "发文号", "文件字号", "文件号", "公文号", "文件文号", "发布文号", "颁布文号"),
    "released_on": ("发布日期", "发布时间", "公开日期", "发表时间", "发表日期", "上网日期", "上网时间", "信息公开日期", "信息发布日期", "发稿时间", "发稿日期", "录入时间", "发布于", "公开发布日期", "日期", "时间"),
    "updated_on": ("更新日期", "更新时间", "修改日期"),
    "keywords": ("主题词", "关键词", "关键字"),
    "attribute": ("公开方式", "公开属性", "公开形式", "公开类型", "信息公开选项", "信息公开形式", "公开类别", "信息公开属性", "公开选项"),
    "validity": ("有效性", "时效性", "效力状态", "文件状态", "时效状态", "效力状况", "是否有效", "时效", "状态"),
    "effective_on": ("实施日期", "生效日期", "施行日期", "实施时间", "生效时间"),
    "expires_on": ("失效日期", "废止日期", "终止日期", "失效时间", "废止时间", "有效期", "有效期至"),
    "register_no": ("统一编号", "登记号", "统一登记号", "规范性文件登记号", "备案号", "规范性文件编号", "规范性文件统一编号"),
    "source": ("来源", "信息来源", "文章来源", "稿件来源", "文件来源", "内容来源", "新闻来源", "稿源"),
    "genre": ("体裁", "公文种类", "文种", "体裁分类", "公文体裁", "文件类型", "信息类型", "信息类别"),
    "secrecy": ("密级", "保密级别"),
    "": (
        "公开时限", "公开范围", "责任编辑", "编辑", "浏览次数", "浏览量", "访问量", "点击数", "点击量", "点击率", "阅读次数", "阅读量", "阅读",
        "字体", "字号", "字体大小", "浏览字号", "视力保护色", "作者", "分享", "分享到", "打印", "语种", "信息格式", "载体类型", "服务对象",
        "内容概述", "概述", "内容描述", "所属机构", "审核", "审核人", "撰稿", "记录形式", "公开程序", "浏览", "次数", "关键词语", "信息编号",
        "公开目录", "目录号", "法规类别", "效力级别", "内容分类", "服务类别",
    ),
}  # fmt: skip

_BY_LABEL = {label: field for field, labels in FIELDS.items() for label in labels}
_WORDS = "|".join(r"\s*".join(label) for label in sorted(_BY_LABEL, key=len, reverse=True))
# A colon ends a label, or the brackets some sites put around it: [发文字号] ….
_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:[·•●]\s*)?(?:({_WORDS})\s*：|[【\[]\s*({_WORDS})\s*：?\s*[】\]]\s*：?)"
)
_BARE = re.compile(
    "[【\\[]?(" + "|".join(sorted(_BY_LABEL, key=len, reverse=True)) + ")[】\\]]?：?\\Z"
)


def label_of(text: str) -> str | None:
    """Return the field a bare label names ("" for one that is of no interest), None for other text."""
    found = _BARE.match(key(text))
    return _BY_LABEL[found[1]] if found else None


def label_values(line: str, following: str = "") -> list[tuple[str, str]]:
    """Read `label：value` pairs out of one line; a lone label takes the following text as its value."""
    folded = fold(line)
    hits = list(_LABEL.finditer(folded))
    if not hits:
        return []
    pairs = []
    for number, hit in enumerate(hits):
        end = hits[number + 1].start() if number + 1 < len(hits) else len(line)
        pairs.append((_BY_LABEL[key(hit[1] or hit[2])], _value(line[hit.end() : end])))
    name, value = pairs[-1]
    if not value and following and len(hits) == 1 and not _LABEL.search(fold(following)):
        pairs[-1] = (name, tidy(following))
    return [(name, value) for name, value in pairs if name]


def _value(text: str) -> str:
    return tidy(re.split("【", text, maxsplit=1)[0]).strip(" |｜[]】")


def labelled_cells(cells: list[str]) -> list[tuple[str, str]]:
    """Read pairs out of the cells of an element table; an empty cell is an empty value."""
    pairs = []
    for number, cell in enumerate(cells):
        name = label_of(cell)
        if name is None:
            pairs += label_values(cell)
        elif name:
            value = next_value(cells, number)
            pairs.append((name, value))
    return pairs


def next_value(cells: list[str], number: int) -> str:
    """Return the cell after a label, or "" where the next cell is another label."""
    value = cells[number + 1] if number + 1 < len(cells) else ""
    return "" if label_of(value) is not None else value


def is_label_line(line: str) -> bool:
    """Tell whether a line of a text copy only states page elements (发布日期：… 来源：…)."""
    folded = fold(line).strip()
    hit = _LABEL.match(folded)
    return bool(hit) and len(folded) <= 120
