"""Closed lists and the table of moves of the outlets app."""

from django.db import models

from gongkai.lib.moves import Moves


class OutletKind(models.TextChoices):
    """What an outlet is."""

    SITE = "site", "政府网站"
    ACCOUNT = "account", "政务新媒体"
    ZONE = "zone", "政务公开专区"
    SYSTEM = "system", "接收系统"


class Platform(models.TextChoices):
    """Where an account lives."""

    WECHAT = "wechat", "微信公众号"
    CHANNELS = "channels", "微信视频号"
    WEIBO = "weibo", "微博"
    SHORT_VIDEO = "short_video", "短视频号"
    NEWS = "news", "资讯号"
    APP = "app", "移动客户端"
    MINI = "mini", "小程序"
    OTHER = "other", "其他"


class CopyFormat(models.TextChoices):
    """In which form an outlet gets its copy."""

    PAGE = "page", "网页"
    TEXT = "text", "纯文本加链接"
    JSON = "json", "数据推送"


class OutletState(models.TextChoices):
    """Where an outlet stands in its filing."""

    FILING = "filing", "备案中"
    RUNNING = "running", "运行"
    PAUSED = "paused", "暂停"
    CLOSED = "closed", "已注销"


class OutletAct(models.TextChoices):
    """What may be done with an outlet; each leaves a record with its document and day."""

    OPEN = "open", "开通"
    CHANGE = "change", "变更"
    PAUSE = "pause", "暂停"
    RESUME = "resume", "恢复"
    CLOSE = "close", "注销"


OUTLET_MOVES = Moves(
    {
        (OutletState.FILING, OutletAct.OPEN): OutletState.RUNNING,
        (OutletState.FILING, OutletAct.CHANGE): OutletState.FILING,
        (OutletState.FILING, OutletAct.CLOSE): OutletState.CLOSED,
        (OutletState.RUNNING, OutletAct.CHANGE): OutletState.RUNNING,
        (OutletState.RUNNING, OutletAct.PAUSE): OutletState.PAUSED,
        (OutletState.RUNNING, OutletAct.CLOSE): OutletState.CLOSED,
        (OutletState.PAUSED, OutletAct.RESUME): OutletState.RUNNING,
        (OutletState.PAUSED, OutletAct.CLOSE): OutletState.CLOSED,
    }
)
