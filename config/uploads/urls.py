"""Pages of jobs and imports. Their names have no room before them, so that a page of any room may link to them."""

from django.urls import path

from config.uploads import downloads, views

urlpatterns = [
    path("campaigns/<number:number>/prices/sheet/", downloads.price_sheet, name="price-sheet"),
    path("campaigns/<number:number>/discounts/sheet/", downloads.discount_sheet, name="discount-sheet"),
    path("campaigns/<number:number>/prices/sheet/upload/", views.bring_sheet, {"kind": "campaign-prices"}),
    path("campaigns/<number:number>/discounts/sheet/upload/", views.bring_sheet, {"kind": "campaign-discounts"}),
    path("imports/export/contacts/", downloads.contacts, name="contacts-export"),
    path("imports/new/", views.choose_kind, name="import-choose"),
    path("imports/new/<slug:kind>/", views.new_import, name="import-new"),
    path("imports/template/<slug:kind>/", downloads.template, name="import-template"),
    path("imports/<int:pk>/", views.show, name="import"),
    path("imports/<int:pk>/columns/", views.columns, name="import-columns"),
    path("imports/<int:pk>/check/", views.check, name="import-check"),
    path("imports/<int:pk>/save/", views.save, name="import-save"),
    path("imports/<int:pk>/discard/", views.discard, name="import-discard"),
    path("imports/<int:pk>/rejects/", downloads.rejects, name="import-rejects"),
]
