"""Topics (专题、一件事): public pages and the editor on the desk."""

from django.urls import path

from gongkai.publishing.views_desk import topics as desk
from gongkai.publishing.views_public import topics as public

urlpatterns = [
    path("topics/", public.topics, name="topics"),
    path("topics/<slug:slug>/", public.topic, name="topic"),
    path("desk/topics/", desk.topics, name="desk_topics"),
    path("desk/topics/new/", desk.new, name="desk_topic_new"),
    path("desk/topics/<int:pk>/", desk.topic, name="desk_topic"),
    path("desk/topics/<int:pk>/edit/", desk.edit, name="desk_topic_edit"),
    path("desk/topics/<int:pk>/preview/", desk.preview, name="desk_topic_preview"),
    path("desk/topics/<int:pk>/groups/new/", desk.group, name="desk_topic_group_new"),
    path("desk/topics/<int:pk>/groups/<int:group_pk>/", desk.group, name="desk_topic_group"),
    path(
        "desk/topics/<int:pk>/groups/<int:group_pk>/items/new/",
        desk.item,
        name="desk_topic_item_new",
    ),
    path("desk/topics/<int:pk>/items/<int:item_pk>/", desk.item, name="desk_topic_item"),
]
