"""The demonstration: an invented city that shows what every page looks like in use."""

from gongkai.portal.demo.people import PASSWORD, accounts

__all__ = ["PASSWORD", "accounts"]
