"""The closed lists a fresh installation starts with; figures and names as law and practice fix them."""

import json
from pathlib import Path
from typing import Any

# (code, name, interpretation due, legality review due, filing due, term in years at most)
CLASSES = [
    ("rules", "规章", True, True, True, None),
    ("normative", "行政规范性文件", True, True, True, 5),
    ("policy", "政策性文件", True, False, False, None),
    ("other", "其他文件", False, False, False, None),
]

# (code, name, article of 条例, must withhold, third party must be asked)
GROUNDS = [
    ("E14-1", "国家秘密", "第十四条", True, False),
    ("E14-2", "法律、行政法规禁止公开", "第十四条", True, False),
    ("E14-3", "公开后可能危及国家安全、公共安全、经济安全、社会稳定", "第十四条", True, False),
    ("E15-1", "商业秘密", "第十五条", True, True),
    ("E15-2", "个人隐私", "第十五条", True, True),
    ("E15-3", "其他第三方合法权益", "第十五条", True, True),
    ("E16-1a", "内部事务信息：人事管理", "第十六条第一款", False, False),
    ("E16-1b", "内部事务信息：后勤管理", "第十六条第一款", False, False),
    ("E16-1c", "内部事务信息：内部工作流程", "第十六条第一款", False, False),
    ("E16-2a", "过程性信息：讨论记录", "第十六条第二款", False, False),
    ("E16-2b", "过程性信息：过程稿", "第十六条第二款", False, False),
    ("E16-2c", "过程性信息：磋商信函", "第十六条第二款", False, False),
    ("E16-2d", "过程性信息：请示报告", "第十六条第二款", False, False),
    ("E16-3", "行政执法案卷信息", "第十六条第二款", False, False),
]

# 条例第二十条 (一) to (十五): (number, name, short name for menus)
STATUTORY_ITEMS = [
    (1, "行政法规、规章和规范性文件", "规章与规范性文件"),
    (2, "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名", "机构职能"),
    (3, "国民经济和社会发展规划、专项规划、区域规划及相关政策", "规划"),
    (4, "国民经济和社会发展统计信息", "统计信息"),
    (5, "行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果", "行政许可"),
    (6, "行政处罚、行政强制的依据、条件、程序以及有一定社会影响的行政处罚决定", "处罚与强制"),
    (7, "财政预算、决算信息", "财政预决算"),
    (8, "行政事业性收费项目及其依据、标准", "行政事业性收费"),
    (9, "政府集中采购项目的目录、标准及实施情况", "政府采购"),
    (10, "重大建设项目的批准和实施情况", "重大建设项目"),
    (11, "扶贫、教育、医疗、社会保障、促进就业等政策措施及其实施情况", "民生政策"),
    (12, "突发公共事件的应急预案、预警信息及应对情况", "应急管理"),
    (13, "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况", "监督检查"),
    (14, "公务员招考的职位、名额、报考条件等以及录用结果", "公务员招考"),
    (15, "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息", "其他法定信息"),
]


def themes() -> dict[str, list[str]]:
    """The 22 top themes with their sub-themes, in the order of the State Council library."""
    path = Path(__file__).with_name("themes.json")
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def load(apps: Any) -> None:
    """Writes all lists through the models that `apps` gives; existing rows are left as they are."""
    Theme = apps.get_model("catalogue", "Theme")
    for top_no, (top, subs) in enumerate(themes().items(), 1):
        parent, _ = Theme.objects.get_or_create(code=f"{top_no:02}", defaults={"name": top})
        for sub_no, sub in enumerate(subs, 1):
            Theme.objects.get_or_create(
                code=f"{top_no:02}{sub_no:02}", defaults={"name": sub, "parent": parent}
            )
    for order, (code, name, interpret, legality, filing, term) in enumerate(CLASSES, 1):
        apps.get_model("catalogue", "DocumentClass").objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "order": order,
                "interpretation_due": interpret,
                "legality_review_due": legality,
                "filing_due": filing,
                "term_years_max": term,
            },
        )
    for code, name, article, mandatory, third in GROUNDS:
        apps.get_model("catalogue", "LegalGround").objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "article": article,
                "mandatory": mandatory,
                "third_party": third,
            },
        )
    for number, name, short in STATUTORY_ITEMS:
        apps.get_model("catalogue", "StatutoryItem").objects.get_or_create(
            number=number, defaults={"name": name, "short_name": short}
        )


# (order, class code, required, forms, on what). The class alone decides here; an office may add themes.
INTERPRETATION_RULES = [
    (10, "rules", True, ["text", "chart", "press"], "规章应当与解读同步组织、同步审签、同步发布"),
    (20, "normative", True, ["text", "chart", "questions"], "行政规范性文件应当与解读同步组织、同步审签、同步发布"),
    (30, "policy", True, ["text", "questions"], "涉及面广、社会关注度高的政策性文件应当解读"),
    (90, None, False, [], "其他文件不要求解读，可以自愿解读"),
]  # fmt: skip


def load_rules(apps: Any) -> None:
    """The rules of interpretation a fresh installation starts with."""
    Rule = apps.get_model("catalogue", "InterpretationRule")
    classes = dict(apps.get_model("catalogue", "DocumentClass").objects.values_list("code", "pk"))
    for order, code, required, forms, basis in INTERPRETATION_RULES:
        Rule.objects.get_or_create(
            order=order,
            document_class_id=classes.get(code) if code else None,
            defaults={"required": required, "forms": forms, "basis": basis},
        )
