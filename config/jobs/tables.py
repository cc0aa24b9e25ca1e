"""The table of jobs."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2.data import TableListData

from config.jobs.listing import Job, JobList, JobState
from contacts.templatetags.formats import moment

_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}
_BADGES = {JobState.DONE: "badge-good", JobState.WAITING: "badge-warn", JobState.RUNNING: "badge-warn"}


class JobRows(TableListData):
    """Jobs, read a page at a time."""

    def __init__(self, jobs: JobList) -> None:
        super().__init__([])
        self.jobs = jobs

    def __len__(self) -> int:
        return len(self.jobs)

    def __getitem__(self, key: slice) -> list[Job]:
        return self.jobs.page(key.start or 0, key.stop or len(self.jobs))


class JobTable(tables.Table):
    """Who did what, when, and what came of it."""

    caption = _("Jobs")

    at = tables.Column(verbose_name=_("When"), orderable=False, attrs=_DAY)
    title = tables.Column(verbose_name=_("What"), orderable=False, attrs=_TEXT)
    who = tables.Column(verbose_name=_("Who"), orderable=False)
    state_words = tables.Column(verbose_name=pgettext_lazy("column", "State"), orderable=False)
    counts = tables.Column(verbose_name=_("What it did"), empty_values=(), orderable=False, attrs=_TEXT)

    class Meta:
        empty_text = _("No job matches these filters.")

    def render_at(self, record: Job) -> str:
        return moment(record.at)

    def render_title(self, record: Job) -> str:
        return format_html('<a href="{}">{}</a><br>{}', record.url, record.title, record.subject)

    def render_state_words(self, record: Job) -> str:
        return format_html('<span class="badge {}">{}</span>', _BADGES.get(record.state, ""), record.state_words)

    def render_counts(self, record: Job) -> str:
        return render_to_string("config/_job_counts.html", {"job": record})
