"""Issues of a gazette."""

from django.db import models

from gongkai.lib.moves import Moves


class GazetteState(models.TextChoices):
    """An issue of the gazette."""

    DRAFT = "draft", "编辑中"
    RELEASED = "released", "已出版"


class GazetteAct(models.TextChoices):
    """What may be done with an issue."""

    RELEASE = "release", "出版"


GAZETTE_MOVES = Moves({(GazetteState.DRAFT, GazetteAct.RELEASE): GazetteState.RELEASED})
