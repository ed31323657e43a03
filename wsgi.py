"""The application for any WSGI server: `gunicorn wsgi:app`."""

import os

from saas import create_app
from saas.config import Settings

app = create_app(Settings.from_env(os.environ))
