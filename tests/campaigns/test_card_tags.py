import datetime as dt

from django.template import Context, Template
from django.test import TestCase

from campaigns.selectors import campaigns_with_counts, status_path
from tests.factories.campaigns import CampaignFactory

TODAY = dt.date(2030, 1, 15)


class CardTagsTest(TestCase):
    def rendered(self, template: str) -> str:
        campaign = campaigns_with_counts().get()
        context = {
            "campaign": campaign,
            "path": status_path(campaign, language="en"),
            "today": TODAY,
            "card_goal": lambda: None,
            "card_moves": dict,
        }
        return Template("{% load campaign_card %}" + template).render(Context(context))

    def test_step_reads_what_the_page_and_the_registry_say(self) -> None:
        CampaignFactory(number="SPRING", ending_on=dt.date(2030, 1, 14))
        text = self.rendered("{% step_after campaign as step %}{{ step.label }} {{ step.url }}")
        self.assertEqual(text, "Change the dates /campaigns/SPRING/edit/")

    def test_schedule_is_a_sentence(self) -> None:
        CampaignFactory(ending_on=TODAY, stops_by_itself=True)
        self.assertEqual(
            self.rendered("{% schedule_sentence campaign %}"), "It is deactivated by itself after 15 January 2030."
        )
