"""The only writers of the register of outlets: filing, opening, change, pause, closing, columns."""

from gongkai.outlets.services.columns import add_column, change_column, note_update, set_takes
from gongkai.outlets.services.delivery import private_hosts, renew_key, set_delivery, webhook_key
from gongkai.outlets.services.entering import change, register
from gongkai.outlets.services.filing import Filing
from gongkai.outlets.services.running import close, open_outlet, pause, resume

__all__ = [
    "Filing",
    "add_column",
    "change",
    "change_column",
    "close",
    "note_update",
    "open_outlet",
    "pause",
    "private_hosts",
    "register",
    "renew_key",
    "resume",
    "set_delivery",
    "set_takes",
    "webhook_key",
]
