"""Who: contacts, what they are described with, who sells to them, and what one who signs in likes and uploads."""

from contacts.models.codes import (
    BusinessRelation,
    CodeTable,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    NumberSeries,
    OrganizationalLevel,
    Salesperson,
    Team,
    Territory,
)
from contacts.models.consents import Consent
from contacts.models.duplicates import DuplicatePair, SearchString, SearchStringRule
from contacts.models.frame import Preferences, SavedView, SavedViewQuerySet, StartView
from contacts.models.merging import MergedNumber
from contacts.models.people import Contact, ContactBusinessRelation, ContactComment, ContactQuerySet
from contacts.models.personal_data import PersonalDataEvent
from contacts.models.profiles import (
    ContactProfileAnswer,
    Priority,
    ProfileAnswer,
    ProfileQuestion,
    ProfileQuestionnaire,
)
from contacts.models.setup import MarketingSetup
from contacts.models.uploads import HeadingChoice, Upload, UploadChunk, UploadRow

__all__ = [
    "BusinessRelation",
    "CodeTable",
    "Consent",
    "Contact",
    "ContactBusinessRelation",
    "ContactComment",
    "ContactProfileAnswer",
    "ContactQuerySet",
    "DuplicatePair",
    "HeadingChoice",
    "IndustryGroup",
    "JobResponsibility",
    "MailingGroup",
    "MarketingSetup",
    "MergedNumber",
    "NumberSeries",
    "OrganizationalLevel",
    "PersonalDataEvent",
    "Preferences",
    "Priority",
    "ProfileAnswer",
    "ProfileQuestion",
    "ProfileQuestionnaire",
    "Salesperson",
    "SavedView",
    "SavedViewQuerySet",
    "SearchString",
    "SearchStringRule",
    "StartView",
    "Team",
    "Territory",
    "Upload",
    "UploadChunk",
    "UploadRow",
]
