"""Entering and changing order lines, pricing them by hand and handing them back, and why one costs what it costs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reselect, reswap, retarget

from contacts.decimals import LocalizedDecimalField
from orders.entry import change_line, hand_back, remove_line, set_by_hand
from orders.explanation import explanation_of
from orders.forms import ChangeLineForm, HandPriceForm
from orders.models import OrderLine
from orders.services import OrderError
from orders.views import PageRequest
from orders.views.order_forms import LineFormPage, card_url, line_or_404, line_terms

MAY_CHANGE = "orders.change_orderline"
MAY_REMOVE = "orders.delete_orderline"


class ChangeLine(LineFormPage[ChangeLineForm]):
    """Change what is ordered on a line; it takes the price that the rule gives now."""

    permission_required = MAY_CHANGE
    template_name = "orders/change_line.html"
    form_class = ChangeLineForm

    def get_form(self, form_class: type[ChangeLineForm] | None = None) -> ChangeLineForm:
        form: ChangeLineForm = super().get_form(form_class)
        if self._is_in_row() and not form.is_bound:
            form.fields["quantity"].widget.attrs["autofocus"] = True
        return form

    def get_template_names(self) -> list[str]:
        return ["orders/_line_editor.html"] if self._is_in_row() else super().get_template_names()

    def form_invalid(self, form: ChangeLineForm) -> HttpResponse:
        response = super().form_invalid(form)
        if self._is_in_row():
            row = f"#line-{self.line.pk}"
            reswap(reselect(retarget(response, row), row), "outerHTML")
        return response

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **response_kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    def _is_in_row(self) -> bool:
        """Tell whether the line is changed in its row on the card, and not on a page of its own."""
        return bool(self.request.htmx) and self.request.htmx.target in (f"line-{self.line.pk}", "order-lines")

    def write(self, form: ChangeLineForm) -> str:
        line = change_line(self.line, details=form.details(), seen=form.cleaned_data["seen"] or None)
        return _("Line %(line)s was changed: %(terms)s.") % {"line": line.line_number, "terms": line_terms(line)}


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
            "terms": line_terms(line),
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
    return redirect(card_url(line.order, line))


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
        messages.success(request, sentence % {"line": line.line_number, "terms": line_terms(line)})
    return redirect(card_url(line.order, line))


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
