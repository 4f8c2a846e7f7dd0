"""The decision of a case, its deliveries, its archive package."""

from django.urls import path

from gongkai.foi.views_desk import archive, decision, deliveries

_CASE = "desk/requests/<int:pk>/"

urlpatterns = [
    path(f"{_CASE}decision/", decision.decision, name="desk_request_decision"),
    path(f"{_CASE}deliveries/", deliveries.deliveries, name="desk_request_deliveries"),
    path(f"{_CASE}archive/<int:number>/", archive.package, name="desk_request_package"),
]
