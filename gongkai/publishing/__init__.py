"""From draft to public page: publications, official documents, relations, import, release."""
