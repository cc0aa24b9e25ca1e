"""Pages of the pricing app."""

from django.urls import path

from pricing.views import buyer_prices, checking, grid, listing, lookups, pasting, rows, suggesting, withdrawing

app_name = "pricing"

urlpatterns = [
    path("pricing/", listing.PriceList.as_view(), name="list"),
    path("pricing/check/", checking.PriceCheck.as_view(), name="check"),
    path("contacts/<number:number>/prices/", buyer_prices.ContactPrices.as_view(), name="contact-prices"),
    path("contacts/<number:number>/prices/print/", buyer_prices.PriceSheet.as_view(), name="price-sheet"),
    path("buyers/search/", lookups.ContactSearch.as_view(), name="contact-search"),
    path("items/search/", lookups.ItemSearch.as_view(), name="item-search"),
    path("campaigns/<number:number>/prices/", grid.CampaignPrices.as_view(), name="campaign-prices"),
    path("campaigns/<number:number>/prices/confirm/", grid.ConfirmPriceChanges.as_view(), name="confirm-price-changes"),
    path("campaigns/<number:number>/prices/withdraw/", withdrawing.WithdrawPrices.as_view(), name="withdraw-prices"),
    path("campaigns/<number:number>/prices/restore/", withdrawing.RestorePrices.as_view(), name="restore-prices"),
    path("campaigns/<number:number>/prices/suggest/", suggesting.SuggestPrices.as_view(), name="suggest-prices"),
    path("campaigns/<number:number>/prices/paste/", pasting.PastePrices.as_view(), name="paste-prices"),
    path("campaigns/<number:number>/prices/new/", rows.AddPrice.as_view(), name="add-price"),
    path("campaigns/<number:number>/prices/<int:pk>/", rows.ChangePrice.as_view(), name="change-price"),
    path(
        "campaigns/<number:number>/prices/<int:pk>/withdraw/",
        withdrawing.WithdrawPrice.as_view(),
        name="withdraw-price",
    ),
    path(
        "campaigns/<number:number>/prices/<int:pk>/restore/", withdrawing.RestorePrices.as_view(), name="restore-price"
    ),
    path("campaigns/<number:number>/discounts/", grid.CampaignDiscounts.as_view(), name="campaign-discounts"),
    path(
        "campaigns/<number:number>/discounts/confirm/",
        grid.ConfirmDiscountChanges.as_view(),
        name="confirm-discount-changes",
    ),
    path(
        "campaigns/<number:number>/discounts/withdraw/",
        withdrawing.WithdrawDiscounts.as_view(),
        name="withdraw-discounts",
    ),
    path(
        "campaigns/<number:number>/discounts/restore/",
        withdrawing.RestoreDiscounts.as_view(),
        name="restore-discounts",
    ),
    path("campaigns/<number:number>/discounts/paste/", pasting.PasteDiscounts.as_view(), name="paste-discounts"),
    path("campaigns/<number:number>/discounts/new/", rows.AddDiscount.as_view(), name="add-discount"),
    path("campaigns/<number:number>/discounts/<int:pk>/", rows.ChangeDiscount.as_view(), name="change-discount"),
    path(
        "campaigns/<number:number>/discounts/<int:pk>/withdraw/",
        withdrawing.WithdrawDiscount.as_view(),
        name="withdraw-discount",
    ),
    path(
        "campaigns/<number:number>/discounts/<int:pk>/restore/",
        withdrawing.RestoreDiscounts.as_view(),
        name="restore-discount",
    ),
]
