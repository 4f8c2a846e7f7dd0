"""Pages of the reviews beside the publication's own."""

from django.urls import path

from gongkai.publishing.views_desk import reviews

urlpatterns = [
    path("desk/reviews/substitutes/", reviews.substitutes, name="desk_substitutes"),
    path(
        "desk/reviews/substitutes/<int:pk>/end/", reviews.substitute_end, name="desk_substitute_end"
    ),
    path("desk/reviews/steps/", reviews.steps, name="desk_review_steps"),
    path("desk/reviews/formulations/", reviews.formulations, name="desk_formulations"),
    path("desk/reviews/formulations/<int:pk>/", reviews.formulations, name="desk_formulation"),
    path("desk/interpretations/", reviews.interpretations, name="desk_interpretations"),
]
