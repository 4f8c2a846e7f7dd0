"""The drafting table: services and pages."""
