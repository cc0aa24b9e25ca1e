"""The ``contacts`` application."""

from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from contacts.converters import NumberConverter


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        """Let addresses hold numbers of records."""
        register_converter(NumberConverter, "number")
