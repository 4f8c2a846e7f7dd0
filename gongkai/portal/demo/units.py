"""The units of the demonstration city, read like any other table of units."""

from gongkai.base.models import Unit
from gongkai.base.services.unit_table.load import load as load_table
from gongkai.base.services.unit_table.read import read_table
from gongkai.portal.demo import sources

_FILE = "city.toml"


def load() -> dict[str, Unit]:
    """Registers all units; by slug, in the order of the file."""
    table = read_table((sources.FOLDER / _FILE).read_bytes(), _FILE)
    load_table(table, by=None)
    units = {unit.slug: unit for unit in Unit.objects.all()}
    return {slug: units[slug] for slug in (row.cells["slug"] for row in table.rows)}
