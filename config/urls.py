"""Where every page is found. Each app spells out its own paths, relative to the root."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path, reverse_lazy

from config import health
from config.views import account, guide, home, personal_data, search

handler403 = "config.views.errors.permission_denied"
handler500 = "config.views.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("contacts.urls")),
    path("", include("campaigns.urls")),
    path("", include("pricing.urls")),
    path("", include("orders.urls")),
    path("", include("segments.urls")),
    path("help/shortcuts/", guide.shortcuts, name="shortcuts"),
    path("search/", search.search_page, name="search"),
    path("contacts/<number:number>/personal-data/", personal_data.PersonalData.as_view(), name="personal-data"),
    path(
        "contacts/<number:number>/personal-data/export/",
        personal_data.ExportPersonalData.as_view(),
        name="personal-data-export",
    ),
    path(
        "contacts/<number:number>/personal-data/anonymise/",
        personal_data.Anonymise.as_view(),
        name="personal-data-anonymise",
    ),
    path("sign-in/", account.SignIn.as_view(), name="login"),
    path("sign-out/", account.SignOut.as_view(), name="logout"),
    path("preferences/", account.PreferencesPage.as_view(), name="preferences"),
    path(
        "password/",
        auth_views.PasswordChangeView.as_view(
            template_name="config/password_change.html", success_url=reverse_lazy("password-changed")
        ),
        name="password-change",
    ),
    path(
        "password/changed/",
        auth_views.PasswordChangeDoneView.as_view(template_name="config/password_changed.html"),
        name="password-changed",
    ),
    path("i18n/setlang/", account.choose_language, name="set_language"),
    path("favicon.ico", home.favicon, name="favicon"),
    path("", include("config.jobs.urls")),
    path("", include("config.uploads.urls")),
    path("healthz/live", health.live, name="health-live"),
    path("healthz/ready", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
]
