"""What ties the house together: home page, desk frame, API root, health."""
