"""公开: the open-government platform for Chinese local governments."""

__version__ = "0.1.0"
