"""Supervision of requests: limits of the steps, orders, spot checks, reminders, monthly reviews."""
