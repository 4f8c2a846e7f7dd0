"""Tests of the proofreader, a module for each kind of check."""
