"""Which export of each source goes into which return."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ilrsync.errors import IlrsyncError, ReadError
from ilrsync.formats.tables import headings
from ilrsync.intake.grouping import local, reopened
from ilrsync.ledger import ExportState
from ilrsync.pipeline.check import stated
from ilrsync.pipeline.inputs import Input
from ilrsync.pipeline.trial import DEATHS, refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping

    from ilrsync.config import Config, Source
    from ilrsync.host.manager import Host
    from ilrsync.ledger import Export, Ledger
    from ilrsync.pipeline.built import Built
    from ilrsync.pipeline.look import Look
    from ilrsync.pipeline.taking import Taking


@dataclass(frozen=True)
class Choice:
    """The inputs of one return, in the order of their sources' precedence."""

    year: str
    inputs: list[Input]


class Choosing:
    """Picks, for every return, the newest export of each source that may be good.

    *deadly* finds out whether an export that was in use at several deaths of the process is their
    cause.
    """

    def __init__(
        self,
        config: Config,
        host: Host,
        ledger: Ledger,
        taking: Taking,
        now: dt.datetime,
        deadly: Callable[[int], bool],
    ) -> None:
        self._ends_the_process = deadly
        self._config = config
        self._host = host
        self._ledger = ledger
        self._taking = taking
        self._sources = {source.name: source for source in config.source}
        self._year = config.provider.year_on(now.date())

    def choices(self, looks: Mapping[str, Look]) -> list[Choice]:
        """The returns that there may be something to build for, the newest year first.

        With ``year = "auto"`` an export that names another collection year makes a return of that
        year as well, because two years are open at once each autumn.
        """
        newest = {
            source.name: self._newest(source, looks[source.name]) for source in self._ordered()
        }
        years = {self._year}
        if self._config.provider.year == "auto":
            years |= {one[1] for one in newest.values() if one and one[1]}
        return [self._choice(year, newest, looks) for year in sorted(years, reverse=True)]

    def answered(self, years: Collection[str], looks: Mapping[str, Look]) -> list[Choice]:
        """The returns of other than *years* that have answers which no run has told of yet.

        So an answer about last year's return has its effect without a new export of that year.
        """
        if self._config.provider.year != "auto":
            return []
        others = self._ledger.years_answered(self._config.provider.ukprn) - set(years)
        nothing_new = dict.fromkeys(self._sources)
        found = [self._choice(year, nothing_new, looks) for year in sorted(others, reverse=True)]
        return [choice for choice in found if choice.inputs]

    def alone(self, export: int) -> Choice | None:
        """A return of that export and no other; None when its files or format are not to be had."""
        known = self._ledger.export(export)
        source = self._sources[known.source]
        given = self._input(source, known, None)
        if given is None:
            return None
        names_it = self._config.provider.year == "auto" and not source.migrate_year
        says = stated([given], self._year).year if names_it else None
        return Choice(says or self._year, [given])

    def instead(
        self,
        year: str,
        refused: Input,
        reason: ReadError,
        looks: Mapping[str, Look],
        used: list[Input],
    ) -> Input | None:
        """The refused export is set aside; gives the last good one of its source, if any."""
        source = self._sources[refused.source]
        look = looks[source.name]
        used.remove(refused)
        if refused.export is not None:
            export = self._ledger.export(refused.export)
            self._taking.refuse(source, export, str(reason), look, refused.format)
        other = self._good(source, year, look)
        if other is None:
            look.problem("has no good export, so the return lacks its learners")
            return None
        look.problem(f"its last good export ({other.name}) is used in place of the new one")
        used.append(other)
        return other

    def read_well(self, inputs: list[Input], built: Built) -> None:
        """The exports of *inputs* were read to their end, which is on record."""
        learners = {one.sha256: one.learners for one in built.inputs}
        for given in inputs:
            if given.export is None:
                continue
            self._ledger.export_accepted(
                given.export,
                format=given.format.name,
                format_version=given.format.version,
                learners=learners.get(given.sha256, 0),
                year=built.table.year if given.says_year else None,
                ukprn=built.ukprn if given.says_ukprn else None,
            )

    def _ordered(self) -> list[Source]:
        return sorted(self._sources.values(), key=lambda one: (one.precedence, one.name))

    def _newest(self, source: Source, look: Look) -> tuple[Input, str | None] | None:
        """The newest export that was offered and not read yet, and the year it names."""
        good = self._ledger.newest_good_export(source.name, ukprn=self._config.provider.ukprn)
        for export in reversed(self._ledger.exports_to_read(source.name)):
            if good is not None and good.arrival > export.arrival:
                break
            given = self._input(source, export, look)
            if given is not None and not self._deadly(source, export, given, look):
                self._ledger.exports_begun([export.id])
                try:
                    says = stated([given], self._year)
                finally:
                    self._ledger.exports_ended([export.id])
                marked = replace(
                    given, says_year=says.year is not None, says_ukprn=says.ukprn is not None
                )
                return marked, None if source.migrate_year else says.year
        return None

    def _choice(
        self,
        year: str,
        newest: Mapping[str, tuple[Input, str | None] | None],
        looks: Mapping[str, Look],
    ) -> Choice:
        inputs: list[Input] = []
        fixed = self._config.provider.year != "auto"
        for source in self._ordered():
            new = newest[source.name]
            if new is not None and (fixed or (new[1] or self._year) == year):
                inputs.append(new[0])
            else:
                good = self._good(source, year, looks[source.name])
                if good is not None:
                    inputs.append(good)
        return Choice(year, inputs)

    def _good(self, source: Source, year: str, look: Look) -> Input | None:
        while True:
            export = self._ledger.newest_good_export(
                source.name, year=year, ukprn=self._config.provider.ukprn
            )
            if export is None or (export.year is None and year != self._year):
                return None
            given = self._input(source, export, None)
            if given is None or not self._deadly(source, export, given, look):
                return given

    def _deadly(self, source: Source, export: Export, given: Input, look: Look) -> bool:
        """Whether *export* ends the process; then it is refused."""
        if export.attempts < DEATHS or not self._ends_the_process(export.id):
            return False
        reason = refusal(given.name, given.format.name)
        self._taking.refuse(source, export, reason, look, given.format)
        return True

    def _input(self, source: Source, export: Export, look: Look | None) -> Input | None:
        """*export* as an input; None when its files or its format are not to be had."""
        try:
            taken = self._taking.taken_of(export)
            form = (
                self._host.format(export.format)
                if export.format
                else self._taking.recognise(source, local(taken[0], headings))
            )
            group = reopened(form, taken, headings)
        except IlrsyncError as error:
            if look is not None:
                look.problem(str(error), export.set_key)
            return None
        known = export.state is ExportState.ACCEPTED
        return Input(
            source=source.name,
            precedence=source.precedence,
            name=group.name,
            format=group.format,
            files=group.files,
            sha256=export.sha256,
            size=group.size,
            export=export.id,
            aliases=source.aliases,
            words=source.words,
            options=source.options,
            migrate_year=source.migrate_year,
            says_year=known and export.year is not None,
            says_ukprn=known and export.ukprn is not None,
        )
