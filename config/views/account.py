"""The account of the person who signs in: signing in, the language, preferences."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views import View
from django.views.i18n import set_language

from config.forms import PreferencesForm
from config.navigation import HOME, pages_for
from contacts.preferences import preferences_of, remember_language, save_preferences

UNPROCESSABLE = 422


@method_decorator(login_not_required, name="dispatch")
class SignIn(auth_views.LoginView):
    """Sign in, in the language and to the page that the person likes."""

    template_name = "config/sign_in.html"
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Return the page that was asked for; for who asked for the site as such, the page they like to start with."""
        asked_for = self.get_redirect_url()
        return asked_for if asked_for not in {"", reverse(HOME.url_name)} else _start_page(self.request.user)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Take along the language that was chosen at another computer."""
        response = super().form_valid(form)
        language = preferences_of(self.request.user).language
        if language:
            _set_language_cookie(response, language)
        return response


class SignOut(auth_views.LogoutView):
    """End the session, and say so where one can sign in again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        messages.success(request, _("You are signed out."))
        return response


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Answer in another language from now on; for those who signed in also at the next computer."""
    language = request.POST.get("language")
    response = set_language(request)
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES) and request.method == "POST":
        remember_language(request.user, language=language)
    return response


class PreferencesPage(View):
    """What one likes. Everybody has their own, so this takes no permission."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(instance=preferences_of(request.user), pages=pages_for(request.user))
        return render(request, "config/preferences.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(request.POST, instance=preferences_of(request.user), pages=pages_for(request.user))
        if not form.is_valid():
            return render(request, "config/preferences.html", {"form": form}, status=UNPROCESSABLE)
        save_preferences(form.instance)
        language = form.instance.language
        with override(language or get_language()):
            messages.success(request, _("Your preferences were saved."))
        response = redirect("preferences")
        _set_language_cookie(response, language)
        return response


def _start_page(user: User | AnonymousUser) -> str:
    """Return the page that ``user`` likes to start with, or home where it cannot be opened any more."""
    liked = preferences_of(user).start_page
    return reverse(next((page.url_name for page in pages_for(user) if page.url_name == liked), HOME.url_name))


def _set_language_cookie(response: HttpResponse, language: str) -> None:
    """Let the browser ask for ``language`` from now on, or for its own where that is blank."""
    if not language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax")
