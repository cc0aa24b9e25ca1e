"""Pages of the campaigns app."""

from django.urls import path

from campaigns.views.card import (
    ArchiveCampaign,
    CampaignCard,
    CampaignTargets,
    DeleteCampaign,
    RestoreCampaign,
    SetStatus,
)
from campaigns.views.copying import CopyCampaign
from campaigns.views.editing import ChangeCampaign, CreateCampaign
from campaigns.views.entries import CampaignEntries, CancelEntries, DeleteEntries, UncancelEntries
from campaigns.views.history import CampaignHistory
from campaigns.views.listing import CampaignList, CampaignSearch

app_name = "campaigns"

urlpatterns = [
    path("campaigns/", CampaignList.as_view(), name="list"),
    path("campaigns/search/", CampaignSearch.as_view(), name="search"),
    path("campaigns/new/", CreateCampaign.as_view(), name="create"),
    path("campaigns/<number:number>/", CampaignCard.as_view(), name="card"),
    path("campaigns/<number:number>/edit/", ChangeCampaign.as_view(), name="edit"),
    path("campaigns/<number:number>/copy/", CopyCampaign.as_view(), name="copy"),
    path("campaigns/<number:number>/status/", SetStatus.as_view(), name="set-status"),
    path("campaigns/<number:number>/archive/", ArchiveCampaign.as_view(), name="archive"),
    path("campaigns/<number:number>/restore/", RestoreCampaign.as_view(), name="restore"),
    path("campaigns/<number:number>/delete/", DeleteCampaign.as_view(), name="delete"),
    path("campaigns/<number:number>/targets/", CampaignTargets.as_view(), name="targets"),
    path("campaigns/<number:number>/entries/", CampaignEntries.as_view(), name="entries"),
    path("campaigns/<number:number>/entries/cancel/", CancelEntries.as_view(), name="cancel-entries"),
    path("campaigns/<number:number>/entries/uncancel/", UncancelEntries.as_view(), name="uncancel-entries"),
    path("campaigns/<number:number>/entries/delete/", DeleteEntries.as_view(), name="delete-entries"),
    path("campaigns/<number:number>/history/", CampaignHistory.as_view(), name="history"),
]
