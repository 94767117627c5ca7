"""ILR files for tests of reading: small texts, and a file as formats see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilrsync.contracts import FileRemark, Reading
from ilrsync.intake.files import LocalFile
from ilrsync.model.table import table

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "<Header><CollectionDetails><Collection>ILR</Collection><Year>2627</Year>"
    "<FilePreparationDate>2026-10-01</FilePreparationDate></CollectionDetails>"
    "<Source><ProtectiveMarking>OFFICIAL-SENSITIVE-Personal</ProtectiveMarking>"
    "<UKPRN>10000001</UKPRN><SerialNo>01</SerialNo><DateTime>2026-10-01T18:00:00</DateTime>"
    "</Source></Header>\n"
)
PROVIDER = "<LearningProvider><UKPRN>10000001</UKPRN></LearningProvider>\n"
AIM = (
    "<LearningDelivery><LearnAimRef>ZPROG001</LearnAimRef><AimType>1</AimType>"
    "<AimSeqNumber>1</AimSeqNumber><LearnStartDate>2026-09-01</LearnStartDate>"
    "<LearnPlanEndDate>2027-07-31</LearnPlanEndDate><FundModel>25</FundModel>"
    "<ProgType>31</ProgType><DelLocPostCode>ZZ1 1ZZ</DelLocPostCode><CompStatus>1</CompStatus>"
    "<LearningDeliveryFAM><LearnDelFAMType>SOF</LearnDelFAMType>"
    "<LearnDelFAMCode>107</LearnDelFAMCode></LearningDeliveryFAM></LearningDelivery>"
)


def learner(reference: str = "A1", extra: str = "", aims: str = AIM, before: str = "") -> str:
    """A learner with *extra* after the names and *before* in front of everything."""
    return (
        f"<Learner>{before}<LearnRefNumber>{reference}</LearnRefNumber><ULN>1000000027</ULN>"
        f"<FamilyName>Núñez</FamilyName><GivenNames>Ada</GivenNames>{extra}"
        "<DateOfBirth>2009-01-31</DateOfBirth><Ethnicity>31</Ethnicity><Sex>F</Sex>"
        "<LLDDHealthProb>2</LLDDHealthProb><PostcodePrior>ZZ1 1ZZ</PostcodePrior>"
        f"<Postcode>ZZ1 1ZZ</Postcode>{aims}</Learner>\n"
    )


def message(*learners: str, namespace: str = "ILR/2026-27", front: str = HEADER + PROVIDER) -> str:
    """A file; without *namespace* its elements are in none."""
    declared = f' xmlns="{namespace}"' if namespace else ""
    return f"<Message{declared}>\n{front}{''.join(learners)}</Message>\n"


def as_file(path: Path, text: str | bytes, name: str = "export.xml") -> LocalFile:
    """*text* on disk, as a format is given it."""
    place = path / name
    place.write_bytes(text.encode() if isinstance(text, str) else text)
    return LocalFile(name, place, lambda _path, _name: [])


def reading(remarks: list[FileRemark] | None = None, year: str = "2627") -> Reading:
    """A reading for a return of *year* whose remarks are added to *remarks*."""
    return Reading(table(year), remark=(remarks if remarks is not None else []).append)
