"""Proofreading of a text or a publication, with what this installation knows: its library, its
register of units, its fixed formulations, its addresses."""

import datetime as dt
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve

from gongkai.base.calendar import today
from gongkai.base.models import Unit, UnitAlias, User
from gongkai.lib import shortcode
from gongkai.lib.dates import plain_date
from gongkai.lib.doc_no import parse_doc_no
from gongkai.lib.proofread import Found, checks, formulations, hidden, markup, personal, unit_names
from gongkai.publishing import rules
from gongkai.publishing.models import Formulation, Publication
from gongkai.publishing.services import language
from gongkai.publishing.states import Attribute, State

# Longer texts are not searched for wrong characters beyond this: it bounds the time of a request.
MOST_CHARACTERS = 100_000
_NOT_PUBLIC = "尚未公开"
_PAGE = re.compile(r"/d/([^/]+)/")
_AT_ONCE = 500


def proofread(
    text: str, *, html: str = "", user: User | None = None, publication: Publication | None = None
) -> list[Found]:
    """Everything the checks find, in order of place.

    Args:
        text: plain text; offsets count its characters.
        html: the same as markup, for links, pictures; none of its addresses is opened.
        user: who asks; what a mentioned document that is not public is, is told only to those who
            may see drafts. Without one it is told.
        publication: the one the text belongs to; it and its companions may be named in it.
    """
    own = _package(publication)
    findings = [
        *_typos(text),
        *checks.by_rule(text),
        *_unit_names(text),
        *formulations.check(text, Formulation.objects.filter(active=True)),
        *_hidden(text, user, own),
    ]
    if html:
        findings += markup.check(text, html, lambda addresses: dead_links(addresses, own))
    return checks.in_order(findings)


def personal_data(
    text: str, *, user: User | None = None, publication: Publication | None = None
) -> list[Found]:
    """Only personal data and mentions of what is not public, for the look before release."""
    return checks.in_order([*personal.check(text), *_hidden(text, user, _package(publication))])


def warnings(text: str) -> list[str]:
    """What to say beside the findings: what was not checked, or only in part."""
    said = language.warnings()
    if len(text) > MOST_CHARACTERS:
        said.append(f"文字超过{MOST_CHARACTERS}字，错别字只检查了前面的部分，请分段校对。")
    return said


def known_hidden(
    numbers: list[str],
    titles: list[str],
    *,
    user: User | None = None,
    apart_from: Iterable[int] = (),
) -> dict[str, str]:
    """Of these document numbers and titles those of documents that are not public, with what they are.

    A name that something public bears too is not hidden, nor is one that only discarded drafts bear.

    Args:
        numbers: document numbers as written.
        titles: titles without 《》.
        user: see `proofread`.
        apart_from: publications that do not count.
    """
    keys = {parsed.key: number for number in numbers if (parsed := parse_doc_no(number))}
    found: dict[str, str] = {}
    public: set[str] = set()
    told = user is None or rules.may_see_drafts(user)
    for row in _bearing(keys, titles, frozenset(apart_from)):
        document = getattr(row, "document", None)
        number = keys.get(document.doc_no_key, "") if document else ""
        for name in {number, row.title if row.title in titles else ""} - {""}:
            if row.is_public:
                public.add(name)
            else:
                found.setdefault(name, _standing(row) if told else _NOT_PUBLIC)
    return {name: standing for name, standing in found.items() if name not in public}


def _bearing(
    keys: dict[str, str], titles: list[str], apart_from: frozenset[int]
) -> Iterable[Publication]:
    """Publications of these numbers or titles."""
    rows = Publication.objects.exclude(state__in=(State.DISCARDED, State.MERGED)).exclude(
        pk__in=apart_from
    )
    names = [
        *(("document__doc_no_key__in", key) for key in keys),
        *(("title__in", t) for t in titles),
    ]
    for start in range(0, len(names), _AT_ONCE):
        wanted: dict[str, list[str]] = {}
        for lookup, name in names[start : start + _AT_ONCE]:
            wanted.setdefault(lookup, []).append(name)
        which = Q()
        for lookup, values in wanted.items():
            which |= Q(**{lookup: values})
        yield from rows.filter(which).select_related("document").order_by("pk")


def _standing(row: Publication) -> str:
    """What a publication is that nobody outside may see."""
    if row.attribute != Attribute.PROACTIVE:
        return Attribute(row.attribute).label
    return _NOT_PUBLIC if row.state == State.RELEASED else State(row.state).label


def _package(publication: Publication | None) -> frozenset[int]:
    """The publication with those that are released together with it."""
    if publication is None or publication.pk is None:
        return frozenset()
    head = publication.companion_of_id or publication.pk
    rows = Publication.objects.filter(Q(pk=head) | Q(companion_of=head))
    return frozenset(rows.values_list("pk", flat=True))


def _hidden(text: str, user: User | None, own: frozenset[int]) -> Iterable[Found]:
    return hidden.check(
        text,
        lambda numbers, titles: known_hidden(numbers, titles, user=user, apart_from=own),
    )


def _typos(text: str) -> list[Found]:
    finder = language.finder()
    if finder is None:
        return []
    return finder.find(text[:MOST_CHARACTERS], _known_titles)


def _known_titles(titles: list[str]) -> set[str]:
    wanted = titles[:_AT_ONCE]
    return set(
        Publication.objects.public().filter(title__in=wanted).values_list("title", flat=True)
    )


# -- unit names


def _unit_names(text: str) -> Iterable[Found]:
    current, former = _names_of_units(today())
    return unit_names.check(text, current, former)


def _names_of_units(day: dt.date) -> tuple[set[str], dict[str, str]]:
    """Names in use on the day, and names that are not, each with a clause that says since when."""
    units = {unit.pk: unit for unit in Unit.objects.select_related("successor")}
    current: set[str] = set()
    former: dict[str, str] = {}
    names = [(unit.pk, name) for unit in units.values() for name in (unit.name, unit.short_name)]
    names += UnitAlias.objects.values_list("unit_id", "name")
    for pk, name in names:
        unit = units[pk]
        if unit.active_to is None or unit.active_to >= day:
            current.add(name)
        else:
            former[name] = _since(unit, unit.active_to)
    current.discard("")
    return current, former


def _since(unit: Unit, last: dt.date) -> str:
    """Since when the unit is no more, and who took its place."""
    follower = f"，现由“{unit.successor.name}”承继" if unit.successor else ""
    return f"是“{unit.name}”使用的名称，该单位已于{plain_date(last)}撤销{follower}"


# -- links


def dead_links(addresses: list[str], own: frozenset[int] = frozenset()) -> dict[str, str]:
    """Of these addresses those on this site that lead nowhere, each with a clause that says why.

    Args:
        addresses: as they stand in the markup; those of other sites are not looked at.
        own: publications that will be public together with what holds the links.
    """
    paths = {address: path for address in addresses if (path := _own_path(address))}
    codes = {a: shortcode.decode(m[1]) for a, p in paths.items() if (m := _PAGE.match(p))}
    rows = Publication.objects.in_bulk([pk for pk in set(codes.values()) if pk is not None])
    dead = {}
    for address, path in paths.items():
        reason = (
            _why_dead(rows.get(codes[address] or 0), own)
            if address in codes
            else _why_no_page(path)
        )
        if reason:
            dead[address] = reason
    return dead


def _own_path(address: str) -> str:
    """The path of an address on this site, or ""."""
    try:
        parts, site = urlsplit(address.strip()), urlsplit(settings.SITE_URL)
    except ValueError:
        return ""
    if parts.netloc and parts.netloc != site.netloc:
        return ""
    return unquote(parts.path) if parts.path.startswith("/") else ""


def _why_dead(row: Publication | None, own: frozenset[int]) -> str:
    if row is None or row.state == State.DISCARDED:
        return "指向的页面不存在"
    if row.is_public or row.pk in own:
        return ""
    return "指向的文件已经撤下" if row.was_public else "指向的文件还没有公开"


def _why_no_page(path: str) -> str:
    if path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return ""
    try:
        resolve(path)
    except Resolver404:
        return "指向的页面不存在"
    return ""
