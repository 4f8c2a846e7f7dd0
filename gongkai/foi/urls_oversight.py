"""Supervision of requests: the watch, orders, spot checks, limits, monthly reviews, answers found."""

from django.urls import path

from gongkai.foi.views_desk.oversight import checks, found, limits, matters, orders, watch

_WATCH = "desk/requests/watch/"
_ORDERS = "desk/requests/orders/"
_CHECKS = "desk/requests/checks/"
_MATTERS = "desk/requests/matters/"

urlpatterns = [
    path(_WATCH, watch.watch, name="desk_watch"),
    path(f"{_WATCH}urge/", watch.urge, name="desk_watch_urge"),
    path(f"{_WATCH}cases/", watch.cases, name="desk_watch_cases"),
    path(f"{_WATCH}cases/<int:pk>/", watch.case, name="desk_watch_case"),
    path(f"{_WATCH}limits/", limits.step_limits, name="desk_step_limits"),
    path(_ORDERS, orders.listing, name="desk_orders"),
    path(f"{_ORDERS}new/", orders.new, name="desk_order_new"),
    path(f"{_ORDERS}<int:pk>/", orders.order, name="desk_order"),
    path(_CHECKS, checks.listing, name="desk_checks"),
    path(f"{_CHECKS}batch/<slug:name>/", checks.batch, name="desk_check_batch"),
    path(f"{_CHECKS}<int:pk>/", checks.check, name="desk_check"),
    path(_MATTERS, matters.listing, name="desk_matters"),
    path(f"{_MATTERS}converted/", matters.converted, name="desk_converted"),
    path(f"{_MATTERS}<int:pk>/", matters.matter, name="desk_matter"),
    path("desk/requests/found/", found.found, name="desk_found"),
]
