"""Pages of the segments app."""

from django.urls import path

from segments.bulk import VALUES, Verb
from segments.views.adding import AddContacts
from segments.views.bulk import ChangeMany
from segments.views.campaign import CampaignSegments
from segments.views.card import SegmentCard, SetFlag
from segments.views.changes import SegmentChanges, UndoChange
from segments.views.contact import ContactSegments
from segments.views.contact_campaigns import ContactCampaigns
from segments.views.criteria import BuildSegment
from segments.views.editing import ChangeSegment, CreateSegment, DeleteSegment
from segments.views.finishing import CancelSegment, CopySegment, LogSegment
from segments.views.flagged import FlaggedContacts
from segments.views.follow_up import FollowUp
from segments.views.history import SegmentHistory
from segments.views.listing import SegmentList, SegmentSearch
from segments.views.mailing_groups import ApplyMailingGroup, AssignedContacts
from segments.views.merging import ChooseMerge, MergeContacts
from segments.views.moving import ChangeContactCompany
from segments.views.printing import SegmentAddresses, SegmentLabels
from segments.views.reachable import SegmentReach
from segments.views.refreshing import FollowRules, RefreshContacts, RefreshSegment
from segments.views.reusing import ReuseCriteria, ReusedContacts
from segments.views.saved_criteria import (
    ChangeSavedCriteria,
    DeleteSavedCriteria,
    NewSegmentFromCriteria,
    SavedCriteriaCard,
    SavedCriteriaList,
)
from segments.views.saving import SaveCriteria
from segments.views.sheet import CampaignSheet
from segments.views.step_contacts import FoundContacts, StepContacts
from segments.views.step_verbs import StartOver, UndoStep
from segments.views.steps import SegmentSteps
from segments.views.whole import MarkWhole, UnlinkSegment

app_name = "segments"

urlpatterns = [
    path("segments/", SegmentList.as_view(), name="list"),
    path("segments/search/", SegmentSearch.as_view(), name="search"),
    path("segments/search/open/", SegmentSearch.as_view(is_any_campaign=True), name="search-open"),
    path("segments/new/", CreateSegment.as_view(), name="create"),
    path("segments/criteria/", SavedCriteriaList.as_view(), name="saved-list"),
    path("segments/criteria/<number:code>/", SavedCriteriaCard.as_view(), name="saved-card"),
    path("segments/criteria/<number:code>/edit/", ChangeSavedCriteria.as_view(), name="saved-edit"),
    path("segments/criteria/<number:code>/delete/", DeleteSavedCriteria.as_view(), name="saved-delete"),
    path("segments/criteria/<number:code>/new-segment/", NewSegmentFromCriteria.as_view(), name="saved-new-segment"),
    path("segments/<number:number>/", SegmentCard.as_view(), name="card"),
    path("segments/<number:number>/edit/", ChangeSegment.as_view(), name="edit"),
    path("segments/<number:number>/delete/", DeleteSegment.as_view(), name="delete"),
    path("segments/<number:number>/contacts/", AddContacts.as_view(), name="add-contacts"),
    path("segments/<number:number>/criteria/", BuildSegment.as_view(), name="build"),
    path("segments/<number:number>/criteria/<str:step>/<slug:fate>/", FoundContacts.as_view(), name="found"),
    path("segments/<number:number>/steps/", SegmentSteps.as_view(), name="steps"),
    path("segments/<number:number>/steps/save/", SaveCriteria.as_view(), name="save-criteria"),
    path("segments/<number:number>/reuse/", ReuseCriteria.as_view(), name="reuse"),
    path("segments/<number:number>/reuse/<number:code>/<slug:fate>/", ReusedContacts.as_view(), name="reused"),
    path("segments/<number:number>/steps/<int:sequence>/", StepContacts.as_view(), name="step-contacts"),
    path("segments/<number:number>/steps/<int:sequence>/undo/", UndoStep.as_view(), name="undo-step"),
    path("segments/<number:number>/steps/<int:sequence>/redo/", UndoStep.as_view(is_redoing=True), name="redo-step"),
    path("segments/<number:number>/start-over/", StartOver.as_view(), name="start-over"),
    path("segments/<number:number>/refresh/", RefreshSegment.as_view(), name="refresh"),
    path("segments/<number:number>/refresh/<slug:fate>/", RefreshContacts.as_view(), name="refresh-contacts"),
    path("segments/<number:number>/follow/", FollowRules.as_view(), name="follow"),
    path("segments/<number:number>/fix/", FollowRules.as_view(follows=False), name="fix"),
    *(path(f"segments/<number:number>/lines/{verb}/", ChangeMany.as_view(verb=verb), name=verb) for verb in VALUES),
    path("segments/<number:number>/lines/<int:line_number>/target/", SetFlag.as_view(flag="target"), name="set-target"),
    path(
        "segments/<number:number>/lines/<int:line_number>/response/",
        SetFlag.as_view(flag="response"),
        name="set-response",
    ),
    path("segments/<number:number>/changes/", SegmentChanges.as_view(), name="changes"),
    path("segments/<number:number>/changes/<int:pk>/undo/", UndoChange.as_view(), name="undo-change"),
    path("segments/<number:number>/mark/", MarkWhole.as_view(verb=Verb.MARK_TARGETS), name="mark-whole"),
    path("segments/<number:number>/clear/", MarkWhole.as_view(verb=Verb.CLEAR_TARGETS), name="clear-whole"),
    path("segments/<number:number>/unlink/", UnlinkSegment.as_view(), name="unlink"),
    path("segments/<number:number>/log/", LogSegment.as_view(), name="log"),
    path("segments/<number:number>/cancel/", CancelSegment.as_view(), name="cancel"),
    path("segments/<number:number>/copy/", CopySegment.as_view(), name="copy"),
    path("segments/<number:number>/follow-up/", FollowUp.as_view(), name="follow-up"),
    path("segments/<number:number>/mailing-group/", ApplyMailingGroup.as_view(), name="mailing-group"),
    path(
        "segments/<number:number>/mailing-group/<number:code>/<slug:fate>/",
        AssignedContacts.as_view(),
        name="assigned",
    ),
    path("segments/<number:number>/print/labels/", SegmentLabels.as_view(), name="labels"),
    path("segments/<number:number>/print/addresses/", SegmentAddresses.as_view(), name="addresses"),
    path("segments/<number:number>/messages/", SegmentReach.as_view(), name="reach"),
    path("segments/<number:number>/history/", SegmentHistory.as_view(), name="history"),
    path("contacts/<number:number>/segments/", ContactSegments.as_view(), name="contact-segments"),
    path("campaigns/<number:number>/targets/contacts/", FlaggedContacts.as_view(), name="campaign-flagged"),
    path("campaigns/<number:number>/print/", CampaignSheet.as_view(), name="campaign-sheet"),
    path("contacts/<number:number>/company/", ChangeContactCompany.as_view(), name="contact-company"),
    path("contacts/<number:number>/merge/", ChooseMerge.as_view(), name="merge-with"),
    path("contacts/<number:number>/merge/<number:other>/", MergeContacts.as_view(), name="merge"),
    path("contacts/<number:number>/campaigns/", ContactCampaigns.as_view(), name="contact-campaigns"),
    path("campaigns/<number:number>/segments/", CampaignSegments.as_view(), name="campaign-segments"),
]
