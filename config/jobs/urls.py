"""The list of jobs."""

from django.urls import path

from config.jobs import views

app_name = "jobs"

urlpatterns = [
    path("jobs/", views.jobs, name="list"),
]
