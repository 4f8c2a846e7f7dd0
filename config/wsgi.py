"""Entry point for web servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# What the program itself consists of lives as long as the process: the collector need not look at it.
gc.collect()
gc.freeze()
