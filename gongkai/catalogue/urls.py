"""Pages of the catalogue app: the desk's, and those of the public that show no publication."""

from django.urls import path

from gongkai.catalogue.views_desk import catalogues, entries, importing, negative, windows
from gongkai.catalogue.views_public import negative as public_negative

urlpatterns = [
    path("negative-list/", public_negative.negative, name="negative_list"),
    path("desk/catalogues/", catalogues.catalogue_list, name="desk_catalogues"),
    path("desk/catalogues/new/", catalogues.catalogue_new, name="desk_catalogue_new"),
    path("desk/catalogues/import/", importing.catalogue_import, name="desk_catalogue_import"),
    path("desk/catalogues/<int:pk>/", catalogues.catalogue, name="desk_catalogue"),
    path("desk/catalogues/<int:pk>/edit/", catalogues.catalogue_edit, name="desk_catalogue_edit"),
    path("desk/catalogues/<int:pk>/new/", entries.entry_new, name="desk_entry_new"),
    path("desk/catalogues/entries/<int:pk>/", entries.entry, name="desk_entry"),
    path("desk/catalogues/entries/<int:pk>/edit/", entries.entry_edit, name="desk_entry_edit"),
    path("desk/negative/", negative.negative_list, name="desk_negative"),
    path("desk/negative/new/", negative.negative_new, name="desk_negative_new"),
    path("desk/negative/<int:pk>/", negative.negative_edit, name="desk_negative_edit"),
    path("desk/windows/", windows.window_list, name="desk_windows"),
    path("desk/windows/<int:pk>/", windows.window, name="desk_window"),
]
