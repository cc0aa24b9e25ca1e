"""The list of all jobs."""

import datetime as dt

from django.contrib.auth.models import User
from django.test import TestCase

from contacts.models import Upload
from orders.models import ActivationRun
from segments.models import BulkChange
from tests.factories.campaigns import CampaignFactory
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def upload(name: str, *, by: User, day: int = 0, kind: str = "contacts", **fields) -> Upload:
    return Upload.objects.create(
        name=name, kind=kind, size=1, uploaded_at=NOW + dt.timedelta(days=day), uploaded_by=by, **fields
    )


def run(*, by: User, day: int = 0, **fields) -> ActivationRun:
    at = NOW + dt.timedelta(days=day)
    return ActivationRun.objects.create(
        campaign=CampaignFactory(number=f"CP{ActivationRun.objects.count()}"),
        kind="activate",
        generation=1,
        planned_at=at,
        started_at=at,
        planned_by=by,
        started_by=by,
        **({"state": "finished"} | fields),
    )


class JobsTestCase(TestCase):
    anna: User
    bert: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(username="anna", group="Marketer")
        cls.bert = UserFactory(username="bert", group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.anna)

    def subjects(self, **query: str) -> list[str]:
        page = self.client.get("/jobs/", query)
        return [row.record.subject for row in page.context["table"].paginated_rows]


class TestJobs(JobsTestCase):
    def test_of_all_kinds_stand_in_one_list_the_newest_first(self) -> None:
        upload("old.csv", by=self.anna, day=1, state="saved")
        made = run(by=self.bert, day=2)
        upload("new.csv", by=self.bert, day=3, state="saved")
        title = f"{made.campaign.number} {made.campaign.description}"
        self.assertEqual(self.subjects(), ["new.csv", title, "old.csv"])

    def test_are_narrowed_by_kind_state_person_and_day(self) -> None:
        upload("waits.csv", by=self.anna, day=1)
        upload("saved.csv", by=self.bert, day=2, state="saved", decided_at=NOW + dt.timedelta(days=3))
        upload("gone.csv", by=self.anna, day=4, state="discarded")
        made = run(by=self.bert, day=5)
        title = f"{made.campaign.number} {made.campaign.description}"
        cases = [
            ({"kind": "run"}, [title]),
            ({"kind": "import"}, ["gone.csv", "saved.csv", "waits.csv"]),
            ({"state": "waiting"}, ["waits.csv"]),
            ({"state": "running"}, []),
            ({"state": "done"}, [title, "saved.csv"]),
            ({"state": "dropped"}, ["gone.csv"]),
            ({"person": "anna"}, ["gone.csv", "waits.csv"]),
            ({"from_day": "2026-03-05", "until_day": "2026-03-06"}, ["gone.csv", "saved.csv"]),
            ({"kind": "import", "state": "done", "person": "anna"}, []),
        ]
        for query, subjects in cases:
            with self.subTest(query):
                self.assertEqual(self.subjects(**query), subjects)

    def test_of_bulk_changes_say_whether_they_were_undone(self) -> None:
        segment = SegmentFactory(number="SG1", description="Breda")
        for undone_at in (None, NOW):
            BulkChange.objects.create(
                segment=segment,
                verb="mark-targets",
                made_at=NOW,
                made_by=self.bert,
                line_count=5,
                undone_at=undone_at,
                restored_count=3 if undone_at else None,
                left_alone_count=2 if undone_at else None,
            )
        page = self.client.get("/jobs/", {"kind": "bulk"})
        jobs = [row.record for row in page.context["table"].paginated_rows]
        self.assertEqual(
            [(job.title, job.who, job.counts, job.trouble) for job in jobs],
            [
                ("Marked as campaign target", "bert", "3 lines put back", "2 lines were left alone"),
                ("Marked as campaign target", "bert", "5 lines changed", ""),
            ],
        )
        self.assertEqual(len(self.subjects(kind="bulk", state="dropped")), 1)

    def test_filters_that_cannot_be_read_list_nothing(self) -> None:
        upload("a.csv", by=self.anna)
        for query in ({"kind": "x"}, {"state": "x"}, {"person": "nobody"}, {"from_day": "soon"}, {"who": "anna"}):
            with self.subTest(query):
                self.assertEqual(self.subjects(**query), [])

    def test_that_wait_for_a_decision_stand_first(self) -> None:
        upload("waits.csv", by=self.anna)
        upload("saved.csv", by=self.anna, day=1, state="saved")
        page = self.client.get("/jobs/")
        self.assertEqual([row.record.subject for row in page.context["waiting"].rows], ["waits.csv"])
        self.assertContains(page, "1 file waits for a decision")
        self.assertIsNone(self.client.get("/jobs/", {"kind": "run"}).context["waiting"])

    def test_show_only_what_the_person_may_see(self) -> None:
        upload("orders.csv", by=self.anna, kind="orders")
        run(by=self.bert)
        self.client.force_login(UserFactory(group="Viewer"))
        page = self.client.get("/jobs/")
        self.assertEqual([row.record.kind for row in page.context["table"].paginated_rows], ["run"])
        self.assertNotContains(page, "Import a file")
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get("/jobs/"), "No jobs yet")

    def test_anonymous_is_sent_to_sign_in(self) -> None:
        self.client.logout()
        self.assertRedirects(self.client.get("/jobs/"), "/sign-in/?next=/jobs/", fetch_redirect_response=False)

    def test_say_what_was_left_out_and_where_it_is(self) -> None:
        left = upload("a.csv", by=self.anna, state="saved", checked_at=NOW, added_count=3, rejected_count=2)
        skipped = run(by=self.anna, line_count=5, skipped_count=1)
        page = self.client.get("/jobs/")
        self.assertContains(page, f'<a href="/imports/{left.pk}/?result=rejected">2 wrong rows left out</a>', html=True)
        self.assertContains(
            page,
            f'<a href="/runs/{skipped.pk}/?result=skipped">1 was changed meanwhile and left alone</a>',
            html=True,
        )

    def test_query_count_does_not_grow_with_jobs(self) -> None:
        counts = []
        for _round in range(2):
            for day in range(20):
                upload(f"{day}.csv", by=self.anna, day=day)
                run(by=self.bert, day=day)
            self.client.get("/jobs/")
            with self.assertNumQueries(18):
                self.client.get("/jobs/")
            counts.append(self.client.get("/jobs/").context["total_count"])
        self.assertEqual(counts, [40, 80])

    def test_second_page_goes_on_where_the_first_ended(self) -> None:
        for day in range(60):
            upload(f"{day:02}.csv", by=self.anna, day=day)
        self.assertEqual(self.subjects()[-1], "10.csv")
        self.assertEqual(self.subjects(page="2"), [f"{day:02}.csv" for day in reversed(range(10))])
