"""Why somebody may not come in or do something here."""

NOT_IMPORTER = (
    "导入文件由信息员、公开工作机构或主管部门办理，您的账号没有这些角色；如需要，请联系系统管理员。"
)
NOT_RELEASER = (
    "发布和撤下由本单位的公开工作机构、签发人或者主管部门办理，您的账号没有这份信息的办理角色。"
)
NOT_EDITOR = (
    "要素由本单位的信息员、公开工作机构、签发人或者主管部门认定，您的账号没有这份信息的办理角色。"
)
