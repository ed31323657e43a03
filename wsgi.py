"""The application for any WSGI server: `gunicorn wsgi:app`."""

import os

from saas import create_app
from saas.config import Settings
from saas.demo.guard import refuse_demo_sign_ins

settings = Settings.from_env(os.environ)
app = create_app(settings)
refuse_demo_sign_ins(app, settings)
