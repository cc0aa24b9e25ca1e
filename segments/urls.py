"""Pages of the segments app."""

from django.urls import path

from segments.views.adding import AddContacts
from segments.views.campaign import CampaignSegments
from segments.views.card import ClearTargets, MarkTargets, RemoveLines, SegmentCard, SetResponse, SetTarget
from segments.views.contact import ContactSegments
from segments.views.editing import ChangeSegment, CreateSegment, DeleteSegment
from segments.views.flagged import FlaggedContacts
from segments.views.history import SegmentHistory
from segments.views.listing import SegmentList, SegmentSearch

app_name = "segments"

urlpatterns = [
    path("segments/", SegmentList.as_view(), name="list"),
    path("segments/search/", SegmentSearch.as_view(), name="search"),
    path("segments/new/", CreateSegment.as_view(), name="create"),
    path("segments/<number:number>/", SegmentCard.as_view(), name="card"),
    path("segments/<number:number>/edit/", ChangeSegment.as_view(), name="edit"),
    path("segments/<number:number>/delete/", DeleteSegment.as_view(), name="delete"),
    path("segments/<number:number>/contacts/", AddContacts.as_view(), name="add-contacts"),
    path("segments/<number:number>/lines/mark/", MarkTargets.as_view(), name="mark-targets"),
    path("segments/<number:number>/lines/clear/", ClearTargets.as_view(), name="clear-targets"),
    path("segments/<number:number>/lines/remove/", RemoveLines.as_view(), name="remove-lines"),
    path("segments/<number:number>/lines/<int:line_number>/target/", SetTarget.as_view(), name="set-target"),
    path("segments/<number:number>/lines/<int:line_number>/response/", SetResponse.as_view(), name="set-response"),
    path("segments/<number:number>/history/", SegmentHistory.as_view(), name="history"),
    path("contacts/<number:number>/segments/", ContactSegments.as_view(), name="contact-segments"),
    path("campaigns/<number:number>/targets/contacts/", FlaggedContacts.as_view(), name="campaign-flagged"),
    path("campaigns/<number:number>/segments/", CampaignSegments.as_view(), name="campaign-segments"),
]
