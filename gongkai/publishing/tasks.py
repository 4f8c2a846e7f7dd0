"""Background jobs of the publishing app: thin doors to services."""

from gongkai.publishing.services import imports


def parse_item(item_id: int) -> None:
    """Reads one uploaded file."""
    imports.parse_item(item_id)
