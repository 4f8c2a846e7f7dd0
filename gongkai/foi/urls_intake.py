"""Registration on the desk."""

from django.urls import path

from gongkai.foi.views_desk import intake

urlpatterns = [
    path("desk/requests/new/", intake.new_request, name="desk_request_new"),
    path("desk/requests/inbox/", intake.inbox, name="desk_request_inbox"),
    path("desk/requests/<int:pk>/slip/", intake.slip, name="desk_request_slip"),
]
