"""What the desk pages of deliveries share: the sentences for those who may not."""

WHO_SEES = "渠道发布由信息员、公开工作机构、签发人和主管部门查看，您的账号没有这些角色；如需要，请联系系统管理员。"
WHO_POSTS = (
    "渠道上的发布由渠道主办单位的信息员、公开工作机构或者主管部门登记，您的账号没有这个单位的角色。"
)
WHO_CHOOSES = (
    "渠道由发布单位的信息员、公开工作机构、签发人或者主管部门选择，您的账号没有这个单位的角色。"
)
WHO_KEEPS = "送达由渠道主办单位的公开工作机构或者主管部门设置，您的账号没有这个单位的办理角色。"
