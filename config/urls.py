"""Where every page is found. Each app spells out its own paths, relative to the root."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, reverse_lazy
from django.views.i18n import set_language

from config import health, views

handler500 = "config.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("contacts.urls")),
    path("", include("campaigns.urls")),
    path("", include("pricing.urls")),
    path("", include("orders.urls")),
    path("", include("segments.urls")),
    path(
        "sign-in/",
        auth_views.LoginView.as_view(template_name="config/sign_in.html", redirect_authenticated_user=True),
        name="login",
    ),
    path("sign-out/", auth_views.LogoutView.as_view(), name="logout"),
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
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz/live", health.live, name="health-live"),
    path("healthz/ready", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
]
