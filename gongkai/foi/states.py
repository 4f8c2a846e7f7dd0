"""States of what the app keeps, its closed lists, and the table of allowed moves."""

from django.db import models

from gongkai.lib.moves import Moves


class Stage(models.TextChoices):
    """Where a case stands. Holds and waiting for payment run beside it and come from the clock."""

    SUBMITTED = "submitted", "待登记"
    REGISTERED = "registered", "已登记"
    HANDLING = "handling", "办理中"
    CLARIFYING = "clarifying", "等待补正"
    REVIEW = "review", "审核中"
    SIGNING = "signing", "待签发"
    DECIDED = "decided", "已签发"
    DELIVERED = "delivered", "已送达"
    LAPSED = "lapsed", "视为放弃"
    WITHDRAWN = "withdrawn", "已撤回"
    REOPENED = "reopened", "重新办理"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"

    @classmethod
    def open(cls) -> frozenset[str]:
        """Stages in which the applicant still waits for something."""
        return frozenset(
            {
                cls.SUBMITTED,
                cls.REGISTERED,
                cls.HANDLING,
                cls.CLARIFYING,
                cls.REVIEW,
                cls.SIGNING,
                cls.DECIDED,
                cls.REOPENED,
            }
        )


class Act(models.TextChoices):
    """Everything that can be done with a case."""

    SUBMIT = "submit", "提交申请"
    REGISTER = "register", "确认收到并登记"
    SPLIT = "split", "拆分"
    SPLIT_OFF = "split_off", "由拆分产生"
    ASSIGN = "assign", "分办"
    HAND_OVER = "hand_over", "转办"
    ASK_CLARIFICATION = "ask_clarification", "告知补正"
    RECEIVE_CORRECTION = "receive_correction", "收到补正"
    LAPSE = "lapse", "视为放弃"
    CONSULT = "consult", "征求意见"
    TAKE_OPINION = "take_opinion", "收到意见"
    CLOSE_HOLD = "close_hold", "征求意见期满"
    OVERRIDE = "override", "告知第三方决定公开"
    CONFER = "confer", "会商"
    CONFER_ANSWER = "confer_answer", "会商答复"
    EXTEND = "extend", "延长答复期限"
    DEMAND_REASONS = "demand_reasons", "要求说明理由"
    TAKE_REASONS = "take_reasons", "收到理由"
    AGREE_LATER = "agree_later", "确定延迟答复"
    FEE_NOTICE = "fee_notice", "通知收费"
    FEE_PAID = "fee_paid", "收到费用"
    SEARCH = "search", "检索"
    PROPOSE = "propose", "拟定答复"
    SEND_TO_REVIEW = "send_to_review", "送审"
    SECRECY_REVIEW = "secrecy_review", "保密审查"
    LEGAL_REVIEW = "legal_review", "法制审核"
    TO_SIGNATURE = "to_signature", "送签"
    RETURN = "return", "退回"
    SIGN = "sign", "签发"
    DELIVER = "deliver", "送达"
    WITHDRAW = "withdraw", "撤回申请"
    CLOSE = "close", "办结"
    REMEDY = "remedy", "登记复议诉讼"
    REOPEN = "reopen", "重新办理"
    ARCHIVE = "archive", "归档"
    RATE = "rate", "评价"
    NOTE = "note", "工作记录"


_OPEN_WORK = (Stage.HANDLING, Stage.REVIEW, Stage.SIGNING)


def _stays(act: Act, *stages: Stage) -> dict[tuple[Stage, Act], Stage]:
    return {(stage, act): stage for stage in stages}


CASE_MOVES: Moves[Stage, Act] = Moves(
    {
        (Stage.SUBMITTED, Act.REGISTER): Stage.REGISTERED,
        (Stage.SUBMITTED, Act.WITHDRAW): Stage.WITHDRAWN,
        **_stays(Act.NOTE, *(stage for stage in Stage if stage != Stage.ARCHIVED)),
        (Stage.REGISTERED, Act.SPLIT): Stage.REGISTERED,
        (Stage.REGISTERED, Act.ASSIGN): Stage.HANDLING,
        (Stage.REGISTERED, Act.ASK_CLARIFICATION): Stage.CLARIFYING,
        (Stage.HANDLING, Act.ASK_CLARIFICATION): Stage.CLARIFYING,
        (Stage.CLARIFYING, Act.RECEIVE_CORRECTION): Stage.HANDLING,
        (Stage.CLARIFYING, Act.LAPSE): Stage.LAPSED,
        (Stage.HANDLING, Act.SPLIT): Stage.HANDLING,
        (Stage.HANDLING, Act.ASSIGN): Stage.HANDLING,
        **_stays(Act.HAND_OVER, Stage.REGISTERED, Stage.HANDLING, Stage.CLARIFYING),
        **_stays(Act.CONSULT, Stage.HANDLING),
        **_stays(Act.TAKE_OPINION, *_OPEN_WORK),
        **_stays(Act.CLOSE_HOLD, *_OPEN_WORK),
        **_stays(Act.OVERRIDE, *_OPEN_WORK, Stage.DECIDED, Stage.DELIVERED),
        **_stays(Act.CONFER, Stage.REGISTERED, Stage.HANDLING),
        **_stays(Act.CONFER_ANSWER, Stage.REGISTERED, *_OPEN_WORK),
        **_stays(Act.EXTEND, *_OPEN_WORK),
        **_stays(Act.DEMAND_REASONS, Stage.HANDLING),
        **_stays(Act.TAKE_REASONS, Stage.HANDLING),
        **_stays(Act.AGREE_LATER, Stage.HANDLING),
        **_stays(Act.FEE_NOTICE, Stage.HANDLING),
        **_stays(Act.FEE_PAID, Stage.HANDLING),
        (Stage.HANDLING, Act.LAPSE): Stage.LAPSED,
        **_stays(Act.SEARCH, Stage.REGISTERED, Stage.HANDLING),
        **_stays(Act.PROPOSE, Stage.HANDLING),
        (Stage.HANDLING, Act.SEND_TO_REVIEW): Stage.REVIEW,
        **_stays(Act.SECRECY_REVIEW, Stage.REVIEW),
        **_stays(Act.LEGAL_REVIEW, Stage.REVIEW),
        (Stage.REVIEW, Act.TO_SIGNATURE): Stage.SIGNING,
        (Stage.REVIEW, Act.RETURN): Stage.HANDLING,
        (Stage.SIGNING, Act.RETURN): Stage.HANDLING,
        (Stage.SIGNING, Act.SIGN): Stage.DECIDED,
        (Stage.DECIDED, Act.DELIVER): Stage.DELIVERED,
        (Stage.REGISTERED, Act.WITHDRAW): Stage.WITHDRAWN,
        (Stage.HANDLING, Act.WITHDRAW): Stage.WITHDRAWN,
        (Stage.CLARIFYING, Act.WITHDRAW): Stage.WITHDRAWN,
        (Stage.REVIEW, Act.WITHDRAW): Stage.WITHDRAWN,
        (Stage.SIGNING, Act.WITHDRAW): Stage.WITHDRAWN,
        (Stage.DELIVERED, Act.CLOSE): Stage.CLOSED,
        (Stage.LAPSED, Act.CLOSE): Stage.CLOSED,
        (Stage.WITHDRAWN, Act.CLOSE): Stage.CLOSED,
        **_stays(Act.RATE, Stage.DELIVERED, Stage.CLOSED, Stage.ARCHIVED),
        **_stays(Act.REMEDY, Stage.DELIVERED, Stage.LAPSED, Stage.CLOSED, Stage.ARCHIVED),
        (Stage.CLOSED, Act.REOPEN): Stage.REOPENED,
        (Stage.ARCHIVED, Act.REOPEN): Stage.REOPENED,
        (Stage.REOPENED, Act.ASSIGN): Stage.HANDLING,
        (Stage.CLOSED, Act.ARCHIVE): Stage.ARCHIVED,
    }
)


class ApplicantKind(models.TextChoices):
    """The six columns of the national report: one for people, five for organisations."""

    NATURAL = "natural", "自然人"
    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    PUBLIC_BENEFIT = "public_benefit", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER = "other", "其他组织"


class IdKind(models.TextChoices):
    """What proves who applies (条例第二十九条)."""

    RESIDENT = "resident", "居民身份证"
    PASSPORT = "passport", "护照"
    PERMIT = "permit", "港澳台居民居住证或通行证"
    CREDIT_CODE = "credit_code", "统一社会信用代码证"
    OTHER = "other", "其他身份证明"


class Channel(models.TextChoices):
    """How an application reached the agency; the day of receipt follows from it (条例第三十一条)."""

    INTERNET = "internet", "网上提交"
    EMAIL = "email", "电子邮件"
    FAX = "fax", "传真"
    IN_PERSON = "in_person", "当面提交"
    ORAL = "oral", "口头提出"
    KIOSK = "kiosk", "自助终端"
    POST_SIGNED = "post_signed", "邮寄（需签收）"
    POST_PLAIN = "post_plain", "平常信函"


class WantedForm(models.TextChoices):
    """In which form the information is wanted (条例第二十九条)."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子文档"
    DISC = "disc", "光盘等介质"
    INSPECTION = "inspection", "查阅、抄录"


class WantedRoute(models.TextChoices):
    """By which route the reply is wanted (条例第二十九条)."""

    ONLINE = "online", "网上获取"
    EMAIL = "email", "电子邮件"
    POST = "post", "邮寄"
    FAX = "fax", "传真"
    PICKUP = "pickup", "自行领取"


class DeliveryMode(models.TextChoices):
    """How a letter was served; which day counts follows from it (国办公开办函〔2016〕235号)."""

    DIRECT = "direct", "直接送达"
    ENTRUSTED = "entrusted", "委托送达"
    POST = "post", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    PICKUP = "pickup", "申请人领取"
    NOTICE = "notice", "公告送达"

    @property
    def posted(self) -> bool:
        """Whether the day of posting counts, not the day of signature."""
        return self == DeliveryMode.POST


class ConsultationKind(models.TextChoices):
    """Whom the agency asks."""

    THIRD_PARTY = "third_party", "征求第三方意见"
    JOINT_MAKER = "joint_maker", "征求共同制作机关意见"
    CONFER = "confer", "会商"


class Stance(models.TextChoices):
    """What those who were asked say."""

    AGREE = "agree", "同意公开"
    PARTLY = "partly", "同意部分公开"
    REFUSE = "refuse", "不同意公开"
    SILENT = "silent", "逾期未提出意见"
    OPINION = "opinion", "已提出意见"


class TeamRole(models.TextChoices):
    """What somebody does in a case."""

    HANDLER = "handler", "承办"
    CO_HANDLER = "co_handler", "协办"
    CONFER = "confer", "会办"


class LetterState(models.TextChoices):
    """A letter is written, then issued with a number that stays."""

    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已发出"
    CANCELLED = "cancelled", "已作废"


class FilePurpose(models.TextChoices):
    """What a file of a case is."""

    IDENTITY = "identity", "身份证明"
    MANDATE = "mandate", "授权委托书"
    APPLICATION = "application", "申请材料"
    CORRECTION = "correction", "补正材料"
    REASONS = "reasons", "理由说明"
    RECORD = "record", "所查信息原件"
    COPY = "copy", "公开副本"
    LETTER = "letter", "文书"
    OPINION = "opinion", "意见材料"
    EVIDENCE = "evidence", "凭证"
    PACKAGE = "package", "归档包"

    @classmethod
    def personal(cls) -> frozenset[str]:
        """Files that show who the applicant is; each look at one is noted."""
        return frozenset({cls.IDENTITY, cls.MANDATE, cls.APPLICATION, cls.CORRECTION, cls.REASONS})


class RedactionState(models.TextChoices):
    """Marks are set, the copy is made, and only a verified copy may leave."""

    MARKING = "marking", "标记中"
    MADE = "made", "已生成"
    VERIFIED = "verified", "已核验"
    FAILED = "failed", "核验未通过"
    SUPERSEDED = "superseded", "已被取代"


class ReviewStep(models.TextChoices):
    """The reviews a decision passes before it is signed."""

    SECRECY = "secrecy", "保密审查"
    LEGAL = "legal", "法制审核"
    SIGNATURE = "signature", "签发"


class FeeTariff(models.TextChoices):
    """One of two ladders for a request, never both (国办函〔2020〕109号)."""

    COUNT = "count", "按件"
    PAGES = "pages", "按量"


class RemedyKind(models.TextChoices):
    """The three groups of table three of the national report."""

    REVIEW = "review", "行政复议"
    SUIT_DIRECT = "suit_direct", "行政诉讼（未经复议直接起诉）"
    SUIT_AFTER_REVIEW = "suit_after_review", "行政诉讼（复议后起诉）"


class RemedyResult(models.TextChoices):
    """How it ended, as the national report counts it."""

    PENDING = "pending", "尚未审结"
    KEPT = "kept", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"


class ProactiveAnswer(models.TextChoices):
    """What becomes of information that was given on request (条例第四十四条)."""

    CONVERT = "convert", "转为主动公开"
    ALREADY = "already", "此前已主动公开"
    KEEP = "keep", "不转为主动公开"


class StudyState(models.TextChoices):
    """A case study is written, then approved by another; only approved ones are found."""

    DRAFT = "draft", "待审定"
    APPROVED = "approved", "已入库"
    RETIRED = "retired", "已停用"


class OrderKind(models.TextChoices):
    """What the authority sends to a unit about its requests."""

    URGE = "urge", "催办"
    CHECK = "check", "抽查意见"
    RECTIFY = "rectify", "责令改正"


class OrderState(models.TextChoices):
    """An order of the authority waits for an answer, and is settled by who sent it."""

    SENT = "sent", "待回复"
    ANSWERED = "answered", "已回复"
    SETTLED = "settled", "已了结"


class ReportState(models.TextChoices):
    """The annual report: edited, confirmed by another person, then drafted for publication."""

    EDITING = "editing", "编制中"
    CONFIRMED = "confirmed", "已核定"
    PUBLISHED = "published", "已公布"


class MessageDirection(models.TextChoices):
    """Exchange with the provincial platform."""

    INBOUND = "in", "收到"
    OUTBOUND = "out", "发出"


class MessageState(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting", "等待前序"
    APPLIED = "applied", "已处理"
    REFUSED = "refused", "不能处理"
    QUEUED = "queued", "待发送"
    SENT = "sent", "已送达"
    FAILED = "failed", "发送失败"


class WorkStep(models.TextChoices):
    """The five steps whose time the authority watches (each with its own limit, as data)."""

    RECEIVE = "receive", "接收"
    TRANSFER = "transfer", "移交"
    REVIEW = "review", "审核"
    HANDLE = "handle", "办理"
    REPLY = "reply", "答复"
