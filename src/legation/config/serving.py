"""The WSGI application: the edge in front of Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
application = get_wsgi_application()
