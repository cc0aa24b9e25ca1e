"""Companies, persons who may belong to one, their business relations, and comments on them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.codes import (
    BusinessRelation,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    OrganizationalLevel,
    Salesperson,
    Territory,
)


class ContactQuerySet(models.QuerySet["Contact"]):
    def with_buyer(self) -> Self:
        """Annotate ``buyer_pk``: the key of the contact that buys (spec: *Buyer*)."""
        return self.annotate(buyer_pk=Coalesce("company_id", "pk"))

    def everybody_of_their_buyers(self) -> Self:
        """Return everybody who buys through the buyer of one of these contacts, these contacts too."""
        buyers = self.annotate(buyer_pk=Coalesce("company_id", "pk")).order_by().values("buyer_pk")
        everybody = type(self)(self.model, using=self.db)
        return everybody.annotate(buyer_pk=Coalesce("company_id", "pk")).filter(buyer_pk__in=buyers)

    def buyers(self) -> Self:
        """Return the contacts that buy for themselves: companies, and persons without a company."""
        return self.filter(company=None)


class Contact(models.Model):
    """A company, or a person who may belong to one.

    A person's company is changed through ``segments.services.change_company``, because the target groups of
    campaigns follow the buyer (spec D4).

    ``is_customer`` is the fact that other rooms read. The relation that the marketing set-up reserves for customers
    stands among ``relations`` of exactly these contacts; ``business_relation`` sums up the relations of the contact
    and of its company (C-21). ``contacts.relations`` keeps all three right.
    """

    class Type(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")

    class Correspondence(models.TextChoices):
        HARD_COPY = "hard copy", pgettext_lazy("correspondence", "Hard copy")
        EMAIL = "email", pgettext_lazy("correspondence", "E-mail")

    class Relation(models.TextChoices):
        NONE = "", pgettext_lazy("business relation", "None")
        CUSTOMER = "customer", pgettext_lazy("business relation", "Customer")
        OTHER = "other", pgettext_lazy("business relation", "Other")
        MULTIPLE = "multiple", pgettext_lazy("business relation", "Multiple")

    number = models.CharField(_("No."), max_length=20, unique=True)
    type = models.CharField(_("type"), max_length=7, choices=Type.choices, default=Type.COMPANY)
    name = models.CharField(_("name"), max_length=100)
    first_name = models.CharField(_("first name"), max_length=30, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=30, blank=True)
    surname = models.CharField(_("surname"), max_length=30, blank=True)
    search_name = models.CharField(_("search name"), max_length=100, blank=True)
    job_title = models.CharField(_("job title"), max_length=30, blank=True)
    company = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="persons", verbose_name=_("company")
    )
    is_customer = models.BooleanField(_("customer"), default=False)
    business_relation = models.CharField(
        _("business relation"),
        max_length=8,
        choices=Relation.choices,
        default=Relation.NONE,
        blank=True,
        editable=False,
    )
    address = models.CharField(_("address"), max_length=100, blank=True)
    address_2 = models.CharField(_("address, second line"), max_length=50, blank=True)
    post_code = models.CharField(_("post code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    county = models.CharField(_("county"), max_length=30, blank=True)
    country_code = models.CharField(_("country"), max_length=50, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    mobile_phone = models.CharField(_("mobile phone"), max_length=30, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    home_page = models.CharField(_("home page"), max_length=255, blank=True)
    correspondence_type = models.CharField(
        _("correspondence"), max_length=9, choices=Correspondence.choices, blank=True
    )
    language_code = models.CharField(_("language"), max_length=10, blank=True)
    vat_registration_number = models.CharField(_("VAT registration No."), max_length=20, blank=True)
    registration_number = models.CharField(_("registration No."), max_length=20, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, verbose_name=_("territory"))
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, null=True, blank=True, verbose_name=_("salesperson"))
    organizational_level = models.ForeignKey(
        OrganizationalLevel, models.PROTECT, null=True, blank=True, verbose_name=_("organizational level")
    )
    industry_groups = models.ManyToManyField(IndustryGroup, blank=True, verbose_name=_("industry groups"))
    job_responsibilities = models.ManyToManyField(JobResponsibility, blank=True, verbose_name=_("job responsibilities"))
    mailing_groups = models.ManyToManyField(MailingGroup, blank=True, verbose_name=_("mailing groups"))
    is_excluded_from_segments = models.BooleanField(_("exclude from segments"), default=False)
    is_privacy_blocked = models.BooleanField(_("privacy blocked"), default=False)
    is_minor = models.BooleanField(_("minor"), default=False)
    has_parental_consent = models.BooleanField(_("parental consent received"), default=False)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("modified by"),
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                name="contact_company_has_no_company",
                condition=models.Q(type="person") | models.Q(company=None),
                violation_error_message=_("A company cannot belong to another company. Leave the company empty."),
            ),
            models.CheckConstraint(name="contact_is_not_its_own_company", condition=~models.Q(company=models.F("id"))),
            models.CheckConstraint(
                name="contact_minor_is_blocked_without_consent",
                condition=models.Q(is_minor=False)
                | models.Q(has_parental_consent=True)
                | models.Q(is_privacy_blocked=True),
                violation_error_message=_("A minor without parental consent stays privacy blocked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def buyer_id(self) -> int:
        """The key of the contact that buys: the company of a person who has one, otherwise this contact."""
        return self.company_id or self.pk


class ContactBusinessRelation(models.Model):
    """What a contact is to the firm. One that links to a customer has the customer's number; a free one has none."""

    class Link(models.TextChoices):
        NONE = "", pgettext_lazy("business relation", "None")
        CUSTOMER = "customer", pgettext_lazy("business relation", "Customer")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="relations", verbose_name=_("contact"))
    relation = models.ForeignKey(
        BusinessRelation, models.PROTECT, related_name="contacts", verbose_name=_("business relation")
    )
    link = models.CharField(_("link"), max_length=8, choices=Link.choices, default=Link.NONE, blank=True)
    number = models.CharField(_("No."), max_length=20, blank=True)

    class Meta:
        verbose_name = _("business relation of a contact")
        verbose_name_plural = _("business relations of contacts")
        constraints = [
            models.UniqueConstraint(fields=["contact", "relation"], name="contact_relation_once"),
            models.UniqueConstraint(
                fields=["contact", "link"], condition=~models.Q(link=""), name="contact_link_once_per_kind"
            ),
            models.UniqueConstraint(
                fields=["link", "number"], condition=~models.Q(link=""), name="linked_record_has_one_contact"
            ),
            models.CheckConstraint(
                name="contact_link_has_a_number",
                condition=models.Q(link="", number="") | (~models.Q(link="") & ~models.Q(number="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.number}".strip()


class ContactComment(models.Model):
    """What somebody wrote down about a contact."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="comments", verbose_name=_("contact"))
    text = models.TextField(_("comment"), max_length=2000)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )

    class Meta:
        verbose_name = _("comment on a contact")
        verbose_name_plural = _("comments on contacts")

    def __str__(self) -> str:
        return self.text[:60]
