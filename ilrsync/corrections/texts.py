"""Texts that the ILR's characters or lengths refuse only for how they were typed.

One correction for each text field that has a field definition rule on its characters (``_AP``) or
its length (``_AL``); which fields those are, the year tables say. Keys are left alone, because what
is matched by them elsewhere would not be found again.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING

from ilrsync.corrections.correction import SAFE, Correction, Edit, Edits
from ilrsync.model.records import RECORDS
from ilrsync.model.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilrsync.model.record import Record
    from ilrsync.model.table import Table

_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u201c": "'",
        "\u201d": "'",
        '"': "'",
        "`": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
_KEYS = frozenset({"LearnRefNumber", "PrevLearnRefNumber", "LearnAimRef", "SWSupAimId"})
_OWN_FORM = frozenset(
    {"NINumber", "Postcode", "PostcodePrior", "DelLocPostCode", "LSDPostcode", "HEPostCode"}
)
_NOT_HERE = _KEYS | _OWN_FORM
_ADDRESS = frozenset({"AddLine1", "AddLine2", "AddLine3", "AddLine4"})
_TEXTS = frozenset({"restricted", "string"})

_SUMMARY = "{} is typed with the characters that the ILR takes."
_EXPLANATION = """\
Curly quotation marks and long dashes become straight and short, every kind of space becomes one
space, none at either end. In an address line a letter loses its accent; nowhere else, for a name
is what its bearer says it is. Safe: nobody reads anything else in it. A text that would still be
refused is left as it was."""


def typed_plainly(record: Record, *, name: str) -> Edits:
    """The field without typographic signs and needless spaces."""
    text = record.text(name)
    if text is None:
        return
    plain = " ".join(text.translate(_PLAIN).split())
    if name in _ADDRESS:
        plain = _without_accents(plain)
    if plain and plain != text:
        yield Edit(record, name, plain)


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def text_corrections(year: str) -> list[Correction]:
    """The corrections of texts in a collection year, one for each field and rule."""
    return [
        Correction(
            rule,
            SAFE,
            _SUMMARY.format(name),
            _EXPLANATION,
            RECORDS[entity],
            partial(typed_plainly, name=name),
            since=year,
            until=year,
        )
        for rule, entity, name in _text_fields(table(year))
    ]


def _text_fields(year: Table) -> Iterator[tuple[str, str, str]]:
    """Rule, entity and field of every text field of a learner that has such a rule."""
    waiting = ["Learner"]
    while waiting:
        entity = year.entities[waiting.pop(0)]
        waiting += [field.entity for field in entity.children]
        for field in entity.simple:
            if field.type in _TEXTS and field.name not in _NOT_HERE:
                for rule in (f"FD_{field.name}_AP", f"FD_{field.name}_AL"):
                    if rule in year.rules:
                        yield rule, entity.name, field.name
