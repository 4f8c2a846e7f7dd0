"""What documents do to each other, and how such a change is registered and confirmed; terms."""

from django.db import models

from gongkai.lib.moves import Moves


class RelationKind(models.TextChoices):
    """How one publication bears on another; each has a verb for either direction."""

    AMENDS = "amends", "修改"
    REPEALS = "repeals", "废止"
    LAPSES = "lapses", "宣布失效"
    REPLACES = "replaces", "替代"
    BASED_ON = "based_on", "依据"
    FORWARDS = "forwards", "转发"
    EXPLAINS = "explains", "解释"
    SUPPORTS = "supports", "配套"
    INTERPRETS = "interprets", "解读"
    EXTENDS = "extends", "延续有效期"

    @property
    def reverse_label(self) -> str:
        """The verb seen from the other end."""
        return _REVERSE[self]

    @classmethod
    def changing(cls) -> frozenset[str]:
        """Relations that change the validity of what they point to."""
        return frozenset({cls.AMENDS, cls.REPEALS, cls.LAPSES, cls.REPLACES})


_REVERSE = {
    RelationKind.AMENDS: "被修改",
    RelationKind.REPEALS: "被废止",
    RelationKind.LAPSES: "被宣布失效",
    RelationKind.REPLACES: "被替代",
    RelationKind.BASED_ON: "下位文件",
    RelationKind.FORWARDS: "被转发",
    RelationKind.EXPLAINS: "被解释",
    RelationKind.SUPPORTS: "配套文件",
    RelationKind.INTERPRETS: "政策解读",
    RelationKind.EXTENDS: "被延续有效期",
}


class ChangeAct(models.TextChoices):
    """What is registered about the validity of a document."""

    REGISTER = "register", "登记"
    UNDO = "undo", "撤销登记"
    EXTEND = "extend", "延续有效期"


class ChangeState(models.TextChoices):
    """Where such a registration stands; two people decide, or the release of the basis does."""

    PROPOSED = "proposed", "待确认"
    WAITING = "waiting", "随依据文件生效"
    CONFIRMED = "confirmed", "已生效"
    REFUSED = "refused", "未同意"
    DROPPED = "dropped", "已撤回"
    UNDONE = "undone", "已撤销"


class ChangeStep(models.TextChoices):
    """What may be done with a registration."""

    CONFIRM = "confirm", "确认"
    REFUSE = "refuse", "不同意"
    DROP = "drop", "撤回"
    EFFECT = "effect", "随依据文件生效"
    UNDO = "undo", "撤销"


CHANGE_MOVES = Moves(
    {
        (ChangeState.PROPOSED, ChangeStep.CONFIRM): ChangeState.CONFIRMED,
        (ChangeState.PROPOSED, ChangeStep.REFUSE): ChangeState.REFUSED,
        (ChangeState.PROPOSED, ChangeStep.DROP): ChangeState.DROPPED,
        (ChangeState.WAITING, ChangeStep.EFFECT): ChangeState.CONFIRMED,
        (ChangeState.WAITING, ChangeStep.DROP): ChangeState.DROPPED,
        (ChangeState.CONFIRMED, ChangeStep.UNDO): ChangeState.UNDONE,
    }
)


class Evaluation(models.TextChoices):
    """What a unit decides about a document whose term runs out."""

    EXTEND = "extend", "继续有效，延续有效期"
    AMEND = "amend", "修改后重新印发"
    REPEAL = "repeal", "废止"
    LAPSE = "lapse", "到期失效"
