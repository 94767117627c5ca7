"""What LARS lists an aim for: which aims are asked, from which day, in which category.

Each way of funding has five rules, which ask of a listing whether the aim started in it, ended in
it, started while it took new starts, whether it still goes on, and whether there is one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from ilrsync.checks.cases import Rows
from ilrsync.checks.lars import LARS
from ilrsync.checks.learning_delivery.fam_rows import aim_with
from ilrsync.checks.validity import listed_as
from tests.checks.edges import MODELS, PROGRAMMES, days, edges, only

if TYPE_CHECKING:
    from ilrsync.checks.cases import Case
    from ilrsync.model.records import LearningDelivery

Code = tuple[str, str]
Days = tuple[dt.date | None, dt.date | None]
ANY_DAY: Days = (None, None)
IN_2020, IN_2021 = dt.date(2020, 8, 1), dt.date(2021, 8, 1)
IN_2023, IN_2024 = dt.date(2023, 8, 1), dt.date(2024, 8, 1)
BEFORE_2024 = dt.date(2024, 7, 31)
START, END = dt.date(2024, 9, 9), dt.date(2025, 10, 31)
OLD_START, OLD_END = dt.date(2023, 9, 4), dt.date(2024, 6, 28)
TO_COME, LONG_OVER = dt.date(2040, 8, 1), dt.date(2012, 7, 31)
OUTSIDE, LATE, NEW_START, OVER, UNLISTED = range(5)


class Funding(NamedTuple):
    """A way of funding: its category, its rules in that order, and from when they ask.

    The first two look at the end of the aim and so does the third with ``by_end``.
    """

    category: str
    rules: tuple[str, str, str, str, str]
    asked: tuple[Days, Days, Days, Days, Days]
    told: dict[str, Any]
    codes: tuple[Code, ...] = ()
    by_end: bool = False

    def aim(self, *codes: Code, **fields: Any) -> LearningDelivery:
        """An aim that the rules are about, with *codes* beside those that it needs."""
        told = {"LearnStartDate": START, "LearnActEndDate": END, **self.told, **fields}
        return aim_with(*self.codes, *codes, **told)

    def lars(self, which: int, category: str | None = None) -> dict[str, Rows]:
        """A LARS with which the rule speaks."""
        name = category or self.category
        if which in {OUTSIDE, NEW_START}:
            return listed_as(name, TO_COME)
        if which in {LATE, OVER}:
            return listed_as(name, dt.date(2010, 8, 1), LONG_OVER)
        return listed_as("NO_SUCH_FUNDING" if category is None else category)


def _asked(given: Funding) -> list[Case]:
    """The days from and to which the rules ask, and the category that they look at."""
    found: list[Case] = []
    for which, (rule, (first, last)) in enumerate(zip(given.rules, given.asked, strict=True)):
        by_end = which in {OUTSIDE, LATE} or (which == NEW_START and given.by_end)
        field = "LearnActEndDate" if by_end else "LearnStartDate"

        def on(day: dt.date, field: str = field) -> LearningDelivery:
            return given.aim(**{field: day})

        lookups = given.lars(which)
        found += days(rule, on, first=first, last=last, lookups=lookups)
        found += edges(rule, speaks={"such an aim": given.aim()}, lookups=lookups)
        if which == UNLISTED:
            listed = given.lars(which, given.category)
            found += edges(rule, silent={"listed": given.aim()}, lookups=listed)
        else:
            other = given.lars(which, "NO_SUCH_FUNDING")
            found += edges(rule, silent={"of another category": given.aim()}, lookups=other)
    return found


def _models(given: Funding, *models: int) -> list[Case]:
    return [
        edge
        for which, rule in enumerate(given.rules)
        for edge in only(
            rule, lambda fund: given.aim(fund=fund), models, MODELS, lookups=given.lars(which)
        )
    ]


def _codes(given: Funding, *spared: Code, among: tuple[Code, ...]) -> list[Case]:
    """The rules are silent about aims with one of *spared*."""
    return [
        edge
        for which, rule in enumerate(given.rules)
        for edge in only(
            rule,
            lambda code: given.aim(code),
            {*among} - {*spared},
            {*among, *spared},
            lookups=given.lars(which),
        )
    ]


def _needs(given: Funding, *codes: Code, among: tuple[Code, ...]) -> list[Case]:
    """The rules speak about aims with one of *codes* only."""
    return _codes(given._replace(codes=()), *(set(among) - set(codes)), among=(*among, *codes))


def _ldm(*codes: str) -> tuple[Code, ...]:
    return tuple(("LDM", code) for code in codes)


ADULT = Funding(
    "ADULT_SKILLS",
    ("LearnAimRef_94", "LearnAimRef_95", "LearnAimRef_96", "LearnAimRef_97", "LearnAimRef_127"),
    (
        (IN_2020, BEFORE_2024),
        (IN_2020, BEFORE_2024),
        (IN_2021, BEFORE_2024),
        (None, BEFORE_2024),
        (IN_2023, BEFORE_2024),
    ),
    {"fund": 35, "LearnStartDate": OLD_START, "LearnActEndDate": OLD_END},
    by_end=True,
)
FUND = Funding(
    "ADULT_SKILLS",
    ("LearnAimRef_138", "LearnAimRef_139", "LearnAimRef_140", "LearnAimRef_141", "LearnAimRef_142"),
    ((IN_2024, None),) * 5,
    {"fund": 38},
)
COMMUNITY = Funding(
    "COMM_LEARN",
    ("LearnAimRef_106", "LearnAimRef_107", "LearnAimRef_108", "LearnAimRef_109", "LearnAimRef_130"),
    ((IN_2020, None), (IN_2020, None), (IN_2021, None), ANY_DAY, (IN_2023, None)),
    {"fund": 10},
)
TAILORED = Funding(
    "TAILORED_LEARNING",
    ("LearnAimRef_148", "LearnAimRef_149", "LearnAimRef_150", "LearnAimRef_151", "LearnAimRef_152"),
    ((IN_2024, None), (IN_2024, None), (IN_2024, None), ANY_DAY, (IN_2024, None)),
    {"fund": 11},
)
DEVOLVED = Funding(
    "MCA_GLA",
    ("LearnAimRef_118", "LearnAimRef_119", "LearnAimRef_120", "LearnAimRef_121", "LearnAimRef_133"),
    ((IN_2020, None), (IN_2020, None), (IN_2021, None), ANY_DAY, (IN_2023, None)),
    {"fund": 38},
    (("SOF", "110"),),
)
FREE = Funding(
    "FCFJ_ADULT_SKILLS",
    ("LearnAimRef_143", "LearnAimRef_144", "LearnAimRef_145", "LearnAimRef_146", "LearnAimRef_147"),
    ((IN_2024, None),) * 5,
    {"fund": 38},
    _ldm("378"),
)
LOAN = Funding(
    "ADV_LEARN_LOAN",
    ("LearnAimRef_110", "LearnAimRef_111", "LearnAimRef_112", "LearnAimRef_113", "LearnAimRef_131"),
    ((IN_2020, None), (IN_2020, None), (IN_2021, None), ANY_DAY, (IN_2021, None)),
    {"fund": 99},
    (("ADL", "1"),),
)
OTHER = Funding(
    "ANY",
    ("LearnAimRef_114", "LearnAimRef_115", "LearnAimRef_116", "LearnAimRef_117", "LearnAimRef_132"),
    ((IN_2020, None), (IN_2020, None), (IN_2021, None), ANY_DAY, (IN_2023, None)),
    {"fund": 99},
)
SCHOOL = Funding(
    "1416_EFA",
    ("LearnAimRef_122", "LearnAimRef_123", "LearnAimRef_124", "LearnAimRef_125", "LearnAimRef_134"),
    ((IN_2020, None), (IN_2020, None), (IN_2021, None), (IN_2021, None), (IN_2023, None)),
    {"fund": 25},
    _ldm("320"),
)
SHORT = Funding(
    "GROWTH_SKILLS_SHORT_COURSES",
    ("LearnAimRef_156", "LearnAimRef_157", "LearnAimRef_158", "LearnAimRef_159", "LearnAimRef_160"),
    (ANY_DAY,) * 5,
    {"fund": 39},
)
YOUNG = Funding(
    "1619_EFA",
    ("LearnAimRef_102", "LearnAimRef_103", "LearnAimRef_104", "LearnAimRef_105", "LearnAimRef_129"),
    ((IN_2020, None), (IN_2020, None), (IN_2021, None), (IN_2021, None), (IN_2021, None)),
    {"fund": 25},
)
ALL = (ADULT, FUND, COMMUNITY, TAILORED, DEVOLVED, FREE, LOAN, OTHER, SCHOOL, SHORT, YOUNG)

AUTHORITY, NATIONAL = ("SOF", "110"), ("SOF", "105")
SOME = (*_ldm("034", "320", "321", "322", "381", "378", "395"), AUTHORITY, NATIONAL)
OF_SCHOOL = _ldm("320", "321", "381")


def _of_others() -> list[Case]:
    """Apprenticeships are of standards, and never over; what a loan pays for is asked elsewhere."""
    found: list[Case] = []
    models = {36, 37, 81, 99}
    kinds = {(fund, kind) for fund in models for kind in PROGRAMMES}
    for which, rule in enumerate(OTHER.rules):
        lookups = OTHER.lars(which)
        over = which == OVER
        wanted = {one for one in kinds if one[0] != 36 or (one[1] == 25 and not over)}
        found += only(
            rule,
            lambda one: OTHER.aim(fund=one[0], ProgType=one[1]),
            wanted,
            kinds,
            lookups=lookups,
        )
        found += only(
            rule,
            lambda fund: OTHER.aim(fund=fund, ProgType=25),
            models - {36} if over else models,
            MODELS,
            lookups=lookups,
        )
        loan = {"a loan": OTHER.aim(("ADL", "1"))}
        found += edges(rule, **{"speaks" if over else "silent": loan}, lookups=lookups)
    return found


def _flexible(rule: str, listing: tuple[str, str], row: dict[str, str]) -> list[Case]:
    """Not asked of aims that only combined authorities offer."""
    found: list[Case] = []
    for category in ("55", "56"):
        categories = {("LearningDeliveryCategory", "60148955"): [{"CategoryRef": category}]}
        lookups = {LARS: Rows({listing: [row], **categories})}
        told = "silent" if category == "56" else "speaks"
        found += edges(rule, **{told: {category: FREE.aim()}}, lookups=lookups)
    return found


VALIDITY = ("Validity", "60148955")
COMING = {"ValidityCategory": "FCFJ_ADULT_SKILLS", "StartDate": TO_COME.isoformat()}
LOANS = (("ADL", "1"), ("ADL", "2"))
EDGES = [
    *(edge for given in ALL for edge in _asked(given)),
    *_models(ADULT, 35),
    *_models(FUND, 38),
    *_models(COMMUNITY, 10),
    *_models(TAILORED, 11),
    *_models(DEVOLVED, *MODELS),
    *_models(FREE, 38),
    *_models(LOAN, 99),
    *_models(SCHOOL, 25),
    *_models(SHORT, 39),
    *_models(YOUNG, 25, 82),
    *_of_others(),
    *_codes(ADULT, *_ldm("034", "378"), AUTHORITY, among=SOME),
    *_codes(FUND, *_ldm("378", "395"), AUTHORITY, among=SOME),
    *_codes(DEVOLVED, *_ldm("378"), among=SOME),
    *_codes(COMMUNITY, among=SOME),
    *_codes(TAILORED, among=SOME),
    *_codes(YOUNG, *OF_SCHOOL, among=SOME),
    *_needs(SCHOOL, *OF_SCHOOL, among=SOME),
    *_needs(DEVOLVED, AUTHORITY, among=(*_ldm("034", "110"), AUTHORITY, NATIONAL)),
    *_needs(FREE, *_ldm("378"), among=(*_ldm("377", "378"), ("DAM", "378"))),
    *_needs(LOAN, *LOANS, among=(*LOANS, ("LDM", "1"))),
    *_flexible("LearnAimRef_145", VALIDITY, COMING),
    *_flexible("LearnAimRef_147", VALIDITY, {"ValidityCategory": "ANY"}),
    *only(
        "LearnAimRef_147",
        lambda code: FREE.aim(code),
        _ldm("394"),
        _ldm("394", "395"),
        lookups=FREE.lars(UNLISTED),
    ),
    *(
        edge
        for category, told in (
            ("COMM_LEARN", "silent"),
            ("TAILORED_LEARNING", "silent"),
            ("ADULT_SKILLS", "speaks"),
        )
        for edge in edges(
            "LearnAimRef_133", **{told: {category: DEVOLVED.aim()}}, lookups=listed_as(category)
        )
    ),
    *(
        edge
        for which, rule in enumerate(ADULT.rules)
        for edge in only(
            rule,
            lambda kind: ADULT.aim(ProgType=kind),
            PROGRAMMES - {25},
            PROGRAMMES,
            lookups=ADULT.lars(which),
        )
    ),
]
