"""Pages of the contacts app."""

from django.urls import path

from contacts.views.consents import ContactConsents, RecordConsent
from contacts.views.contacts import ContactCard, ContactList
from contacts.views.duplicates import DecideDuplicate, DuplicateCard, DuplicateList, SearchDuplicates
from contacts.views.editing import ChangeContact, CompanySearch, CreateContact, DeleteContact
from contacts.views.printing import ContactAddresses, ContactLabels
from contacts.views.profiles import ContactProfile, Questionnaires, UndoProfile
from contacts.views.saved_views import ChangeView, DeleteView, NewView, SaveView, StartWithView
from contacts.views.standing import (
    AddComment,
    AddToGroup,
    ChangeType,
    DeleteComment,
    MakeCustomer,
    RemoveFromGroup,
)

app_name = "contacts"

urlpatterns = [
    path("contacts/", ContactList.as_view(), name="list"),
    path("contacts/print/labels/", ContactLabels.as_view(), name="labels"),
    path("contacts/print/addresses/", ContactAddresses.as_view(), name="addresses"),
    path("contacts/new/", CreateContact.as_view(), name="create"),
    path("contacts/companies/search/", CompanySearch.as_view(), name="company-search"),
    path("contacts/duplicates/", DuplicateList.as_view(), name="duplicates"),
    path("contacts/duplicates/search/", SearchDuplicates.as_view(), name="search-duplicates"),
    path("contacts/duplicates/<int:pk>/", DuplicateCard.as_view(), name="duplicate"),
    path("contacts/duplicates/<int:pk>/separate/", DecideDuplicate.as_view(), name="separate-duplicate"),
    path("contacts/duplicates/<int:pk>/join/", DecideDuplicate.as_view(is_separate=False), name="join-duplicate"),
    path("contacts/<number:number>/", ContactCard.as_view(), name="card"),
    path("contacts/<number:number>/edit/", ChangeContact.as_view(), name="edit"),
    path("contacts/<number:number>/delete/", DeleteContact.as_view(), name="delete"),
    path("contacts/<number:number>/customer/", MakeCustomer.as_view(), name="make-customer"),
    path("contacts/<number:number>/type/", ChangeType.as_view(), name="change-type"),
    path("contacts/<number:number>/groups/<slug:kind>/", AddToGroup.as_view(), name="add-to-group"),
    path("contacts/<number:number>/groups/<slug:kind>/<int:pk>/add/", AddToGroup.as_view(), name="put-in-group"),
    path(
        "contacts/<number:number>/groups/<slug:kind>/<int:pk>/remove/",
        RemoveFromGroup.as_view(),
        name="remove-from-group",
    ),
    path("contacts/<number:number>/comments/", AddComment.as_view(), name="add-comment"),
    path("contacts/<number:number>/comments/<int:pk>/delete/", DeleteComment.as_view(), name="delete-comment"),
    path("contacts/<number:number>/profile/", ContactProfile.as_view(), name="profile"),
    path("contacts/<number:number>/profile/undo/<str:token>/", UndoProfile.as_view(), name="undo-profile"),
    path("contacts/<number:number>/consent/", ContactConsents.as_view(), name="consents"),
    path("contacts/<number:number>/consent/record/", RecordConsent.as_view(), name="record-consent"),
    path("questionnaires/", Questionnaires.as_view(), name="questionnaires"),
    path("views/new/", NewView.as_view(), name="new-view"),
    path("views/start/", StartWithView.as_view(), name="start-view"),
    path("views/<int:pk>/", ChangeView.as_view(), name="change-view"),
    path("views/<int:pk>/save/", SaveView.as_view(), name="save-view"),
    path("views/<int:pk>/delete/", DeleteView.as_view(), name="delete-view"),
]
