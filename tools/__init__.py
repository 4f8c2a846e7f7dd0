"""Programs for those who work on gongkai; nothing here runs in an installation."""
