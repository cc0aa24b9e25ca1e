"""The import of campaigns. docs/imports.md describes the columns."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.locks import lock_campaigns
from campaigns.models import Campaign, CampaignStatus, CampaignType
from campaigns.services import CampaignDetails, CampaignError, decides_otherwise, note_terms_changed, values_of
from contacts.bulk_writing import BulkWriter
from contacts.columns import Column, Record, RowError
from contacts.field_kinds import code_of, kind_of
from contacts.importing import Difference, Importer, Outcome
from contacts.key_store import Key
from contacts.models import Salesperson
from contacts.references import References

# What the columns give of the details on the card.
_DETAILS = {
    "description": "description",
    "starting_date": "starting_on",
    "ending_date": "ending_on",
    "salesperson": "salesperson",
    "status": "status",
    "type": "type",
    "objective": "objective",
    "budget": "budget_amount",
    "applies_even_if_dearer": "applies_even_if_dearer",
    "starts_by_itself": "starts_by_itself",
    "stops_by_itself": "stops_by_itself",
}

COLUMNS = (
    Column("number", code_of(Campaign), gettext_lazy("the number by which the campaign is known"), is_required=True),
    Column("description", kind_of(Campaign, "description"), gettext_lazy("what it is")),
    Column("starting_date", kind_of(Campaign, "starting_on"), gettext_lazy("its first day; blank is unbounded")),
    Column("ending_date", kind_of(Campaign, "ending_on"), gettext_lazy("its last day; blank is unbounded")),
    Column("salesperson", code_of(Salesperson, "code"), gettext_lazy("the code of a salesperson")),
    Column("status", code_of(CampaignStatus, "code"), gettext_lazy("the code of a campaign status")),
    Column("type", code_of(CampaignType, "code"), gettext_lazy("the code of a campaign type")),
    Column("objective", kind_of(Campaign, "objective"), gettext_lazy("what it is to reach")),
    Column("budget", kind_of(Campaign, "budget_amount"), gettext_lazy("an amount in local currency")),
    Column("applies_even_if_dearer", kind_of(Campaign, "applies_even_if_dearer"), gettext_lazy("yes or no")),
    Column(
        "starts_by_itself",
        kind_of(Campaign, "starts_by_itself"),
        gettext_lazy("yes to activate it on its starting date"),
    ),
    Column(
        "stops_by_itself",
        kind_of(Campaign, "stops_by_itself"),
        gettext_lazy("yes to deactivate it after its ending date"),
    ),
)


class CampaignImporter(Importer):
    """Adds and changes campaigns, known by their numbers. None is activated or deactivated."""

    noun = "campaigns"
    columns = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None) -> None:
        self._at = at
        self._campaigns: dict[str, Campaign] = {}
        self._references: dict[str, References[Any]] = {
            "salesperson": References(Salesperson.objects.all(), field="code"),
            "status": References(CampaignStatus.objects.all(), field="code"),
            "type": References(CampaignType.objects.all(), field="code"),
        }
        self._written = BulkWriter(Campaign, at=at, by=by)
        self._terms_changed: set[int] = set()

    def key(self, record: Record) -> Key:
        """Tell campaigns by their numbers."""
        return (record["number"],)

    def load(self, records: Sequence[Record]) -> None:
        """Lock the campaigns and fetch what their cards name."""
        numbers = [record["number"] for record in records]
        campaigns = lock_campaigns(Campaign.objects.filter(number__in=numbers).values_list("pk", flat=True))
        prefetch_related_objects(campaigns, *self._references)
        self._campaigns = {campaign.number: campaign for campaign in campaigns}
        for column, references in self._references.items():
            references.load(record.get(column, "") for record in records)

    def take(self, record: Record) -> Outcome:
        """Add the campaign or change it.

        :raises RowError: a code is unknown or the details cannot be.
        """
        campaign = self._campaigns.get(record["number"])
        try:
            if campaign is None:
                return self._added(record)
            return self._changed(campaign, record)
        except CampaignError as error:
            raise RowError(str(error)) from error

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._written.differences

    def save(self) -> None:
        """Write the campaigns."""
        self._written.write()

    def finish(self) -> None:
        """Note on active campaigns that open order lines may differ now."""
        note_terms_changed(campaign_ids=self._terms_changed, at=self._at)

    def _added(self, record: Record) -> Outcome:
        if not record.get("description", ""):
            raise RowError(_("A new campaign needs a description."))
        self._written.add(Campaign(number=record["number"], **values_of(CampaignDetails(**self._given(record)))))
        return Outcome.ADDED

    def _changed(self, campaign: Campaign, record: Record) -> Outcome:
        before = CampaignDetails.of(campaign)
        details = replace(before, **self._given(record))
        outcome = self._written.change(campaign, values_of(details, blocked_before=before.salesperson))
        if decides_otherwise(before, details):
            self._terms_changed.add(campaign.pk)
        return outcome

    def _given(self, record: Record) -> dict[str, Any]:
        """Return the details that the file gives."""
        given = {field: record[column] for column, field in _DETAILS.items() if column in record.values}
        for field, references in self._references.items():
            if field in given:
                given[field] = references.named_or_none(given[field])
        return given
