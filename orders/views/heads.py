"""Making an order, changing its head, and its status."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.models import Contact
from contacts.numbering import NumberError
from orders.head_forms import NewOrderForm, OrderHeadForm, StatusForm
from orders.heads import EffectChangedError, HeadEffect, change_order, change_status, create_order, effect_of
from orders.labels import status_choices
from orders.models import Order
from orders.selectors import last_factor_of
from orders.services import OrderError
from orders.views.order_forms import OrderFormPage, order_or_404
from pricing.models import CustomerTerms


class NewOrder(PermissionRequiredMixin, View):
    """A new order; its lines are entered on its card."""

    permission_required = "orders.add_order"
    permission_denied_message = gettext_lazy("You may look at orders, not make one.")

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("buyer", "").strip()
        first = {"buyer": typed, "ordered_on": timezone.localdate(), **_currency_of(typed)}
        return render(request, "orders/new.html", {"form": NewOrderForm(initial=first)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewOrderForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:
                order = create_order(buyer=values["buyer"], head=form.head(), number=values["number"])
            except (OrderError, NumberError) as error:
                form.refuse(error)
            else:
                messages.success(request, _made(order, values["buyer"]))
                return redirect(reverse("orders:card", args=[order.number], query={"enter": "line"}))
        return render(request, "orders/new.html", {"form": form}, status=422)


class ChangeHead(OrderFormPage[OrderHeadForm]):
    """Change the date of an order or the campaign named on it, once it was shown what that does to its lines."""

    permission_required = "orders.change_order"
    template_name = "orders/change_head.html"
    form_class = OrderHeadForm
    is_other_effect = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.has_permission():
            self.order = order_or_404(kwargs["number"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "order": self.order}

    def form_valid(self, form: OrderHeadForm) -> HttpResponse:
        try:
            effect = effect_of(self.order, head=form.head())
        except OrderError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        if effect.moves and form.cleaned_data["checked"] != effect.digest:
            return self._show(form, effect)
        self.digest = effect.digest
        return super().form_valid(form)

    def refuse(self, form: OrderHeadForm, error: OrderError) -> None:
        super().refuse(form, error)
        self.is_other_effect = isinstance(error, EffectChangedError)

    def form_invalid(self, form: OrderHeadForm) -> HttpResponse:
        if self.is_other_effect:
            return self._show(form, effect_of(self.order, head=form.head()), status=422)
        return super().form_invalid(form)

    def write(self, form: OrderHeadForm) -> str:
        change_order(self.order, head=form.head(), expected=self.digest)
        return _("Order %(number)s was changed and its lines were priced again.") % {"number": self.order.number}

    def _show(self, form: OrderHeadForm, effect: HeadEffect, status: int = 200) -> HttpResponse:
        form.show(effect.digest)
        return self.render_to_response(self.get_context_data(form=form, effect=effect), status=status)


class ChangeStatus(OrderFormPage[StatusForm]):
    """Release, close, cancel or reopen an order, each with what that means."""

    permission_required = "orders.change_order"
    template_name = "orders/change_status.html"
    form_class = StatusForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.has_permission():
            self.order = order_or_404(kwargs["number"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "order": self.order}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        return {**context, "choices": status_choices(context["form"].next_statuses)}

    def write(self, form: StatusForm) -> str:
        order = change_status(self.order, status=form.cleaned_data["status"], seen=form.cleaned_data["seen"])
        return _("Order %(number)s is %(status)s now. Its prices stayed as they were.") % {
            "number": order.number,
            "status": order.get_status_display().lower(),
        }


def _currency_of(typed: str) -> dict[str, Any]:
    """Return the currency of the buyer whose number was typed, and the factor that an order last had for it."""
    contact = Contact.objects.filter(number__iexact=typed).first() if typed else None
    terms = CustomerTerms.objects.filter(buyer=contact.buyer_id).first() if contact else None
    if terms is None or not terms.currency_code:
        return {}
    return {"currency": terms.currency_code, "currency_factor": last_factor_of(terms.currency_code)}


def _made(order: Order, typed: Contact) -> str:
    if typed.pk == order.buyer_id:
        return _("Order %(number)s for %(buyer)s was made.") % {"number": order.number, "buyer": typed.name}
    return _("Order %(number)s was made for %(company)s: %(person)s buys for this company.") % {
        "number": order.number,
        "company": typed.company.name if typed.company else "",
        "person": typed.name,
    }
