"""The data centre and the lists behind its figures."""

from django.urls import path

from gongkai.foi.views_desk import figures

urlpatterns = [
    path("desk/requests/figures/", figures.centre, name="desk_figures"),
    path("desk/requests/figures/cases/", figures.cases, name="desk_figures_cases"),
]
