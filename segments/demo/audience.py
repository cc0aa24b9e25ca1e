"""What the demo company knows of its contacts, and two segments that are built of rules.

Answers to a questionnaire and consents are those of the first contacts by number, so that loading many takes no longer.
``SM0007`` is built in three steps, each of which can be undone; ``SM0008`` follows its rules.
"""

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.models import User

from contacts.consents import Statement, record_consents
from contacts.models import (
    Consent,
    Contact,
    ContactProfileAnswer,
    ProfileAnswer,
    ProfileQuestion,
    ProfileQuestionnaire,
)
from contacts.profiles import take_answer_code
from segments.criteria import BoughtFilter, ContactFilter, Criteria
from segments.demo.names import chance
from segments.demo.people import FIRM_NUMBER
from segments.models import Segment, SegmentStep
from segments.refreshing import follow_rules, refresh_segment
from segments.services import SegmentDetails, create_segment
from segments.step_services import AskedStep, take_criteria_step

IN_STEPS = "SM0007"
FOLLOWING = "SM0008"

_MOST_CONTACTS = 1000
_QUESTIONNAIRE = ("WORKPLACE", "The workplace and what stands in it")
# Text, whether several answers may be given, and the answers.
_QUESTIONS = (
    ("How many people work there?", False, ("Fewer than 10", "10 to 49", "50 to 199", "200 or more")),
    ("What is on their list?", True, ("New desks", "Quiet rooms", "Better light", "A coffee corner")),
)
_SOURCES = ("Fair in Utrecht", "Order form", "Reply card", "Web form")
_DAYS = 400


def load_audience(*, today: dt.date, at: dt.datetime, by: User | None) -> None:
    """Write the questionnaire with its answers, the consents, and the two segments."""
    _load_answers(at=at, by=by)
    record_consents(_statements(today), by=by, at=at, today=today)
    _load_segment_in_steps(today=today, at=at, by=by)
    _load_following_segment(today=today, at=at, by=by)


def _load_answers(*, at: dt.datetime, by: User | None) -> None:
    code, description = _QUESTIONNAIRE
    questionnaire = ProfileQuestionnaire.objects.create(
        code=code, description=description, contact_type=Contact.Type.COMPANY
    )
    offered: list[tuple[bool, list[ProfileAnswer]]] = []
    for position, (text, allows_several, texts) in enumerate(_QUESTIONS, start=1):
        question = ProfileQuestion.objects.create(
            questionnaire=questionnaire, position=position, text=text, allows_several_answers=allows_several
        )
        answers = [
            ProfileAnswer.objects.create(
                question=question, code=take_answer_code(questionnaire), position=place, text=answer
            )
            for place, answer in enumerate(texts, start=1)
        ]
        offered.append((allows_several, answers))
    companies = Contact.objects.filter(type=Contact.Type.COMPANY, is_privacy_blocked=False).exclude(number=FIRM_NUMBER)
    ContactProfileAnswer.objects.bulk_create(
        ContactProfileAnswer(contact=company, answer=answer, answered_at=at, answered_by=by)
        for company in companies.order_by("number")[:_MOST_CONTACTS]
        for answer in _answers_of(company, offered)
    )


def _answers_of(company: Contact, offered: list[tuple[bool, list[ProfileAnswer]]]) -> Iterator[ProfileAnswer]:
    """Choose what a company answered; one in three was never asked."""
    dice = chance(f"profile {company.number}")
    if dice.random() < 1 / 3:
        return
    for allows_several, answers in offered:
        yield from dice.sample(answers, dice.randint(1, 2) if allows_several else 1)


def _statements(today: dt.date) -> Iterator[tuple[int, Statement]]:
    """Yield what persons said about messages: half of them never did, and a few changed their mind."""
    persons = Contact.objects.filter(type=Contact.Type.PERSON, is_privacy_blocked=False).order_by("number")
    for person in persons[:_MOST_CONTACTS]:
        dice = chance(f"consent {person.number}")
        for channel in dice.sample(list(Consent.Channel), dice.choice([0, 0, 1, 2])):
            stated_on = today - dt.timedelta(days=dice.randint(30, _DAYS))
            source = dice.choice(_SOURCES)
            yield (
                person.pk,
                Statement(channel=channel, state=Consent.State.GIVEN, source=source, stated_on=stated_on),
            )
            if dice.random() < 1 / 8:
                later = stated_on + dt.timedelta(days=dice.randint(1, 30))
                withdrawn = Statement(
                    channel=channel, state=Consent.State.WITHDRAWN, source="Unsubscribed", stated_on=later
                )
                yield person.pk, withdrawn


def _load_segment_in_steps(*, today: dt.date, at: dt.datetime, by: User | None) -> None:
    """Whoever may decide at a buyer of desks or chairs: everybody there, less a trade, and only some jobs."""
    segment = _segment(IN_STEPS, "Who bought desks or chairs", today=today, by=by)
    bought = BoughtFilter(item_discount_groups=("CHAIRS", "DESKS"), ordered_from=today - dt.timedelta(days=365))
    steps = (
        (SegmentStep.Action.ADD, Criteria(contact=ContactFilter(type=Contact.Type.PERSON), bought=bought)),
        (SegmentStep.Action.REDUCE, Criteria(industry_groups=("LOGISTICS",))),
        (SegmentStep.Action.REFINE, Criteria(job_responsibilities=("DIRECTOR", "FACILITY", "OFFICE", "PURCHASE"))),
    )
    for action, criteria in steps:
        take_criteria_step(segment, AskedStep(action=action, criteria=criteria), at=at, by=by)


def _load_following_segment(*, today: dt.date, at: dt.datetime, by: User | None) -> None:
    segment = _segment(FOLLOWING, "Coffee post, always up to date", today=today, by=by)
    criteria = Criteria(contact=ContactFilter(countries=("NL",)), mailing_groups=("COFFEE",))
    take_criteria_step(segment, AskedStep(action=SegmentStep.Action.ADD, criteria=criteria), at=at, by=by)
    follow_rules(segment, follows=True)
    refresh_segment(segment, at=at, by=by)


def _segment(number: str, description: str, *, today: dt.date, by: User | None) -> Segment:
    return create_segment(number=number, details=SegmentDetails(description=description, dated_on=today), by=by)
