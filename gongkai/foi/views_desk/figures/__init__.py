"""The data centre and the lists behind its figures, on the desk."""

from gongkai.foi.views_desk.figures.cases import cases
from gongkai.foi.views_desk.figures.centre import centre

__all__ = ["cases", "centre"]
