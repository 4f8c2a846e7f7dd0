"""Pages of the library; each part of the desk brings its own module of addresses."""

from django.urls import include, path

from gongkai.publishing import views_desk
from gongkai.publishing.views_public import blocks, publications, units

urlpatterns = [
    path("d/<str:code>/", publications.publication, name="publication"),
    path("d/<str:code>/document.docx", publications.publication_docx, name="publication_docx"),
    path("d/<str:code>/document.pdf", publications.publication_pdf, name="publication_pdf"),
    path(
        "d/<str:code>/files/<int:number>/", publications.publication_file, name="publication_file"
    ),
    path("units/", units.units, name="units"),
    path("units/<slug:slug>/", units.unit, name="unit"),
    path("units/<slug:unit_slug>/open/<slug:slug>/", blocks.block, name="unit_block"),
    path("open/<slug:slug>/", blocks.block, name="block"),
    path("desk/import/", views_desk.import_home, name="desk_import"),
    path("desk/import/<int:pk>/", views_desk.import_batch, name="desk_import_batch"),
    path("desk/import/item/<int:pk>/", views_desk.import_item, name="desk_import_item"),
    path("desk/library/", views_desk.library, name="desk_library"),
    path("desk/library/<int:pk>/", views_desk.publication, name="desk_publication"),
    *(
        path("", include(f"gongkai.publishing.urls_{part}"))
        for part in (
            "drafting",
            "reviews",
            "pictures",
            "deliveries",
            "validity",
            "catalogue",
            "topics",
            "gazette",
        )
    ),
]
