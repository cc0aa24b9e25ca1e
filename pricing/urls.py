"""Pages of the pricing app."""

from django.urls import path

from pricing import views

app_name = "pricing"

urlpatterns = [
    path("items/search/", views.ItemSearch.as_view(), name="item-search"),
    path("campaigns/<number:number>/prices/", views.CampaignPrices.as_view(), name="campaign-prices"),
    path("campaigns/<number:number>/prices/new/", views.AddPrice.as_view(), name="add-price"),
    path("campaigns/<number:number>/prices/<int:pk>/", views.ChangePrice.as_view(), name="change-price"),
    path("campaigns/<number:number>/prices/<int:pk>/withdraw/", views.WithdrawPrice.as_view(), name="withdraw-price"),
    path("campaigns/<number:number>/prices/<int:pk>/restore/", views.RestorePrice.as_view(), name="restore-price"),
    path("campaigns/<number:number>/discounts/", views.CampaignDiscounts.as_view(), name="campaign-discounts"),
    path("campaigns/<number:number>/discounts/new/", views.AddDiscount.as_view(), name="add-discount"),
    path("campaigns/<number:number>/discounts/<int:pk>/", views.ChangeDiscount.as_view(), name="change-discount"),
    path(
        "campaigns/<number:number>/discounts/<int:pk>/withdraw/",
        views.WithdrawDiscount.as_view(),
        name="withdraw-discount",
    ),
    path(
        "campaigns/<number:number>/discounts/<int:pk>/restore/",
        views.RestoreDiscount.as_view(),
        name="restore-discount",
    ),
]
