"""Closed lists of the catalogue app."""

from django.db import models


class CatalogueKind(models.TextChoices):
    """Which duty a catalogue states."""

    PROACTIVE = "proactive", "主动公开基本目录"
    STANDARD = "standard", "基层政务公开标准目录"
    SECTOR = "sector", "公共企事业单位信息公开目录"


class LimitKind(models.TextChoices):
    """What a time limit (公开时限) says."""

    AFTER = "after", "形成或者变更之日起"
    CYCLE = "cycle", "定期"
    AT_ONCE = "at_once", "即时"
    LASTING = "lasting", "长期公开"
    OTHER = "other", "其他"


class LimitUnit(models.TextChoices):
    """Unit of a time limit."""

    WORKDAYS = "wd", "工作日"
    DAYS = "cd", "日"
    MONTHS = "month", "月"


# The 13 channels of 公开渠道和载体, in the order of the standard tables.
CHANNELS = (
    "政府网站",
    "政府公报",
    "两微一端",
    "发布会/听证会",
    "广播电视",
    "纸质媒体",
    "公开查阅点",
    "政务服务中心",
    "便民服务站",
    "入户/现场",
    "社区/企事业单位/村公示栏（电子屏）",
    "精准推送",
    "其他",
)

# The 26 pilot fields of 国办发〔2019〕54号; later guides add more (the n).
FIELDS = (
    "国土空间规划",
    "重大建设项目",
    "公共资源交易",
    "财政预决算",
    "安全生产",
    "税收管理",
    "征地补偿",
    "国有土地上房屋征收与补偿",
    "保障性住房",
    "农村危房改造",
    "生态环境",
    "公共文化服务",
    "公共法律服务",
    "扶贫",
    "救灾",
    "食品药品监管",
    "城市综合执法",
    "就业",
    "社会保险",
    "社会救助",
    "养老服务",
    "户籍管理",
    "涉农补贴",
    "义务教育",
    "医疗卫生",
    "市政服务",
)

# Fields of public institutions and enterprises (公共企事业单位).
SECTORS = ("教育", "卫生健康", "供水", "供电", "供气", "供热", "环境保护", "公共交通")
