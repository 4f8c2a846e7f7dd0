"""Where things are published: sites with their columns, accounts, zones, systems that receive."""
