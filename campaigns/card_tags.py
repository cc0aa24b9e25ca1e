"""What a campaign's card says comes next: ``{% load campaign_card %}``.

The page is a campaign's, where it can lead is known to the registry of cards only; here both meet.
"""

from django import template
from django.template import Context
from django.urls import reverse

from campaigns.models import Campaign
from campaigns.next_step import NextStep, Situation, next_step, schedule_of

register = template.Library()


@register.simple_tag(takes_context=True)
def step_after(context: Context, campaign: Campaign) -> NextStep:
    """Return the one thing to do next with ``campaign``, which has its counts.

    The page says ``path`` and ``today``, the registry of cards ``card_goal`` and ``card_moves``.
    """
    situation = Situation(
        campaign=campaign,
        path=context["path"],
        goal=context["card_goal"](),
        moves=context["card_moves"](),
        edit_url=reverse("campaigns:edit", kwargs={"number": campaign.number}),
        today=context["today"],
    )
    return next_step(situation)


@register.simple_tag
def schedule_sentence(campaign: Campaign) -> str:
    """Return when the campaign is activated or deactivated by itself; blank where it is not."""
    return schedule_of(campaign)
