"""Segments from a file: the command and ``segments.segment_import`` behind it."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from contacts.importing import ImportOptions
from contacts.management import import_command
from segments.models import Segment, SegmentLine, SegmentStep
from segments.provenance import Reasons, with_deciding_step
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.import_files import refused, run, write_rows
from tests.segments.counting import counted_targets, stored_targets, targets_of

pytestmark = pytest.mark.django_db

OTHER = "Segment OPEN has another %s; change it on the segment, because its lines follow."


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "segments.csv"


@pytest.fixture
def spring():
    return Campaign.objects.get(pk=cast.campaign("SPRING", is_active=False).pk)


def lines() -> list[tuple[object, ...]]:
    fields = ("segment__number", "line_number", "contact__number", "is_campaign_target", "is_campaign_response")
    return list(SegmentLine.objects.order_by("segment__number", "line_number").values_list(*fields))


class TestImportSegments:
    def test_adds_segments_with_lines_and_targets(self, path, spring):
        alder = cast.company("Alder")
        for name in ("Ann", "Ben"):
            cast.person(name, alder)
        cast.company("Birch")
        write_rows(
            path,
            "segment_number,description,date,campaign,contact,campaign_target,campaign_response",
            "s1,Fair visitors,2026-03-02,spring,ann,yes,no",
            "s1,,,,BEN,yes,yes",
            "s1,Fair visitors,2026-03-02,SPRING,BIRCH,no,",
            "s2,Others,,,birch,,",
        )
        with time_machine.travel(dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC), tick=False):
            assert run("import_segments", path) == [
                "Segment lines: read 4 = 4 added + 0 changed + 0 unchanged + 0 rejected."
            ]
        assert list(Segment.objects.order_by("number").values_list("description", "dated_on", "campaign__number")) == [
            ("Fair visitors", dt.date(2026, 3, 2), "SPRING"),
            ("Others", dt.date(2026, 3, 2), None),
        ]
        assert lines() == [
            ("S1", 1, "ANN", True, False),
            ("S1", 2, "BEN", True, True),
            ("S1", 3, "BIRCH", False, False),
            ("S2", 1, "BIRCH", False, False),
        ]
        assert targets_of(spring) == {"ALDER": 2}
        assert "4 unchanged" in run("import_segments", path)[-1]

    def test_new_lines_follow_the_last_and_take_what_the_segment_says(self, path, spring):
        cast.company("Alder")
        segment = SegmentFactory(number="S1", campaign=spring, is_campaign_target=True)
        SegmentLineFactory(segment=segment, line_number=7)
        write_rows(path, "segment_number,contact,campaign_target", "S1,ALDER,")
        run("import_segments", path)
        assert lines()[-1] == ("S1", 8, "ALDER", True, False)
        assert targets_of(spring)["ALDER"] == 1

    def test_changes_flags_and_targets(self, path, spring):
        segment = SegmentFactory(number="S1", campaign=spring)
        write_rows(path, "segment_number,contact,campaign_target", "S1,ALDER,yes", "S1,BIRCH,no", "S1,CEDAR,yes")
        for name in ("Alder", "Birch", "Cedar"):
            cast.company(name)
        run("import_segments", path)
        write_rows(
            path, "segment_number,contact,campaign_target,campaign_response",
            "S1,ALDER,no,", "S1,BIRCH,yes,yes", "S1,CEDAR,,",
        )  # fmt: skip
        assert run("import_segments", path)[-1] == (
            "Segment lines: read 3 = 0 added + 2 changed + 1 unchanged + 0 rejected."
        )
        assert [line[2:] for line in lines()] == [
            ("ALDER", False, False), ("BIRCH", True, True), ("CEDAR", True, False),
        ]  # fmt: skip
        assert targets_of(spring) == {"BIRCH": 1, "CEDAR": 1}
        assert segment.lines.count() == 3

    def test_notes_on_an_active_campaign_that_prices_may_differ(self, path):
        spring = cast.campaign("SPRING")
        SegmentFactory(number="S1", campaign=spring)
        cast.company("Alder")
        write_rows(path, "segment_number,contact,campaign_target", "S1,ALDER,yes")
        with time_machine.travel(NOW, tick=False):
            run("import_segments", path)
        spring.refresh_from_db()
        assert spring.terms_changed_at == NOW

    def test_flags_of_a_logged_segment_can_change(self, path, spring):
        segment = SegmentFactory(number="S1", campaign=spring, state=Segment.State.LOGGED)
        SegmentLineFactory(segment=segment, contact=cast.company("Alder"), campaign=spring)
        write_rows(path, "segment_number,contact,campaign_target", "S1,ALDER,yes")
        run("import_segments", path)
        assert targets_of(spring) == {"ALDER": 1}

    def test_many_chunks_leave_the_target_group_right(self, path, spring, monkeypatch):
        monkeypatch.setattr(import_command, "ImportOptions", partial(ImportOptions, chunk_size=3))
        SegmentFactory(number="S1", campaign=spring)
        SegmentFactory(number="S2", campaign=spring)
        for number in range(20):
            cast.person(f"P{number}", cast.company(f"C{number}") if number % 3 else None)
        rows = [f"S{1 + number % 2},P{number},{'yes' if number % 5 else 'no'}" for number in range(20)]
        write_rows(path, "segment_number,contact,campaign_target", *rows)
        run("import_segments", path)
        assert stored_targets() == counted_targets()
        assert len(stored_targets()) == 16

    def test_history_keeps_new_segments(self, path):
        cast.company("Alder")
        write_rows(path, "segment_number,description,contact", "S1,Others,ALDER")
        run("import_segments", path)
        assert Segment.history.get().history_type == "+"


class TestByEmail:
    def test_every_row_is_accounted_for_and_the_line_knows_its_row(self, path):
        SegmentFactory(number="S1")
        cast.person("Ann", email="ann@x.example")
        cast.person("Ben", email="ben@x.example", is_privacy_blocked=True)
        cast.person("Cis", email="cis@x.example", is_excluded_from_segments=True)
        rows = ("S1,Ann@x.example", "S1,ben@x.example", "S1,cis@x.example", "S1,zoe@x.example", "S1,ann")
        write_rows(path, "segment_number,contact", *rows)
        assert refused("import_segments", path)[2][:4] == [
            "Row 3: BEN is privacy blocked.",
            "Row 4: CIS is excluded from segments.",
            "Row 5: No contact has the e-mail address zoe@x.example.",
            "Row 6: Row 2 of the file is about the same.",
        ]
        assert run("import_segments", path, "--skip-bad")[-1] == (
            "Segment lines: read 5 = 1 added + 0 changed + 0 unchanged + 4 rejected."
        )
        line = with_deciding_step(SegmentLine.objects.all()).get()
        assert (line.contact.number, line.deciding_row) == ("ANN", 2)
        assert Reasons(SegmentStep.objects.all()).sentence(line).endswith("segments.csv. Row 2.")
        step = SegmentStep.objects.get()
        assert (step.origin, step.added_count) == (path.name, 1)


class TestFileOfASegment:
    def test_makes_a_segment_again(self, client, path):
        segment = SegmentFactory(number="SM1")
        for name in ("Alder", "Birch"):
            SegmentLineFactory(segment=segment, contact=cast.company(name))
        client.force_login(UserFactory(group="Viewer"))
        path.write_bytes(b"".join(client.get("/segments/SM1/?export=csv").streaming_content))
        copied = run(
            "import_segments", path,
            "--map", "contact=Contact No.", "--set", "segment_number=COPY", "--set", "description=Copy of SM1",
        )  # fmt: skip
        assert copied[-1] == "Segment lines: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected."
        assert [line[2] for line in lines() if line[0] == "COPY"] == ["ALDER", "BIRCH"]


class TestRejectedRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("NEW,,,ALDER,", "There is no segment NEW, and a new one needs a description."),
            ("NEW,New,SUMMER,ALDER,", "There is no campaign SUMMER."),
            ("NEW,New,,NOBODY,", "There is no contact NOBODY."),
            ("NEW,New,,ALDER,yes", "Segment NEW has no campaign to flag its lines for."),
            ("NEW,New,,BLOCKED,", "BLOCKED is privacy blocked."),
            ("NEW,New,,EXCLUDED,", "EXCLUDED is excluded from segments."),
            ("OPEN,Other,,ALDER,", OTHER % "description"),
            ("OPEN,,SPRING,ALDER,", OTHER % "campaign"),
            ("LOGGED,,,ALDER,", "Segment LOGGED is no longer open."),
            ("GONE,,,BIRCH,yes", "Segment GONE is cancelled: its lines no longer count."),
            ("OPEN,,,BIRCH,yes", "The line of BIRCH has no campaign."),
        ],
    )  # fmt: skip
    def test_have_a_reason_and_save_nothing(self, path, spring, row, reason):
        cast.company("Alder")
        birch = cast.company("Birch")
        cast.company("Blocked", is_privacy_blocked=True)
        cast.company("Excluded", is_excluded_from_segments=True)
        for number, state in (("OPEN", "open"), ("LOGGED", "logged"), ("GONE", "cancelled")):
            segment = SegmentFactory(number=number, description=number, state=state)
            SegmentLineFactory(segment=segment, contact=birch)
        before = lines()
        write_rows(
            path, "segment_number,description,campaign,contact,campaign_target", "FIRST,First,SPRING,ALDER,yes", row
        )
        code, _, reasons = refused("import_segments", path)
        assert (code, reasons[0]) == (1, f"Row 3: {reason}")
        assert (lines(), targets_of(spring), Segment.objects.count()) == (before, {}, 3)

    def test_add_no_segment(self, path):
        write_rows(path, "segment_number,description,contact", "S1,Others,NOBODY")
        run("import_segments", path, "--skip-bad")
        assert Segment.objects.count() == 0


class TestQueries:
    def test_do_not_grow_with_contacts(self, path, spring):
        for number in range(70):
            cast.company(f"C{number}")

        def query_count(first: int, last: int) -> int:
            rows = [f"S{last},Fair,SPRING,C{number},yes" for number in range(first, last)]
            write_rows(path, "segment_number,description,campaign,contact,campaign_target", *rows)
            with CaptureQueriesContext(connection) as queries:
                run("import_segments", path)
            return len(queries)

        assert query_count(0, 5) == query_count(5, 70)
