"""The configuration file: read whole, or refused with every problem and its remedy."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from ilrsync.config import Config, OutputSettings, Provider, Source, load
from ilrsync.config.toml import settings
from ilrsync.errors import ConfigError
from ilrsync.model.finding import Mode

REFERENCE = Path(__file__).parents[2] / "config" / "ilrsync.toml"
MINIMAL = "[provider]\nukprn = 10000001\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "ilrsync.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return str(caught.value)


def known_keys(kind: Any, where: str = "") -> Iterator[str]:
    """Every key that the code knows, as ``section.key``; free keys are not among them."""
    for field, hint in settings(kind):
        inner = get_args(hint)[-1] if get_origin(hint) is Mapping else hint
        inner = get_args(inner)[0] if get_origin(inner) is tuple else inner
        if field.metadata.get("rest"):
            continue
        if dataclasses.is_dataclass(inner):
            free = ".*" if get_origin(hint) is Mapping else ""
            yield from known_keys(inner, f"{where}{field.name}{free}.")
        else:
            yield f"{where}{field.name}"


def keys_in(table: Mapping[str, Any], known: set[str], where: str = "") -> Iterator[str]:
    """Every key of a TOML document in the same notation, down to the keys the code knows."""
    for key, value in table.items():
        name = f"{where}{key}"
        free = f"{where}*"
        rows = value if isinstance(value, list) else [value]
        if name in known:
            yield name
        elif any(each.startswith(f"{name}.") for each in known):
            for row in rows:
                yield from keys_in(row, known, f"{name}.")
        elif any(each.startswith(f"{free}.") for each in known):
            yield from keys_in(value, known, f"{free}.")
        elif not where.startswith("outputs."):
            yield f"unknown {name}"


class TestReference:
    def test_loads(self) -> None:
        config = load(REFERENCE)
        assert config.provider == Provider(10000001, "Anytown College", "auto")
        assert [source.name for source in config.source] == ["main-mis", "apprenticeships"]
        assert config.corrections == {"R_59": Mode.SUGGEST}

    def test_has_every_key_that_the_code_knows_and_no_other(self) -> None:
        known = set(known_keys(Config))
        shown = set(keys_in(tomllib.loads(REFERENCE.read_text("utf-8")), known))
        assert shown == known

    def test_shows_what_an_absent_key_means(self) -> None:
        config = load(REFERENCE)
        base = REFERENCE.parent
        bare = load_text(base, MINIMAL)
        for section in (
            "folders",
            "build",
            "schema",
            "rules",
            "ledger",
            "logging",
            "watching",
            "service",
        ):
            assert getattr(config, section) == getattr(bare, section), section

    def test_states_closing_times_that_the_calendar_has(self) -> None:
        from ilrsync.model.table import table

        closes = {row.name: row.closes for row in table("2627").calendar}
        assert load(REFERENCE).calendar["2627"]["R01"] == closes["R01"]


def load_text(base: Path, text: str) -> Config:
    """What *text* would mean in *base*, without a file of ours being left there."""
    from ilrsync.config.toml import Reader

    reader = Reader(base.resolve())
    config = reader.section(Config, tomllib.loads(text))
    assert not reader.problems
    assert isinstance(config, Config)
    return config


class TestPaths:
    def test_are_relative_to_the_file_not_to_the_current_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = written(tmp_path, MINIMAL + '[folders]\noutbox = "out"\n')
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        config = load(path)
        assert config.folders.outbox == tmp_path / "out"
        assert config.folders.inbox == tmp_path / "inbox"
        assert config.ledger_place == tmp_path / "state" / "ilrsync.sqlite"

    def test_absolute_ones_stay(self, tmp_path: Path) -> None:
        share = tmp_path / "share"
        config = load(written(tmp_path, MINIMAL + f"[folders]\noutbox = '{share}'\n"))
        assert config.folders.outbox == share

    def test_a_source_without_a_place_arrives_in_the_inbox_under_its_name(
        self, tmp_path: Path
    ) -> None:
        config = load(written(tmp_path, MINIMAL + '[[source]]\nname = "aptem"\n'))
        assert config.source[0].place == (tmp_path / "inbox" / "aptem", "*")

    @pytest.mark.parametrize(
        ("glob", "folder", "pattern"),
        [
            ("drop/*.csv", "drop", "*.csv"),
            ("drop/*/ILR-*.xml", "drop", "*/ILR-*.xml"),
            ("drop/learners.csv", "drop", "learners.csv"),
            ("drop/**", "drop", "**/*"),
        ],
    )
    def test_a_glob_is_a_folder_and_a_pattern_below_it(
        self, tmp_path: Path, glob: str, folder: str, pattern: str
    ) -> None:
        config = load(written(tmp_path, MINIMAL + f'[[source]]\nname = "a"\nglob = "{glob}"\n'))
        assert config.source[0].place == (tmp_path / folder, pattern)


class TestMeaning:
    def test_auto_takes_the_year_from_the_date(self) -> None:
        provider = Provider(10000001)
        assert provider.year_on(dt.date(2026, 7, 31)) == "2526"
        assert provider.year_on(dt.date(2026, 8, 1)) == "2627"
        assert Provider(10000001, year="2526").year_on(dt.date(2027, 1, 1)) == "2526"

    def test_outputs_keep_their_own_preference_unless_told(self, tmp_path: Path) -> None:
        text = '[outputs.summary]\nenabled = false\n[outputs.sheet]\ncohorts = "all"\n'
        config = load(written(tmp_path, MINIMAL + text))
        assert not config.wants("summary", default=True)
        assert config.wants("sheet", default=True)
        assert not config.wants("sheet", default=False)
        assert config.options("sheet") == {"cohorts": "all"}
        assert config.options("absent") == {}
        assert config.outputs["sheet"] == OutputSettings(None, {"cohorts": "all"})

    def test_rule_ids_may_be_written_as_people_write_them(self, tmp_path: Path) -> None:
        text = '[corrections]\nR59 = "apply"\n[rules]\noff = ["uln_04"]\n'
        config = load(written(tmp_path, MINIMAL + text))
        assert config.modes([], ["R_59"]) == {"R_59": Mode.APPLY}
        assert config.rules_off([]) == {"ULN_04"}

    def test_rules_of_either_year_and_of_plugins_may_be_named(self, tmp_path: Path) -> None:
        text = '[rules]\noff = ["PHours_03", "HRSType_02", "site01"]\n'
        config = load(written(tmp_path, MINIMAL + text))
        assert config.rules_off(["SITE_01"]) == {"PHours_03", "HRSType_02", "SITE_01"}

    def test_an_unknown_rule_is_refused_with_the_nearest(self, tmp_path: Path) -> None:
        text = '[corrections]\nUNL_04 = "apply"\n[rules]\noff = ["Q_1"]\n'
        config = load(written(tmp_path, MINIMAL + text))
        with pytest.raises(ConfigError, match=r'no rule "UNL_04"; did you mean "ULN_04"\?'):
            config.modes(["SITE_01"], ["R_59"])
        with pytest.raises(ConfigError, match=r"\[rules\] off: no rule"):
            config.rules_off(["SITE_01"])

    @pytest.mark.parametrize(
        ("mode", "remedy"),
        [
            ("apply", "remove the line; `ilrsync rules` lists"),
            ("suggest", "remove the line; `ilrsync rules` lists"),
            ("off", r"or name the rule in \[rules\] off"),
        ],
    )
    def test_a_rule_without_a_correction_is_refused_by_its_key(
        self, tmp_path: Path, mode: str, remedy: str
    ) -> None:
        text = f'[corrections]\nR_59 = "apply"\nR72 = "{mode}"\n'
        config = load(written(tmp_path, MINIMAL + text))
        told = rf'^\[corrections\] R72 = "{mode}": there is no correction for R_72, .*{remedy}'
        with pytest.raises(ConfigError, match=told):
            config.modes([], ["R_59"])

    def test_the_digest_is_that_of_the_file(self, tmp_path: Path) -> None:
        path = written(tmp_path, MINIMAL)
        assert load(path).digest == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_a_byte_order_mark_is_no_problem(self, tmp_path: Path) -> None:
        path = tmp_path / "ilrsync.toml"
        path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())
        assert load(path).provider.ukprn == 10000001

    def test_a_site_teaches_a_source_words_and_headings(self, tmp_path: Path) -> None:
        text = (
            '[[source]]\nname = "mis"\n[source.aliases]\nULN = ["Unique No", "U.L.N."]\n'
            '[source.words.AimType]\nKore = "5"\n[source.options]\nsheet = "Export"\n'
        )
        source = load(written(tmp_path, MINIMAL + text)).source[0]
        assert isinstance(source, Source)
        assert source.aliases == {"ULN": ("Unique No", "U.L.N.")}
        assert source.words == {"AimType": {"Kore": "5"}}
        assert source.options == {"sheet": "Export"}


class TestRefusals:
    def test_all_problems_are_told_at_once(self, tmp_path: Path) -> None:
        told = refusal(
            tmp_path,
            '[provider]\nukprn = "x"\nyer = "2526"\n[folders]\ninbox = 3\n'
            '[[source]]\nname = "a"\nwatch = "never"\n[[schedule]]\nname = "n"\ncron = "daily"\n',
        )
        assert told.splitlines()[0].endswith("ilrsync.toml: 5 problems")
        assert '[provider] ukprn: got "x", want a whole number' in told
        assert '[provider]: unknown key "yer"; did you mean "year"?' in told
        assert "[folders] inbox: got 3, want a path in quotes" in told
        assert '[[source]] "a" watch: got "never", want "auto" or "events" or "polling"' in told
        assert '[[schedule]] "n" cron: got "daily", want five cron fields' in told

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("", "[provider] ukprn: is missing, want the eight digits"),
            ("[provider]\nukprn = 1234\n", "[provider] ukprn: got 1234, want the eight digits"),
            ("[provider]\nukprn = true\n", "[provider] ukprn: got true, want a whole number"),
            (
                MINIMAL + "[sources]\n",
                'ilrsync.toml: unknown key "sources"; did you mean "source"?',
            ),
            (MINIMAL + "[source]\n", "[[source]]: got a table, want a list"),
            (MINIMAL + 'year = "2425"\n', 'want "auto" or "2526" or "2627"'),
            (MINIMAL + "[[source]]\n", "[[source]] number 1 name: is missing"),
            (MINIMAL + '[[source]]\nname = "a/b"\n', 'name: got "a/b", want letters'),
            (MINIMAL + '[[source]]\nname = "CON"\n', 'name: got "CON", want letters'),
            (MINIMAL + '[[source]]\nname = "a"\nfolder = "x"\nglob = "y"\n', "both are given"),
            (MINIMAL + '[[source]]\nname = "a"\nprecedence = 0\n', "want 1 or more"),
            (MINIMAL + '[[source]]\nname = "a"\n[[source]]\nname = "A"\n', "is named twice"),
            (
                MINIMAL + '[corrections]\nR_59 = "yes"\n',
                '[corrections] R_59: got "yes", want "off"',
            ),
            (MINIMAL + "[outputs]\nilr_xml = true\n", "[outputs.ilr_xml]: got true, want a table"),
            (MINIMAL + '[outputs.ilr_xml]\non_invalid = "drop"\n', 'want "hold-out" or "stop"'),
            (
                MINIMAL + "[plugins]\nfolders = [1]\n",
                "[plugins] folders item 1: got 1, want a path",
            ),
            (MINIMAL + "Year = 1\n", '[provider]: unknown key "Year"; did you mean "year"?'),
            (
                MINIMAL + '[[schedule]]\nname = "s"\n',
                '[[schedule]] "s" cron, every, before_close, on_arrival: got none, want one',
            ),
            (
                MINIMAL + '[[schedule]]\nname = "s"\nevery = "4 hours"\non_arrival = true\n',
                '[[schedule]] "s" cron, every, before_close, on_arrival: got 2, want one',
            ),
            (
                MINIMAL + '[[quiet]]\nname = "q"\nstart = "04:00"\nend = "04:00"\n',
                '[[quiet]] "q" start, end: are both 04:00, want two times',
            ),
            (MINIMAL + '[schema]\nxsd = "no.xsd"\n', "[schema] xsd: there is no file"),
            (MINIMAL + "[calendar.2425]\n", "unknown year"),
            (
                MINIMAL + "[calendar.t-levels]\nresults-2030 = 2030-08-12T00:00:00\n",
                'unknown date "results-2030"',
            ),
            (MINIMAL + "[calendar.2627]\nR15 = 2026-09-04T18:00:00\n", 'unknown return "R15"'),
            (
                MINIMAL + '[calendar.2627]\nR01 = "soon"\n',
                '[calendar.2627] R01: got "soon", want a',
            ),
            (MINIMAL + '[folders]\noutbox = "inbox"\n', "are one folder"),
            (MINIMAL + '[[source]]\nname = "a"\nfolder = "."\n', "overlaps [folders] outbox"),
            (MINIMAL + '[[source]]\nname = "a"\nfolder = "outbox/new"\n', "overlaps [folders] out"),
            (
                MINIMAL
                + '[[source]]\nname = "a"\nfolder = "x"\n[[source]]\nname="b"\nfolder="x"\n',
                "every file would count twice",
            ),
        ],
    )
    def test_each_problem_says_where_what_and_what_was_wanted(
        self, tmp_path: Path, text: str, wanted: str
    ) -> None:
        assert wanted in refusal(tmp_path, text)

    def test_an_absent_file_says_how_to_make_one(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="ilrsync init"):
            load(tmp_path / "none.toml")

    def test_a_folder_in_its_place_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read"):
            load(tmp_path)

    @pytest.mark.parametrize("place", [r"D:\exports", r"D:\xml", r"D:\users\mi"])
    def test_backslashes_in_double_quotes_are_explained(self, tmp_path: Path, place: str) -> None:
        told = refusal(tmp_path, MINIMAL + f'[folders]\ninbox = "{place}"\n')
        assert "single quotes" in told
        assert "line 4" in told

    def test_a_backslash_that_became_a_line_break_is_explained(self, tmp_path: Path) -> None:
        told = refusal(tmp_path, MINIMAL + '[folders]\ninbox = "D:\\new"\n')
        assert r'[folders] inbox: got "D:\new", want a path in single quotes' in told

    def test_text_in_another_encoding_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "ilrsync.toml"
        path.write_bytes('[provider]\nname = "Collège"\n'.encode("cp1252"))
        with pytest.raises(ConfigError, match="save it as UTF-8"):
            load(path)


@pytest.mark.parametrize(
    "cron", ["0 2 * * *", "*/15 7-19 * * mon-fri", "0 2 1,15 * *", "30 18 * sep-oct 4"]
)
def test_usual_cron_texts_are_taken(tmp_path: Path, cron: str) -> None:
    text = MINIMAL + f'[[schedule]]\nname = "s"\ncron = "{cron}"\n'
    assert load(written(tmp_path, text)).schedule[0].cron == cron
