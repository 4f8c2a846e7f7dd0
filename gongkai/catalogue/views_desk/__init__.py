"""The desk's pages of catalogues."""
