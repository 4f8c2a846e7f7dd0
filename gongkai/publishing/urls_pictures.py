"""Pictures of texts, and what is pasted into the editor."""

from django.urls import path

from gongkai.publishing.views_desk import pictures as desk
from gongkai.publishing.views_public import pictures as public

urlpatterns = [
    path("d/<str:code>/pictures/<int:number>/", public.picture, name="publication_picture"),
    path("desk/pictures/", desk.upload, name="desk_picture_upload"),
    path("desk/pictures/<int:number>/", desk.picture, name="desk_picture"),
    path("desk/pictures/paste/", desk.paste, name="desk_paste"),
]
