"""Joins the outlets app to what runs below it: the lists of what is to be done."""

from gongkai.base.todo import register_todo
from gongkai.outlets import todo_outlets

register_todo("栏目", todo_outlets.overdue_columns)
register_todo("暂停", todo_outlets.ended_pauses)
