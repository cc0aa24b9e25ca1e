"""What the pages have in common on which an order or a line of it is changed."""

from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from contacts.templatetags.formats import money, percent, price
from orders.forms import SeenLineForm
from orders.labels import price_origin
from orders.line_pricing import LineChangedError
from orders.models import Order, OrderLine
from orders.selectors import with_rows
from orders.services import OrderError
from orders.views import PageRequest

LINES_PER_PAGE = 100

Filled = TypeVar("Filled", bound=forms.Form)
OnLine = TypeVar("OnLine", bound=SeenLineForm)


class OrderFormPage(PermissionRequiredMixin, FormView, Generic[Filled]):
    """A form about an order: what the services refuse stands above it, and success leads back to the order."""

    request: PageRequest
    order: Order

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(order=self.order, **context)

    def form_valid(self, form: Filled) -> HttpResponse:
        try:
            sentence = self.write(form)
        except OrderError as error:
            self.refuse(form, error)
            return self.form_invalid(form)
        messages.success(self.request, sentence)
        return redirect(self.success_page())

    def form_invalid(self, form: Filled) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def success_page(self) -> str:
        """Return where one goes on when it is written."""
        return card_url(self.order)

    def refuse(self, form: Filled, error: OrderError) -> None:
        """Show why it cannot be written so."""
        form.add_error(None, str(error))

    def write(self, form: Filled) -> str:
        """Write what was filled in and return what to say about it.

        :raises OrderError: it cannot be.
        """
        raise NotImplementedError


class LineFormPage(OrderFormPage[OnLine]):
    """A form about one line of an order."""

    line: OrderLine

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.has_permission():
            self.line = line_or_404(kwargs["pk"])
            self.order = self.line.order
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "line": self.line}

    def refuse(self, form: OnLine, error: OrderError) -> None:
        super().refuse(form, error)
        if isinstance(error, LineChangedError):
            form.compare_with(error.line)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(line=self.line, **context)

    def success_page(self) -> str:
        return card_url(self.order, self.line)


def order_or_404(number: str) -> Order:
    """Return the order with its buyer and campaign."""
    return get_object_or_404(Order.objects.select_related("buyer", "campaign"), number=number)


def line_or_404(pk: int) -> OrderLine:
    """Return the line with its order, item and the rows that its terms came from."""
    return get_object_or_404(with_rows(OrderLine.objects.select_related("order__buyer", "order__campaign")), pk=pk)


def card_url(order: Order, line: OrderLine | None = None, **query: str) -> str:
    """Return the card of the order, at the page with ``line``, which was changed just now."""
    if line is not None:
        before = OrderLine.objects.filter(order=order, line_number__lt=line.line_number).count()
        query |= {"changed": str(line.pk)}
        if before >= LINES_PER_PAGE:
            query |= {"page": str(before // LINES_PER_PAGE + 1)}
    return reverse("orders:card", args=[order.number], query=query)


def line_terms(line: OrderLine) -> str:
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
