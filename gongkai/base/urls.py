"""Pages of the base app; all of them belong to the desk."""

from django.urls import path

from gongkai.base import views_desk, views_trail

urlpatterns = [
    path("desk/login/", views_desk.sign_in, name="login"),
    path("desk/logout/", views_desk.sign_out, name="logout"),
    path("desk/password/", views_desk.change_password, name="password"),
    path("desk/notices/", views_desk.notice_list, name="notices"),
    path("desk/notices/read/", views_desk.notices_read, name="notices_read"),
    path("desk/notices/<int:pk>/", views_desk.notice_open, name="notice_open"),
    path("desk/trail/", views_trail.trail, name="desk_trail"),
]
