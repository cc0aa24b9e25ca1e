"""The registry of imports: which kinds of files people may upload, who understands them, and who may bring them.

The rooms offer importers and know nothing of pages; a new kind of file is added here.
"""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.campaign_import import COLUMNS as CAMPAIGN_COLUMNS
from campaigns.campaign_import import CampaignImporter
from campaigns.models import Campaign
from config.uploads.titles import TITLES
from contacts.columns import Assignment
from contacts.contact_columns import COLUMNS as CONTACT_COLUMNS
from contacts.contact_import import ContactImporter, ContactOptions
from contacts.import_kinds import Extra, ImportKind, ImportRequest
from contacts.importing import Importer
from contacts.sheets import Sheet
from orders.line_import import COLUMNS as ORDER_COLUMNS
from orders.line_import import OrderLineImporter
from orders.line_numbering import with_line_numbers
from pricing.item_import import COLUMNS as ITEM_COLUMNS
from pricing.item_import import ItemImporter
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.price_import import COLUMNS as PRICE_COLUMNS
from pricing.price_import import PriceImporter
from pricing.row_sheet_import import RowSheetImporter, columns_for
from segments.segment_import import COLUMNS as SEGMENT_COLUMNS
from segments.segment_import import SegmentImporter

ADDS_CODES = "add_codes"
CHANGES_FOUND = "change_found"
MAKES_COMPANIES = "make_companies"
REJECTS_ALIKE = "reject_alike"
MOST_SHEET_ROWS = 5_000
_WITHDRAWS = Extra(
    "withdraw_missing",
    _("Delete rows that are missing in the file"),
    _("Without it they stay. It needs every row of the file to be good."),
    needs_all=True,
)


def _contacts(request: ImportRequest) -> Importer:
    options = ContactOptions(
        changes_found=CHANGES_FOUND in request.extras,
        makes_companies=MAKES_COMPANIES in request.extras,
        rejects_alike=REJECTS_ALIKE in request.extras,
        records_consent=request.by is None or request.by.has_perm("contacts.add_consent"),
    )
    return ContactImporter(at=request.at, by=request.by, options=options)


def _numbered(sheet: Sheet, _importer: Importer, assignment: Assignment) -> Sheet:
    return with_line_numbers(sheet, assignment)


def _row_sheet(model: type[SalesPrice] | type[SalesLineDiscount], request: ImportRequest) -> Importer:
    return RowSheetImporter(
        model,
        campaign_number=request.about,
        at=request.at,
        by=request.by,
        withdraws_missing=_WITHDRAWS.name in request.extras,
    )


def _without_emptied_rows(sheet: Sheet, importer: Importer, assignment: Assignment) -> Sheet:
    return importer.prepared(sheet, assignment) if isinstance(importer, RowSheetImporter) else sheet


def _campaign(number: str) -> str | None:
    campaign = Campaign.objects.filter(number=number).first()
    return None if campaign is None else f"{campaign.number} {campaign.description}"


def _may_write(app: str, *models: str) -> tuple[str, ...]:
    return tuple(f"{app}.{action}_{model}" for model in models for action in ("add", "change"))


_ALL = (
    ImportKind(
        key="contacts",
        label=pgettext_lazy("import", "Contacts"),
        purpose=_("Companies and persons, with their addresses and salespeople."),
        columns=CONTACT_COLUMNS,
        importer=_contacts,
        permissions=_may_write("contacts", "contact"),
        url=lambda _about: reverse("contacts:list"),
        titles=TITLES,
        command="import_contacts",
        extras=(
            Extra(
                CHANGES_FOUND,
                _("Change contacts that are found without a number"),
                _("Rows without a number are known by name with e-mail, post code or company. Otherwise they stay."),
            ),
            Extra(
                MAKES_COMPANIES,
                _("Make companies that do not exist"),
                _("A company that a person names gets the next number. Without it such a row is wrong."),
            ),
            Extra(
                REJECTS_ALIKE,
                _("New companies that look like others are wrong"),
                _("Without it they are imported and stand among the possible duplicates."),
            ),
        ),
    ),
    ImportKind(
        key="items",
        label=pgettext_lazy("import", "Items"),
        purpose=_("What is sold, with its card price and base unit."),
        columns=ITEM_COLUMNS,
        importer=lambda request: ItemImporter(at=request.at, by=request.by, adds_codes=ADDS_CODES in request.extras),
        permissions=_may_write("pricing", "item"),
        url=lambda _about: reverse("admin:pricing_item_changelist"),
        titles=TITLES,
        command="import_items",
        extras=(
            Extra(
                ADDS_CODES,
                _("Also add units and item discount groups that do not exist"),
                _("Without it, a row with an unknown code is wrong."),
            ),
        ),
    ),
    ImportKind(
        key="prices",
        label=pgettext_lazy("import", "Prices and discounts"),
        purpose=_("Sales prices and line discounts of campaigns, groups, buyers or everyone."),
        columns=PRICE_COLUMNS,
        importer=lambda request: PriceImporter(at=request.at, by=request.by),
        permissions=_may_write("pricing", "salesprice", "saleslinediscount"),
        url=lambda _about: reverse("campaigns:list"),
        titles=TITLES,
        command="import_prices",
    ),
    ImportKind(
        key="campaigns",
        label=pgettext_lazy("import", "Campaigns"),
        purpose=_("Campaign cards; none is activated or deactivated."),
        columns=CAMPAIGN_COLUMNS,
        importer=lambda request: CampaignImporter(at=request.at, by=request.by),
        permissions=_may_write("campaigns", "campaign"),
        url=lambda _about: reverse("campaigns:list"),
        titles=TITLES,
        command="import_campaigns",
    ),
    ImportKind(
        key="segments",
        label=pgettext_lazy("import", "Segments"),
        purpose=_("Segments with their contacts, and who is campaign target."),
        columns=SEGMENT_COLUMNS,
        importer=lambda request: SegmentImporter(at=request.at, by=request.by, file_name=request.file_name),
        permissions=_may_write("segments", "segment", "segmentline"),
        url=lambda _about: reverse("segments:list"),
        titles=TITLES,
        command="import_segments",
    ),
    ImportKind(
        key="orders",
        label=pgettext_lazy("import", "Orders"),
        purpose=_("Orders with their lines, one line in each row."),
        columns=ORDER_COLUMNS,
        importer=lambda request: OrderLineImporter(at=request.at, by=request.by),
        permissions=_may_write("orders", "order", "orderline"),
        url=lambda _about: reverse("orders:list"),
        titles=TITLES,
        command="import_orders",
        given=frozenset({"line_number"}),
        prepare=_numbered,
    ),
)
_SHEETS = (
    ImportKind(
        key="campaign-prices",
        label=pgettext_lazy("import", "Prices of a campaign"),
        purpose=_("The sheet of prices that you downloaded from the campaign and edited."),
        columns=columns_for(SalesPrice),
        importer=lambda request: _row_sheet(SalesPrice, request),
        permissions=_may_write("pricing", "salesprice"),
        url=lambda about: reverse("pricing:campaign-prices", args=[about]),
        titles=TITLES,
        extras=(_WITHDRAWS,),
        prepare=_without_emptied_rows,
        most_rows=MOST_SHEET_ROWS,
        subject=_campaign,
        percent_as="percent",
    ),
    ImportKind(
        key="campaign-discounts",
        label=pgettext_lazy("import", "Discounts of a campaign"),
        purpose=_("The sheet of discounts that you downloaded from the campaign and edited."),
        columns=columns_for(SalesLineDiscount),
        importer=lambda request: _row_sheet(SalesLineDiscount, request),
        permissions=_may_write("pricing", "saleslinediscount"),
        url=lambda about: reverse("pricing:campaign-discounts", args=[about]),
        titles=TITLES,
        extras=(_WITHDRAWS,),
        prepare=_without_emptied_rows,
        most_rows=MOST_SHEET_ROWS,
        subject=_campaign,
        percent_as="percent",
    ),
)
KINDS = {kind.key: kind for kind in (*_ALL, *_SHEETS)}


def kinds_for(user: User | AnonymousUser) -> Sequence[ImportKind]:
    """Return the kinds of files that ``user`` may import."""
    return [kind for kind in KINDS.values() if user.has_perms(kind.permissions)]
