"""The page on which those who are asked answer through their link."""

from django.urls import path

from gongkai.foi.views_public import opinion

urlpatterns = [
    # Answers go to an address without the token: what is posted is written to the log.
    path("requests/opinion/", opinion.send, name="foi_opinion_send"),
    path("requests/opinion/<str:token>/", opinion.question, name="foi_opinion"),
]
