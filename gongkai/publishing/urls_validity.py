"""Desk pages of validity, clean-ups and the quality of the library."""

from django.urls import path

from gongkai.publishing.views_desk import cleanup, quality, validity, validity_lists

urlpatterns = [
    path("desk/library/<int:pk>/validity/", validity.validity, name="desk_validity"),
    path("desk/validity/", validity_lists.registrations, name="desk_validity_registrations"),
    path("desk/validity/<int:pk>/", validity_lists.registration, name="desk_validity_registration"),
    path("desk/expiring/", validity_lists.expiring, name="desk_expiring"),
    path("desk/cleanup/", cleanup.campaigns, name="desk_cleanup"),
    path("desk/cleanup/new/", cleanup.new, name="desk_cleanup_new"),
    path("desk/cleanup/<int:pk>/", cleanup.campaign, name="desk_cleanup_campaign"),
    path("desk/cleanup/item/<int:pk>/", cleanup.item, name="desk_cleanup_item"),
    path("desk/quality/", quality.quality, name="desk_quality"),
]
