"""What the desk starts with: steps of review, terms of keeping, fixed formulations; all editable."""

from typing import Any

# (level, name, proof-reading, roles that may do it, working days, what to look at)
STEPS = [
    (1, "一审", "一校", ["information", "handler"], 1, "事实、要素、附件是否齐全准确，逐字核对正文"),
    (2, "二审", "二校", ["unit_head", "openness"], 1, "公开属性和依据是否恰当，解读是否同步，表述是否规范"),
    (3, "三审", "三校", ["signer", "unit_head", "authority"], 1, "是否可以对外发布，终稿有无差错"),
]  # fmt: skip

# (kind, class code, term, on what)
RETENTION = [
    ("document", "rules", "permanent", "规章属于本机关制定的法规政策性文件，永久保管"),
    (
        "document",
        "normative",
        "permanent",
        "行政规范性文件属于本机关制定的法规政策性文件，永久保管",
    ),
    ("document", "policy", "long", "本机关印发的重要业务文件，定期30年"),
    ("document", "", "short", "一般性文件，定期10年"),
    ("interpretation", "", "short", "政策解读随一般业务文件，定期10年"),
    ("annual_report", "", "permanent", "年度工作报告，永久保管"),
    ("information", "", "short", "一般性信息，定期10年"),
]

# (wrong, right, why, severity)
FORMULATIONS = [
    ("截止目前", "截至目前", "“截止”表示到期停止，后面接时间时用“截至”。", "warning"),
    ("截止到目前", "截至目前", "“截止”表示到期停止，后面接时间时用“截至”。", "warning"),
    ("一但", "一旦", "表示假设时写作“一旦”。", "warning"),
    ("既使", "即使", "表示让步时写作“即使”。", "warning"),
    ("部份", "部分", "规范写法是“部分”。", "warning"),
    ("份内", "分内", "规范写法是“分内”。", "warning"),
    ("按装", "安装", "规范写法是“安装”。", "error"),
    ("渡假", "度假", "规范写法是“度假”。", "error"),
    ("家俱", "家具", "规范写法是“家具”。", "error"),
    ("座落", "坐落", "规范写法是“坐落”。", "warning"),
    ("帐号", "账号", "规范写法是“账号”。", "warning"),
    ("帐户", "账户", "规范写法是“账户”。", "warning"),
    ("登陆网站", "登录网站", "进入网站或者系统用“登录”。", "warning"),
    ("登陆系统", "登录系统", "进入网站或者系统用“登录”。", "warning"),
    ("非遗物质文化遗产", "非物质文化遗产", "“非遗”已经是简称，不与全称叠用。", "error"),
    ("残废人", "残疾人", "规范称谓是“残疾人”。", "error"),
    ("弱智", "智力残疾", "规范称谓是“智力残疾”。", "warning"),
    ("农民工子弟", "进城务工人员随迁子女", "规范称谓是“进城务工人员随迁子女”。", "warning"),
]  # fmt: skip


def load(apps: Any) -> None:
    """Writes all of it through the models that `apps` gives; existing rows are left as they are."""
    Step = apps.get_model("publishing", "ReviewStep")
    for level, name, proof, roles, days, hint in STEPS:
        Step.objects.get_or_create(
            level=level,
            defaults={
                "name": name,
                "proof_name": proof,
                "roles": roles,
                "days": days,
                "hint": hint,
            },
        )
    classes = dict(apps.get_model("catalogue", "DocumentClass").objects.values_list("code", "pk"))
    Rule = apps.get_model("publishing", "RetentionRule")
    for kind, code, retention, reason in RETENTION:
        Rule.objects.get_or_create(
            kind=kind,
            document_class_id=classes.get(code),
            unit=None,
            defaults={"retention": retention, "reason": reason},
        )
    Formulation = apps.get_model("publishing", "Formulation")
    for wrong, right, reason, severity in FORMULATIONS:
        Formulation.objects.get_or_create(
            wrong=wrong, defaults={"right": right, "reason": reason, "severity": severity}
        )
