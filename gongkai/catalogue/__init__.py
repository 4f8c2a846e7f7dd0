"""What may and must be disclosed: themes, document classes, legal grounds, statutory items."""
