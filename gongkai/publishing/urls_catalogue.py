"""Pages of the catalogues that show publications: coverage on the desk, the public's catalogue."""

from django.urls import path

from gongkai.publishing.views_desk import coverage
from gongkai.publishing.views_public import catalogue

urlpatterns = [
    path("catalogue/", catalogue.catalogues, name="catalogues"),
    path("catalogue/<int:pk>/", catalogue.catalogue, name="catalogue"),
    path("units/<slug:slug>/catalogue/", catalogue.unit_catalogue, name="unit_catalogue"),
    path("sectors/", catalogue.sectors, name="sectors"),
    path("sectors/<slug:slug>/", catalogue.sector, name="sector"),
    path("desk/coverage/", coverage.board, name="desk_coverage"),
    path("desk/coverage/entries/", coverage.entries, name="desk_coverage_entries"),
    path("desk/coverage/declarations/", coverage.declarations, name="desk_declarations"),
    path("desk/coverage/<int:pk>/", coverage.duty, name="desk_duty"),
    path("desk/catalogues/<int:pk>/edition/", coverage.edition, name="desk_catalogue_edition"),
    path(
        "desk/library/<int:pk>/entries/",
        coverage.publication_entries,
        name="desk_publication_entries",
    ),
]
