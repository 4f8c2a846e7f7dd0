"""Pages of deliveries, and the feed of an outlet."""

from django.urls import path

from gongkai.publishing.views_desk import deliveries
from gongkai.publishing.views_public import outlet_feed

urlpatterns = [
    path("outlets/<slug:slug>/feed.json", outlet_feed.outlet_feed, name="outlet_feed"),
    path("desk/deliveries/", deliveries.delivery_list, name="desk_deliveries"),
    path("desk/deliveries/<int:pk>/", deliveries.delivery, name="desk_delivery"),
    path("desk/deliveries/<int:pk>/proof/", deliveries.delivery_proof, name="desk_delivery_proof"),
    path(
        "desk/library/<int:pk>/outlets/",
        deliveries.publication_outlets,
        name="desk_publication_outlets",
    ),
    path(
        "desk/outlets/<int:pk>/delivery/", deliveries.outlet_settings, name="desk_outlet_delivery"
    ),
    path("desk/columns/<int:pk>/takes/", deliveries.column_takes, name="desk_column_takes"),
]
