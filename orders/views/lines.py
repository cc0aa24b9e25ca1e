"""Entering and changing order lines, pricing them by hand and handing them back, and why one costs what it costs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.decimals import LocalizedDecimalField
from contacts.templatetags.formats import money, percent, price
from orders.entry import change_line, enter_line, hand_back, remove_line, set_by_hand
from orders.explanation import explanation_of
from orders.forms import ChangeLineForm, EnterLineForm, HandPriceForm
from orders.labels import price_origin
from orders.models import OrderLine
from orders.services import OrderError
from orders.views import PageRequest
from orders.views.order_forms import LineFormPage, OrderFormPage, line_or_404, order_or_404

MAY_ENTER = "orders.add_orderline"
MAY_CHANGE = "orders.change_orderline"
MAY_REMOVE = "orders.delete_orderline"


class EnterLine(OrderFormPage[EnterLineForm]):
    """Enter a line; it takes the price that the rule gives now."""

    permission_required = MAY_ENTER
    template_name = "orders/enter_line.html"
    form_class = EnterLineForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.has_permission():
            self.order = order_or_404(kwargs["number"])
        return super().dispatch(request, *args, **kwargs)

    def write(self, form: EnterLineForm) -> str:
        line = enter_line(self.order, details=form.details())
        return _("Line %(line)s was entered: %(terms)s.") % {"line": line.line_number, "terms": _terms(line)}


class ChangeLine(LineFormPage[ChangeLineForm]):
    """Change what is ordered on a line; it takes the price that the rule gives now."""

    permission_required = MAY_CHANGE
    template_name = "orders/change_line.html"
    form_class = ChangeLineForm

    def write(self, form: ChangeLineForm) -> str:
        line = change_line(self.line, details=form.details(), seen=form.cleaned_data["seen"] or None)
        return _("Line %(line)s was changed: %(terms)s.") % {"line": line.line_number, "terms": _terms(line)}


class PriceByHand(LineFormPage[HandPriceForm]):
    """Give a line a price and a discount that no run will change."""

    permission_required = MAY_CHANGE
    template_name = "orders/price_by_hand.html"
    form_class = HandPriceForm

    def write(self, form: HandPriceForm) -> str:
        line = set_by_hand(
            self.line,
            price=form.price(),
            at=timezone.now(),
            by=self.request.user,
            seen=form.cleaned_data["seen"] or None,
        )
        return _("Line %(line)s was priced by hand: %(terms)s. No run will change it.") % {
            "line": line.line_number,
            "terms": _terms(line),
        }


@require_POST
@permission_required(MAY_REMOVE, raise_exception=True)
def remove(request: PageRequest, pk: int) -> HttpResponse:
    """Take a line off its order."""
    line = line_or_404(pk)
    try:
        remove_line(line, seen=request.POST.get("seen") or None)
    except OrderError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Line %(line)s was removed.") % {"line": line.line_number})
    return redirect("orders:card", number=line.order.number)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def back_to_the_rule(request: PageRequest, pk: int) -> HttpResponse:
    """Let the price rule price a line again that was priced by hand."""
    line = line_or_404(pk)
    try:
        line = hand_back(line, seen=request.POST.get("seen") or None)
    except OrderError as error:
        messages.error(request, str(error))
    else:
        sentence = _("Line %(line)s is priced by the rule again: %(terms)s.")
        messages.success(request, sentence % {"line": line.line_number, "terms": _terms(line)})
    return redirect("orders:card", number=line.order.number)


@require_safe
@permission_required("orders.view_orderline", raise_exception=True)
def explain(request: PageRequest, pk: int) -> HttpResponse:
    """Say why a line costs what it costs, with every offer that lost."""
    line = line_or_404(pk)
    explanation = explanation_of(line)
    return render(
        request,
        "orders/explain.html",
        {
            "line": line,
            "order": line.order,
            "explanation": explanation,
            "check_url": _check_url(line),
            "may_change": explanation.is_open and not explanation.is_settled and request.user.has_perm(MAY_CHANGE),
        },
    )


def _check_url(line: OrderLine) -> str:
    """Return the price check filled in with what the line asks, to play on with other quantities or dates."""
    order = line.order
    query: dict[str, str] = {
        "contact": order.buyer.number,
        "item": line.item.number,
        "quantity": str(LocalizedDecimalField(max_digits=15, decimal_places=5).prepare_value(line.quantity)),
        "unit": line.unit.code,
        "ordered_on": order.ordered_on.isoformat(),
    }
    if line.variant is not None:
        query["variant"] = line.variant.code
    if order.campaign is not None:
        query["campaign"] = order.campaign.number
    if order.currency_code:
        factor = LocalizedDecimalField(max_digits=15, decimal_places=9).prepare_value(order.currency_factor)
        query |= {"currency": order.currency_code, "currency_factor": str(factor)}
    return reverse("pricing:check", query=query)


def _terms(line: OrderLine) -> str:
    """Return price, discount, amount and where the price comes from, for a message."""
    currency = line.order.currency_code
    values = {
        "price": price(line.unit_price, currency),
        "percent": percent(line.line_discount_percent),
        "amount": money(line.line_amount, currency),
        "origin": price_origin(line),
    }
    if line.line_discount_percent:
        return _("%(price)s a unit less %(percent)s, %(amount)s in all (%(origin)s)") % values
    return _("%(price)s a unit, %(amount)s in all (%(origin)s)") % values
