"""The card of an order: its lines, each with where its price comes from, and a row in which the next one is entered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from orders.entry import enter_line
from orders.forms import ChangeLineForm, EnterLineForm
from orders.models import Order, OrderLine
from orders.quoting import quote_line
from orders.selectors import lines_of, saved_by_campaigns
from orders.services import OrderError
from orders.tables import OrderLineTable
from orders.views import PageRequest
from orders.views.order_forms import LINES_PER_PAGE, card_url, line_terms, order_or_404
from pricing.models import Item, UnitOfMeasure

MAY_ENTER = "orders.add_orderline"


class OrderCard(PermissionRequiredMixin, View):
    """One order with its lines."""

    permission_required = "orders.view_order"
    permission_denied_message = gettext_lazy("You may not look at orders.")
    request: PageRequest

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        form = EnterLineForm(takes_focus="enter" in request.GET)
        return _card(self.request, order_or_404(number), form)


class EnterLine(PermissionRequiredMixin, View):
    """Enter a line; it takes the price that the rule gives now. What is refused stays typed, on the card."""

    permission_required = MAY_ENTER
    permission_denied_message = gettext_lazy("You may look at orders, not enter lines.")
    request: PageRequest

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return redirect(card_url(order_or_404(number), enter="line"))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        order = order_or_404(number)
        form = EnterLineForm(request.POST)
        if form.is_valid():
            try:
                line = enter_line(order, details=form.details())
            except OrderError as error:
                form.add_error(None, str(error))
            else:
                sentence = _("Line %(line)s was entered: %(terms)s.")
                messages.success(request, sentence % {"line": line.line_number, "terms": line_terms(line)})
                return redirect(card_url(order, line, enter="line"))
        return _card(self.request, order, form, status=422)


@require_safe
@permission_required("orders.view_orderline", raise_exception=True)
def quote(request: PageRequest, number: str) -> HttpResponse:
    """Answer, while somebody types, what the line would cost: the part of a page below the fields."""
    order = order_or_404(number)
    line = OrderLine.objects.select_related("item", "unit", "variant").filter(order=order)
    key = request.GET.get("line", "")
    changed = line.filter(pk=key).first() if key.isdecimal() else None
    form = EnterLineForm(request.GET) if changed is None else ChangeLineForm(request.GET, line=changed)
    context: dict[str, Any] = {"order": order, "form": form, "is_new": changed is None, **_choices(form)}
    if form.is_valid():
        try:
            context["quote"] = quote_line(order, details=form.details(), line=changed)
        except OrderError as error:
            context["refusal"] = str(error)
    return render(request, "orders/_quote.html", context)


def _card(request: PageRequest, order: Order, form: EnterLineForm, *, status: int = 200) -> HttpResponse:
    table = OrderLineTable(lines_of(order))
    RequestConfig(request, paginate={"per_page": LINES_PER_PAGE}).configure(table)
    is_open, may = order.status == Order.Status.OPEN, request.user.has_perm
    context = {
        "order": order,
        "table": table,
        "form": form,
        "total_amount": order.lines.aggregate(total=Sum("line_amount"))["total"] or 0,
        "saved_amount": saved_by_campaigns(order),
        "changed": "" if "enter" in request.GET else request.GET.get("changed", ""),
        "may_change_status": may("orders.change_order"),
        "may_change_head": is_open and may("orders.change_order"),
        "may_enter_lines": is_open and may(MAY_ENTER),
        "may_change_lines": is_open and may("orders.change_orderline"),
        "check_url": reverse("pricing:check", query={"contact": order.buyer.number}),
    }
    return render(request, "orders/card.html", context, status=status)


def _choices(form: EnterLineForm | ChangeLineForm) -> dict[str, Any]:
    """Return the units in which the item that was typed is sold, and its variants."""
    form.full_clean()
    item = form.cleaned_data.get("item")
    if not isinstance(item, Item):
        return {"units": (), "variants": ()}
    units = UnitOfMeasure.objects.filter(pk__in=[item.base_unit_id, *item.units.values_list("unit", flat=True)])
    return {"units": units.order_by("code"), "variants": item.variants.order_by("code")}
