"""Saving a view of a list, changing and deleting it, and choosing the one a list starts with."""

from typing import Any
from urllib.parse import parse_qs

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.forms import ViewForm
from contacts.list_address import ViewTerms
from contacts.models import SavedView
from contacts.saved_views import (
    ALL,
    MAY_SHARE,
    NotOwnViewError,
    ViewError,
    change_view,
    delete_view,
    refuse_others,
    rename_view,
    save_view,
    start_with,
    terms_of,
    views_for,
)
from contacts.views import PageRequest
from contacts.views.lists import ListPage

_UNPROCESSABLE = 422


class ViewPage(AccessMixin, View):
    """A page or verb about a view. Who may look at the list may save views of it, and change their own."""

    permission_denied_message = gettext_lazy("You may not look at this list.")
    request: PageRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer those who have signed in; the verbs ask further."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)

    def list_page(self, list_name: str) -> type[ListPage]:
        """Return the page of that URL name, which this person may open.

        :raises Http404: there is no such list.
        :raises PermissionDenied: the person may not look at it.
        """
        try:
            page: type[View] | None = getattr(resolve(reverse(list_name)).func, "view_class", None)
        except NoReverseMatch:
            page = None
        if page is None or not issubclass(page, ListPage) or not page.keeps_views:
            raise Http404(_("There is no such list."))
        if not self.request.user.has_perms(page.get_permission_required(page())):
            raise PermissionDenied(self.permission_denied_message)
        return page

    def view_or_404(self, pk: int) -> SavedView:
        """Return the view, where this person may use it.

        :raises Http404: there is no such view, or it is somebody else's and not shared.
        :raises PermissionDenied: the person may not look at its list, or the view is not theirs to change.
        """
        view = get_object_or_404(SavedView.objects.visible_to(self.request.user).select_related("owner"), pk=pk)
        self.list_page(view.list_name)
        try:
            refuse_others(view, self.request.user)
        except NotOwnViewError as error:
            raise PermissionDenied(str(error)) from error
        return view

    def form(self, *args: Any, **kwargs: Any) -> ViewForm:
        """Return the form, without what this person may not do."""
        return ViewForm(*args, may_share=self.request.user.has_perm(MAY_SHARE), **kwargs)


class NewView(ViewPage):
    """Save how a list stands, under a name of one's own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the name."""
        list_name, query = request.GET.get("list", ""), request.GET.get("query", "")
        return self._page(self.form(), list_name=list_name, query=query)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the view and show the list in it."""
        list_name, query = request.POST.get("list", ""), request.POST.get("query", "")
        self.list_page(list_name)
        form = self.form(request.POST)
        if form.is_valid():
            terms = _terms(query)
            try:
                view = save_view(
                    owner=self.request.user,
                    list_name=list_name,
                    name=form.cleaned_data["name"],
                    terms=terms,
                    is_shared=form.wants_sharing,
                )
            except ViewError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The view “%(name)s” was saved.") % {"name": view.name})
                return redirect(_address(view))
        return self._page(form, list_name=list_name, query=query, status=_UNPROCESSABLE)

    def _page(self, form: ViewForm, *, list_name: str, query: str, status: int | None = None) -> HttpResponse:
        page = self.list_page(list_name)
        context = {
            "form": form,
            "list_name": list_name,
            "query": query,
            "label": page.file_name,
            "back_url": f"{reverse(list_name)}?{query}",
        }
        return render(self.request, "contacts/view_new.html", context, status=status)


class ChangeView(ViewPage):
    """Give a view another name, or share it with everybody."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the name as a form."""
        view = self.view_or_404(pk)
        return self._page(view, self.form(initial={"name": view.name, "is_shared": view.is_shared}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write the name and show the list in the view."""
        view = self.view_or_404(pk)
        form = self.form(request.POST)
        if form.is_valid():
            try:
                rename_view(view, name=form.cleaned_data["name"], is_shared=form.wants_sharing, by=self.request.user)
            except ViewError as error:
                form.refuse(error)
                view = self.view_or_404(pk)
            else:
                messages.success(request, _("The view “%(name)s” was saved.") % {"name": view.name})
                return redirect(_address(view))
        return self._page(view, form, status=_UNPROCESSABLE)

    def _page(self, view: SavedView, form: ViewForm, status: int | None = None) -> HttpResponse:
        context = {
            "form": form,
            "view": view,
            "label": self.list_page(view.list_name).file_name,
            "list_url": reverse(view.list_name),
            "back_url": _address(view),
        }
        return render(self.request, "contacts/view_change.html", context, status=status)


class SaveView(ViewPage):
    """Give one's own view the filters, order and columns of the list as it stands."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write them and show the list."""
        view = change_view(self.view_or_404(pk), terms=_terms(request.POST.get("query", "")), by=self.request.user)
        messages.success(request, _("The view “%(name)s” was saved.") % {"name": view.name})
        return redirect(_address(view))


class DeleteView(ViewPage):
    """Delete one's own view. The list keeps its filters, so that it can be saved again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it and show the list as the view showed it."""
        view = self.view_or_404(pk)
        address = reverse(view.list_name) + terms_of(view).address(ALL)
        delete_view(view, by=self.request.user)
        messages.success(
            request,
            _("The view “%(name)s” was deleted. The list still stands as it was: save it again to have it back.")
            % {"name": view.name},
        )
        return redirect(address)


class StartWithView(ViewPage):
    """Let a list open with a view, for oneself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the choice and show the list in that view."""
        list_name, key = request.POST.get("list", ""), request.POST.get("view", "")
        page = self.list_page(list_name)
        saved = {str(view.pk): terms_of(view) for view in views_for(self.request.user, list_name)}
        built_in = {view.key: view.terms for view in page.built_in_views}
        terms = {ALL: ViewTerms(), **built_in, **saved}.get(key)
        if terms is None:
            raise Http404(_("There is no such view of this list any more, or it is not shared with you."))
        start_with(self.request.user, list_name=list_name, view_key="" if key == ALL else key)
        messages.success(request, _("From now on the list starts with this view."))
        return redirect(reverse(list_name) + terms.address(key))


def _terms(query: str) -> ViewTerms:
    return ViewTerms.of(parse_qs(query, keep_blank_values=True))


def _address(view: SavedView) -> str:
    return reverse(view.list_name) + terms_of(view).address(str(view.pk))
