"""Pages of the contacts app."""

from django.urls import path

from contacts.views import ContactCard, ContactList

app_name = "contacts"

urlpatterns = [
    path("contacts/", ContactList.as_view(), name="list"),
    path("contacts/<number:number>/", ContactCard.as_view(), name="card"),
]
