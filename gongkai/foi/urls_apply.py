"""Addresses of the applicant's door."""

from django.urls import path

from gongkai.foi.views_public import apply, apply_done, apply_find

urlpatterns = [
    path("requests/", apply.start, name="foi_start"),
    path("requests/apply/", apply.begin, name="foi_apply"),
    path("requests/apply/check/", apply_done.check, name="foi_apply_check"),
    path("requests/apply/clear/", apply.clear, name="foi_apply_clear"),
    path("requests/apply/<slug:step>/", apply.step, name="foi_apply_step"),
    path("requests/done/", apply_done.done, name="foi_apply_done"),
    path("requests/done/receipt.pdf", apply_done.receipt, name="foi_apply_receipt"),
    path("requests/find/", apply_find.find, name="foi_find"),
    path("requests/find/count/", apply_find.count, name="foi_found"),
]
