"""The only writers of the publishing app."""
