"""Desk pages of the registers: units, people with their roles, the working-day calendar."""
