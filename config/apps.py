"""The application that holds the house together: its checks, and the name of the admin."""

from django.apps import AppConfig
from django.contrib import admin
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from config import checks


class HouseConfig(AppConfig):
    name = "config"
    verbose_name = _("House")

    def ready(self) -> None:
        """Register the system checks and name the admin site."""
        register(checks.check_database_suits_production, Tags.security)
        register(checks.check_test_mode_is_off, Tags.security, deploy=True)
        register(checks.check_vendored_files, Tags.staticfiles)
        admin.site.site_header = admin.site.site_title = _("Campaign set-up")
        admin.site.index_title = _("Set-up data")
