"""Joins the publishing app to what runs below it: the periodic jobs."""

from gongkai.base.periodic import register_periodic

register_periodic(
    "发布：到时发布", "gongkai.publishing.services.publications.announce_due", minutes=1
)
