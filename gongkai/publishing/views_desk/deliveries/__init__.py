"""Deliveries on the desk: the list, one of them, the outlets of a publication, settings."""

from gongkai.publishing.views_desk.deliveries.choosing import publication_outlets
from gongkai.publishing.views_desk.deliveries.listing import delivery_list
from gongkai.publishing.views_desk.deliveries.one import delivery, delivery_proof
from gongkai.publishing.views_desk.deliveries.settings import column_takes, outlet_settings

__all__ = [
    "column_takes",
    "delivery",
    "delivery_list",
    "delivery_proof",
    "outlet_settings",
    "publication_outlets",
]
