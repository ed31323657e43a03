"""Mail to staff: written in the transaction of what it tells of, sent afterwards."""

from saas.platform.mail.operations import send_mail
from saas.platform.mail.views import install_mail

__all__ = ["install_mail", "send_mail"]
