"""The department's rules that are no rules over records here, and why.

Some are about the file as a whole: reading answers them, or they are about what is submitted. Of
others the published text cannot be followed.

Source: ILR validation rules 2025-26 v3 and 2026-27 v4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = "about the name of the file that is submitted, which ilrsync gives to what it writes"
_ZIPPED = "about a zip that is submitted; ilrsync writes none, and says itself what it cannot read"
_WRITTEN = "about the file that is submitted, which ilrsync writes so that it holds"


@dataclass(frozen=True, slots=True)
class FileRule:
    """One rule about a file; ``why_not`` is empty where reading an ILR file answers it."""

    summary: str
    why_not: str = ""


_NAMESPACE = FileRule("The elements of an ILR file are in the namespace of its collection year.")
_PROTECTED = FileRule("A zip is not protected by a password.", _ZIPPED)

FILE_RULES: Mapping[str, FileRule] = {
    "Header_3": FileRule("The UKPRN in the header is that in the file's name."),
    "UKPRN_03": FileRule("The UKPRN of the provider is that in the header."),
    "Namespace Mismatch": _NAMESPACE,
    "Namespace_Mismatch": _NAMESPACE,
    "Header_2": FileRule("The file is not prepared after today.", _WRITTEN),
    "Entity_1": FileRule("The file has a learner.", _WRITTEN),
    "Filename_1": FileRule("The file's name has the form ILR-UKPRN-year-date-time-NN.XML.", _NAMED),
    "Filename_4": FileRule("The year in the file's name is the open collection.", _NAMED),
    "Filename_5": FileRule("The serial number in the file's name has two digits.", _NAMED),
    "Filename_6": FileRule("The serial number in the file's name is not 00.", _NAMED),
    "Filename_7": FileRule("The date and time in the file's name have passed.", _NAMED),
    "Protected ZIP file": _PROTECTED,
    "Protected_ZIP_file": _PROTECTED,
    "ZIP_CORRUPT": FileRule("A zip can be read.", _ZIPPED),
    "ZIP_EMPTY": FileRule("A zip holds one file.", _ZIPPED),
    "ZIP_INCONSISTENT_FILENAME": FileRule("A zip and the file in it have one name.", _ZIPPED),
}
"""By id; rules that need what only the department has are not here."""

_TEXTS = "not built, because its published texts contradict each other"

UNCLEAR: Mapping[str, str] = {
    "AFinType_11": "not built, because it forbids what AFinType_10 asks for: an assessment price",
    "FD_UCASPERID_AR": "not built, because no published text gives the range",
    "LearnDelFAMType_120": f"{_TEXTS}: one is about LDM 378, the other about LDM 382",
    "UKPRN_15": f"{_TEXTS}: one forbids the contract, the other asks for it",
}
"""By id, why a rule is not built although what it needs is there."""

ANSWERED = frozenset(name for name, one in FILE_RULES.items() if not one.why_not)
"""Those whose silence on an ILR file is an answer."""


NOT_BUILT = "not part of this version of ilrsync"


def not_built(rule_id: str, needs: str = "") -> str:
    """Why nothing answers the rule; *needs* is reference data that it would need besides."""
    return reason(rule_id) or (f"{NOT_BUILT}, and would need {needs}" if needs else NOT_BUILT)


def reason(rule_id: str) -> str:
    """Why the rule is not built; empty where there is nothing particular to say."""
    if rule_id in FILE_RULES:
        return FILE_RULES[rule_id].why_not
    return UNCLEAR.get(rule_id, "")
