"""Why somebody may not come in or do something here."""

NOT_IMPORTER = (
    "导入文件由信息员、公开工作机构或主管部门办理，您的账号没有这些角色；如需要，请联系系统管理员。"
)
NOT_TAKING_OVER = (
    "存量公开信息由本单位的公开工作机构或者主管部门入库，您的账号没有这些角色；可以先作为草稿入库。"
)
