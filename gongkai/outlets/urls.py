"""Pages of the outlets app."""

from django.urls import path

from gongkai.outlets import views_desk, views_public

urlpatterns = [
    path("outlets/", views_public.outlets, name="outlets"),
    path("outlets/<slug:slug>/", views_public.outlet, name="outlet"),
    path("desk/outlets/", views_desk.outlet_list, name="desk_outlets"),
    path("desk/outlets/new/<slug:kind>/", views_desk.outlet_new, name="desk_outlet_new"),
    path("desk/outlets/<int:pk>/", views_desk.outlet, name="desk_outlet"),
    path("desk/outlets/<int:pk>/change/", views_desk.outlet_change, name="desk_outlet_change"),
    path("desk/outlets/<int:pk>/columns/new/", views_desk.column_new, name="desk_column_new"),
    path(
        "desk/outlets/<int:pk>/records/<int:number>/file/",
        views_desk.outlet_file,
        name="desk_outlet_file",
    ),
    path("desk/outlets/<int:pk>/acts/<slug:act>/", views_desk.outlet_act, name="desk_outlet_act"),
    path("desk/columns/", views_desk.column_list, name="desk_columns"),
    path("desk/columns/<int:pk>/", views_desk.column_edit, name="desk_column"),
]
