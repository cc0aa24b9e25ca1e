"""Pages of the pricing app."""

from django.urls import path

from pricing.views import buyer_prices, checking, listing, lookups, rows

app_name = "pricing"

urlpatterns = [
    path("pricing/", listing.PriceList.as_view(), name="list"),
    path("pricing/check/", checking.PriceCheck.as_view(), name="check"),
    path("contacts/<number:number>/prices/", buyer_prices.ContactPrices.as_view(), name="contact-prices"),
    path("contacts/<number:number>/prices/print/", buyer_prices.PriceSheet.as_view(), name="price-sheet"),
    path("buyers/search/", lookups.ContactSearch.as_view(), name="contact-search"),
    path("items/search/", lookups.ItemSearch.as_view(), name="item-search"),
    path("campaigns/<number:number>/prices/", rows.CampaignPrices.as_view(), name="campaign-prices"),
    path("campaigns/<number:number>/prices/new/", rows.AddPrice.as_view(), name="add-price"),
    path("campaigns/<number:number>/prices/<int:pk>/", rows.ChangePrice.as_view(), name="change-price"),
    path("campaigns/<number:number>/prices/<int:pk>/withdraw/", rows.WithdrawPrice.as_view(), name="withdraw-price"),
    path("campaigns/<number:number>/prices/<int:pk>/restore/", rows.RestorePrice.as_view(), name="restore-price"),
    path("campaigns/<number:number>/discounts/", rows.CampaignDiscounts.as_view(), name="campaign-discounts"),
    path("campaigns/<number:number>/discounts/new/", rows.AddDiscount.as_view(), name="add-discount"),
    path("campaigns/<number:number>/discounts/<int:pk>/", rows.ChangeDiscount.as_view(), name="change-discount"),
    path(
        "campaigns/<number:number>/discounts/<int:pk>/withdraw/",
        rows.WithdrawDiscount.as_view(),
        name="withdraw-discount",
    ),
    path(
        "campaigns/<number:number>/discounts/<int:pk>/restore/",
        rows.RestoreDiscount.as_view(),
        name="restore-discount",
    ),
]
