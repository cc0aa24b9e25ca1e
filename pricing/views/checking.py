"""What something would cost somebody: the page that is open beside the telephone."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views import View

from pricing.check import answer_of
from pricing.check_form import PriceCheckForm, first_values
from pricing.models import CustomerTerms, Item, UnitOfMeasure


class PriceCheck(PermissionRequiredMixin, View):
    """A question in the address and its answer, so that both can be kept and sent on."""

    permission_required = ("pricing.view_salesprice", "pricing.view_saleslinediscount")
    permission_denied_message = gettext_lazy("You may not look at prices.")

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        is_asked = bool(request.GET.get("item"))
        given = {name: value for name, value in request.GET.items() if value}
        shown = {**first_values(today=today), **given}
        form = PriceCheckForm(_asked(shown), auto_id="id_%s") if is_asked else PriceCheckForm(initial=shown)
        context: dict[str, Any] = {"form": form, "today": today}
        if is_asked and form.is_valid():
            question = form.question()
            context |= {
                "question": question,
                "answer": answer_of(question),
                "contact": form.cleaned_data["contact"],
                "terms": _terms_of(question.buyer_id),
            }
        return render(request, "pricing/check.html", context | _choices(form))


def _asked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as they would have been typed, the defaults among them."""
    quantity, day = values["quantity"], values["ordered_on"]
    return values | {"quantity": f"{quantity}", "ordered_on": f"{day}"}


def _terms_of(buyer_id: int) -> CustomerTerms | None:
    terms = CustomerTerms.objects.select_related("price_group", "discount_group")
    return terms.filter(buyer=buyer_id).first()


def _choices(form: PriceCheckForm) -> dict[str, Any]:
    """Return the units in which the item is sold and its variants, once it is known."""
    item = getattr(form, "cleaned_data", {}).get("item")
    if not isinstance(item, Item):
        return {"units": (), "variants": ()}
    sold_in = item.units.values("unit")
    units = UnitOfMeasure.objects.filter(pk__in=sold_in) | UnitOfMeasure.objects.filter(pk=item.base_unit_id)
    return {"units": units.order_by("code"), "variants": item.variants.order_by("code")}
