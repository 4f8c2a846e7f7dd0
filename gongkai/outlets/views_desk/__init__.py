"""The register of outlets on the desk: list, one outlet with its acts, columns and their freshness."""

from gongkai.outlets.views_desk.acts import outlet_act, outlet_change, outlet_new
from gongkai.outlets.views_desk.columns import column_edit, column_list, column_new
from gongkai.outlets.views_desk.listing import outlet_list
from gongkai.outlets.views_desk.page import outlet, outlet_file

__all__ = [
    "column_edit",
    "column_list",
    "column_new",
    "outlet",
    "outlet_act",
    "outlet_change",
    "outlet_file",
    "outlet_list",
    "outlet_new",
]
