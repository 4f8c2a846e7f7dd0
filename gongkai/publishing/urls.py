"""Public pages of the library."""

from django.urls import path

from gongkai.publishing import views_desk, views_public

urlpatterns = [
    path("d/<str:code>/", views_public.publication, name="publication"),
    path("d/<str:code>/document.docx", views_public.publication_docx, name="publication_docx"),
    path("d/<str:code>/document.pdf", views_public.publication_pdf, name="publication_pdf"),
    path(
        "d/<str:code>/files/<int:number>/", views_public.publication_file, name="publication_file"
    ),
    path("units/", views_public.units, name="units"),
    path("units/<slug:slug>/", views_public.unit, name="unit"),
    path("units/<slug:unit_slug>/open/<slug:slug>/", views_public.block, name="unit_block"),
    path("open/<slug:slug>/", views_public.block, name="block"),
    path("desk/import/", views_desk.import_home, name="desk_import"),
    path("desk/import/<int:pk>/", views_desk.import_batch, name="desk_import_batch"),
    path("desk/import/item/<int:pk>/", views_desk.import_item, name="desk_import_item"),
    path("desk/library/", views_desk.library, name="desk_library"),
    path("desk/library/<int:pk>/", views_desk.publication, name="desk_publication"),
]
