"""Reading of Chinese official documents (公文): elements, outline, relations and task tables."""
