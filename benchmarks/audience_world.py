"""What an audience is chosen from: the made-up world, half of its contacts made persons of the other half.

The first half of the contacts are companies with two orders each. Each has one person. Country, language, mailing
group and industry group depend on nothing but the key.
"""

from decimal import Decimal

from django.db import connection, transaction

from benchmarks.world import NARROW, NOW, World, build, settle
from campaigns.models import CampaignTarget
from contacts.models import IndustryGroup, MailingGroup
from segments.criteria import BoughtFilter, ContactFilter, Criteria
from segments.models import Segment

GROUP_COUNT = 5
_COUNTRIES = ("NL", "BE", "DE", "FR")

# A contact of three out of four countries, in three of five mailing groups, whose buyer has bought for enough.
CRITERIA = Criteria(
    contact=ContactFilter(countries=("NL", "BE", "DE")),
    mailing_groups=("GROUP1", "GROUP2", "GROUP3"),
    bought=BoughtFilter(
        item_discount_groups=("GROUP1", "GROUP2", "GROUP3", "GROUP4", "GROUP5", "GROUP6"),
        ordered_from=NOW.date().replace(month=1),
        ordered_until=NOW.date().replace(month=12),
        amount_at_least=Decimal(500),
        order_count_at_least=1,
    ),
)
# A part of them, for the steps that come after.
REDUCING = Criteria(contact=ContactFilter(languages=("nl",)), industry_groups=("GROUP1",))
REFINING = Criteria(mailing_groups=("GROUP1", "GROUP2"), bought=BoughtFilter(items=("I0014", "I0027", "I0040")))

_PERSONS = """
    UPDATE contacts_contact SET type = 'person', company_id = id - %(half)s, is_customer = FALSE,
      business_relation = '' WHERE id > %(half)s
"""
_FIELDS = """
    UPDATE contacts_contact SET
      country_code = CASE id %% 4 WHEN 0 THEN 'NL' WHEN 1 THEN 'BE' WHEN 2 THEN 'DE' ELSE 'FR' END,
      language_code = CASE WHEN id %% 3 = 0 THEN 'nl' ELSE 'en' END,
      is_privacy_blocked = id %% 100 = 17, is_excluded_from_segments = id %% 100 = 23
"""
_IN_GROUP = """
    INSERT INTO contacts_contact_{groups} (contact_id, {group}_id)
    SELECT id, id / 7 %% {count} + {first} FROM contacts_contact
"""


def build_audience(line_count: int) -> None:
    """Empty the tables and fill them."""
    world = World(line_count, orders_per_buyer=2)
    build(world)
    half = world.ordering_count
    with transaction.atomic(), connection.cursor() as cursor:
        CampaignTarget.objects.all().delete()  # They have no segment lines behind them.
        for model in (MailingGroup, IndustryGroup):
            model.objects.all().delete()
            model.objects.bulk_create(model(code=f"GROUP{place}") for place in range(1, GROUP_COUNT + 1))
            name = model._meta.model_name
            groups = {"mailinggroup": "mailing_groups", "industrygroup": "industry_groups"}[str(name)]
            first = model.objects.get(code="GROUP1").pk
            cursor.execute(_IN_GROUP.format(groups=groups, group=name, count=GROUP_COUNT, first=first), [])
        cursor.execute(_PERSONS, {"half": half})
        cursor.execute(_FIELDS, [])
    settle()


def new_segment(number: str, *, is_campaign_target: bool = False) -> Segment:
    """Return a new segment; if told, one whose lines are targets of a campaign."""
    return Segment.objects.create(
        number=number,
        dated_on=NOW.date(),
        campaign_id=NARROW if is_campaign_target else None,
        is_campaign_target=is_campaign_target,
    )
