"""Closed lists of the base app."""

from django.db import models


class UnitKind(models.TextChoices):
    """What a unit is in the administration; level and duties follow from it."""

    PROVINCE = "province", "省级政府"
    CITY = "city", "市级政府"
    COUNTY = "county", "区县政府"
    TOWN = "town", "镇政府"
    STREET = "street", "街道办事处"
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"
    ZONE = "zone", "功能区"
    OFFICE = "office", "政府办公厅（室）"
    DEPARTMENT = "department", "组成部门"
    AFFILIATED = "affiliated", "直属机构"
    DISPATCHED = "dispatched", "派出机构"
    INSTITUTION = "institution", "事业单位"
    VERTICAL = "vertical", "垂直管理部门"
    ENTERPRISE = "enterprise", "公共企事业单位"
    COORDINATION = "coordination", "议事协调机构"

    @classmethod
    def governments(cls) -> frozenset[str]:
        """Kinds that are a government of a place, down to street and town."""
        return frozenset({cls.PROVINCE, cls.CITY, cls.COUNTY, cls.TOWN, cls.STREET})

    @classmethod
    def departments(cls) -> frozenset[str]:
        """Kinds that 各部门（单位） of a government means."""
        return frozenset(
            {
                cls.OFFICE,
                cls.DEPARTMENT,
                cls.AFFILIATED,
                cls.DISPATCHED,
                cls.INSTITUTION,
                cls.VERTICAL,
            }
        )


class Role(models.TextChoices):
    """What a person does for a unit; a person may hold several."""

    INFORMATION = "information", "信息员"
    HANDLER = "handler", "承办人"
    UNIT_HEAD = "unit_head", "单位负责人"
    OPENNESS = "openness", "公开工作机构"
    SECRECY = "secrecy", "保密审查"
    LEGAL = "legal", "法制审核"
    SIGNER = "signer", "签发人"
    REGISTRAR = "registrar", "登记员"
    OPENNESS_HEAD = "openness_head", "公开工作机构负责人"
    AUTHORITY = "authority", "主管部门"
    STATISTICIAN = "statistician", "统计人员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"

    @classmethod
    def administrators(cls) -> frozenset[str]:
        """The three administrators (三员); none of them may hold another role."""
        return frozenset({cls.SYSTEM_ADMIN, cls.SECURITY_ADMIN, cls.AUDIT_ADMIN})


class NumberState(models.TextChoices):
    """A number that was taken stays taken; cancelled, it says why."""

    USED = "used", "已用"
    CANCELLED = "cancelled", "已作废"


class FileZone(models.TextChoices):
    """Originals and public copies never lie in one place."""

    ORIGINAL = "original", "原件"
    PUBLIC = "public", "公开副本"
