"""Pages of the orders app."""

from django.urls import URLPattern, path

from orders.models import ActivationRun
from orders.views import activation, card, contact, customers, heads, lines, orders, runs, schedules, shares

app_name = "orders"


def _pages_of(kind: ActivationRun.Kind, word: str) -> list[URLPattern]:
    """Return the pages on which a run of one kind is previewed, checked and started."""
    below, name = f"campaigns/<number:number>/{word}/", activation.PAGES[kind]
    return [
        path(below, activation.PreviewPage.as_view(kind=kind), name=f"{name}-preview"),
        path(f"{below}check/", activation.check, {"kind": kind}, name=f"{name}-check"),
        path(f"{below}start/", activation.start, {"kind": kind}, name=f"{name}-start"),
    ]


def _schedules_of(kind: ActivationRun.Kind, word: str) -> list[URLPattern]:
    """Return the verbs that let a run of one kind be made by itself on its day, or no longer."""
    below, name = f"campaigns/<number:number>/{word}/by-itself/", activation.PAGES[kind]
    return [
        path(below, schedules.schedule, {"kind": kind}, name=f"{name}-schedule"),
        path(f"{below}cancel/", schedules.cancel, {"kind": kind}, name=f"{name}-unschedule"),
    ]


urlpatterns: list[URLPattern] = [
    *_pages_of(ActivationRun.Kind.ACTIVATE, "activate"),
    *_pages_of(ActivationRun.Kind.DEACTIVATE, "deactivate"),
    *_pages_of(ActivationRun.Kind.RESYNC, "resync"),
    *_schedules_of(ActivationRun.Kind.ACTIVATE, "activate"),
    *_schedules_of(ActivationRun.Kind.DEACTIVATE, "deactivate"),
    path("campaigns/<number:number>/runs/", runs.CampaignRuns.as_view(), name="campaign-runs"),
    path("runs/", runs.RunList.as_view(), name="run-list"),
    path("runs/<int:pk>/", runs.RunPage.as_view(), name="run"),
    path("runs/<int:pk>/continue/", activation.proceed, name="run-continue"),
    path("runs/<int:pk>/discard/", activation.discard, name="run-discard"),
    path("runs/<int:pk>/buyers/", shares.SharePage.as_view(by="buyer"), name="run-buyers"),
    path("runs/<int:pk>/items/", shares.SharePage.as_view(by="item"), name="run-items"),
    path("runs/<int:pk>/kept/", runs.KeptPage.as_view(), name="run-kept"),
    path("runs/<int:pk>/changes.csv", runs.changes_csv, name="run-csv"),
    path("runs/<int:pk>/changes.xlsx", runs.changes_xlsx, name="run-xlsx"),
    path("contacts/<number:number>/no-customer/", customers.EndCustomer.as_view(), name="end-customer"),
    path("contacts/<number:number>/orders/", contact.ContactOrders.as_view(), name="contact-orders"),
    path("orders/", orders.OrderList.as_view(), name="list"),
    path("orders/new/", heads.NewOrder.as_view(), name="new"),
    path("orders/lines/<int:pk>/why/", lines.explain, name="explain"),
    path("orders/lines/<int:pk>/change/", lines.ChangeLine.as_view(), name="change-line"),
    path("orders/lines/<int:pk>/price-by-hand/", lines.PriceByHand.as_view(), name="price-by-hand"),
    path("orders/lines/<int:pk>/hand-back/", lines.back_to_the_rule, name="hand-back"),
    path("orders/lines/<int:pk>/remove/", lines.remove, name="remove-line"),
    path("orders/<number:number>/", card.OrderCard.as_view(), name="card"),
    path("orders/<number:number>/change/", heads.ChangeHead.as_view(), name="change-order"),
    path("orders/<number:number>/status/", heads.ChangeStatus.as_view(), name="change-status"),
    path("orders/<number:number>/lines/price/", card.quote, name="quote"),
    path("orders/<number:number>/lines/new/", card.EnterLine.as_view(), name="enter-line"),
]
