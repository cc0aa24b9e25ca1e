"""Criteria as values, and the one form in which they are kept."""

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from segments.criteria import (
    BoughtFilter,
    ContactFilter,
    Criteria,
    CriteriaFormError,
    criteria_json,
    read_criteria,
)

FULL = Criteria(
    contact=ContactFilter(
        numbers=("C00010", "C00020..C00030"),
        name="desk",
        type="company",
        is_customer=False,
        salespeople=("MK",),
        territories=("NORTH",),
        countries=("NL",),
        languages=("nl",),
        city="Utrecht",
        post_code_from="3500",
        post_code_until="3599",
        search_name="DESK",
        county="Kent",
        changed_from=dt.date(2026, 1, 1),
        changed_until=dt.date(2026, 1, 31),
        correspondence_types=("email",),
        organizational_levels=("TOP",),
    ),
    mailing_groups=("NEWS",),
    profile_answers=("EVENTS-1",),
    reachable_by=("email",),
    job_responsibilities=("PURCHASE",),
    industry_groups=("CARE",),
    business_relations=("PRESS",),
    bought=BoughtFilter(
        items=("1000",),
        item_discount_groups=("DESKS",),
        ordered_from=dt.date(2026, 1, 1),
        ordered_until=dt.date(2026, 3, 31),
        amount_at_least=Decimal("500.50"),
        amount_at_most=Decimal(10000),
        order_count_at_least=2,
        order_count_at_most=5,
        order_statuses=("open",),
        is_negated=True,
    ),
)


class TestJson:
    def test_every_filter_survives(self) -> None:
        assert read_criteria(criteria_json(FULL)) == FULL
        for block in (FULL, FULL.contact, FULL.bought):
            assert {field.name for field in fields(block)} == block.as_json().keys()

    def test_what_was_stored_before_there_were_later_filters_is_read(self) -> None:
        stored = {"version": 1, "contact": {"territories": ["N"]}, "bought": {"order_count_at_least": 2}}
        criteria = read_criteria(stored)
        assert criteria == Criteria(
            contact=ContactFilter(territories=("N",)), bought=BoughtFilter(order_count_at_least=2)
        )
        assert criteria_json(criteria) == stored

    def test_only_what_says_something_is_kept(self) -> None:
        criteria = Criteria(contact=ContactFilter(is_customer=False), bought=BoughtFilter())
        assert criteria_json(criteria) == {"version": 1, "contact": {"is_customer": False}, "bought": {}}

    def test_no_purchase_asked_is_not_the_same_as_any_purchase(self) -> None:
        assert read_criteria({"version": 1, "bought": {}}).bought == BoughtFilter()
        assert read_criteria({"version": 1}).bought is None

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (Criteria(mailing_groups=("B", "A", "B")), Criteria(mailing_groups=("A", "B"))),
            (
                Criteria(bought=BoughtFilter(amount_at_least=Decimal("500.00"))),
                Criteria(bought=BoughtFilter(amount_at_least=Decimal("5E+2"))),
            ),
        ],
    )
    def test_equals_look_equal(self, one: Criteria, other: Criteria) -> None:
        assert criteria_json(one) == criteria_json(other)

    def test_numbers_are_kept_once_and_in_order(self) -> None:
        assert criteria_json(Criteria.of_numbers("B", "A", "B"))["contact"] == {"numbers": ["A", "B"]}


class TestReading:
    @pytest.mark.parametrize("stored", [{}, {"version": 2}, {"version": "1"}])
    def test_another_version_is_refused(self, stored: dict[str, Any]) -> None:
        with pytest.raises(CriteriaFormError, match="version"):
            read_criteria(stored)

    @pytest.mark.parametrize(
        ("block", "name"),
        [
            ({"colour": "red"}, "colour"),
            ({"contact": {"colour": "red"}}, "colour"),
            ({"contact": []}, "no block"),
            ({"mailing_groups": "NEWS"}, "NEWS"),
            ({"mailing_groups": [7]}, "7"),
            ({"contact": {"is_customer": "yes"}}, "yes"),
            ({"bought": {"order_count_at_least": True}}, "True"),
            ({"bought": {"order_count_at_least": "2"}}, "2"),
            ({"bought": {"ordered_from": "1 January"}}, "1 January"),
            ({"bought": {"amount_at_least": "much"}}, "much"),
            ({"bought": {"amount_at_least": "NaN"}}, "NaN"),
        ],
    )
    def test_what_is_of_another_form_is_refused_by_name(self, block: dict[str, Any], name: str) -> None:
        with pytest.raises(CriteriaFormError, match=name):
            read_criteria({"version": 1, **block})


class TestCriteria:
    def test_open_is_what_asks_for_nothing(self) -> None:
        assert Criteria().is_open
        assert not Criteria(bought=BoughtFilter()).is_open
        assert not Criteria(contact=ContactFilter(is_customer=False)).is_open
