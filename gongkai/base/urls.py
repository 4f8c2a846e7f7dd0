"""Pages of the base app; all of them belong to the desk."""

from django.urls import path

from gongkai.base import views_desk, views_trail
from gongkai.base.views_registers import calendar, people, unit_tables, units

urlpatterns = [
    path("desk/login/", views_desk.sign_in, name="login"),
    path("desk/logout/", views_desk.sign_out, name="logout"),
    path("desk/password/", views_desk.change_password, name="password"),
    path("desk/notices/", views_desk.notice_list, name="notices"),
    path("desk/notices/read/", views_desk.notices_read, name="notices_read"),
    path("desk/notices/<int:pk>/", views_desk.notice_open, name="notice_open"),
    path("desk/trail/", views_trail.trail, name="desk_trail"),
    path("desk/units/", units.unit_list, name="desk_units"),
    path("desk/units/new/", units.unit_new, name="desk_unit_new"),
    path("desk/units/import/", unit_tables.units_import, name="desk_units_import"),
    path("desk/units/export/<slug:form>/", unit_tables.units_export, name="desk_units_export"),
    path("desk/units/<int:pk>/", units.unit, name="desk_unit"),
    path("desk/units/<int:pk>/edit/", units.unit_edit, name="desk_unit_edit"),
    path("desk/units/<int:pk>/rename/", units.unit_rename, name="desk_unit_rename"),
    path("desk/units/<int:pk>/move/", units.unit_move, name="desk_unit_move"),
    path("desk/units/<int:pk>/close/", units.unit_close, name="desk_unit_close"),
    path("desk/people/", people.people_list, name="desk_people"),
    path("desk/people/new/", people.person_new, name="desk_person_new"),
    path("desk/people/<int:pk>/", people.person_page, name="desk_person"),
    path("desk/people/<int:pk>/edit/", people.person_edit, name="desk_person_edit"),
    path("desk/people/<int:pk>/roles/", people.person_roles, name="desk_person_roles"),
    path("desk/calendar/", calendar.calendar_years, name="desk_calendar"),
    path("desk/calendar/load/", calendar.calendar_load, name="desk_calendar_load"),
    path("desk/calendar/<int:year>/", calendar.calendar_year, name="desk_calendar_year"),
]
