"""Files as providers download them from the results service, about invented learners."""

from __future__ import annotations

from tests.outputs.builders import uln

REGISTRATIONS = (
    "ULN,Is pending withdrawal?,Last name,First name,Date of birth,T Level,Start year,"
    "Core component,Core code,Occupational specialism,Specialism code,Industry placement"
)
RESULTS = (
    "ULN,Last name,First name,Date of birth,T Level,Start year,Core component,Core code,"
    "Core result,Occupational specialism,Specialism code,Specialism result,"
    "Industry placement status,Overall result"
)


def registration(
    number: int,
    *,
    pending: bool = False,
    core: str = "60358300",
    specialism: str = "ZTLOS001",
    status: str = "",
    year: int = 2024,
    born: str = "05-Feb-2008",
) -> str:
    """One line of the learner list; *specialism* may be two codes with a comma between."""
    many = "," in specialism
    quote = '"""' if many else '"'
    names = f"{quote}{'One,Two' if many else 'One'}{quote}" if specialism else ""
    codes = f"{quote}{specialism}{quote}" if specialism else ""
    return (
        f'{uln(number)},{pending},"Okonkwo-Bérenger","Ada",{born},'
        f'"T Level in Design, Surveying and Planning for Construction",{year},'
        f'"Design, Surveying and Planning",{core},{names},{codes},{status}'
    )


def result(
    number: int,
    overall: str,
    core_grade: str = "A",
    specialism_grade: str = "Merit",
    status: str = "Completed",
    core: str = "60358300",
) -> str:
    """One line of the overall results."""
    return (
        f'{uln(number)},Okonkwo,Ada,05-Feb-2008,"T Level in Design",2024 to 2025,'
        f'"Design, Surveying and Planning",{core},{core_grade},"One","ZTLOS001",'
        f"{specialism_grade},{status},{overall}"
    )


def download(heading: str, *lines: str) -> bytes:
    """A file of these lines as the service writes it."""
    return "".join(f"{line}\r\n" for line in (heading, *lines)).encode()
