"""Every module of tables, so that migrations and checks see the whole schema."""

from saas.core.accounts import factor_models, provider_models, support_models
from saas.core.accounts import models as accounts
from saas.core.customers import models as customers
from saas.core.followups import models as followups
from saas.core.imports import models as imports
from saas.core.messaging import models as messaging
from saas.core.organisation import models as organisation
from saas.core.privacy import leaving_models, notice_models, request_models
from saas.core.privacy import models as privacy
from saas.core.sla import models as sla
from saas.core.vehicles import models as vehicles
from saas.core.webhooks import models as webhooks
from saas.platform.audit import models as audit
from saas.platform.audit_chain import models as audit_chain
from saas.platform.database import models as database
from saas.platform.events import models as events
from saas.platform.files import models as files
from saas.platform.jobs import models as jobs
from saas.platform.mail import models as mail
from saas.platform.permissions import models as permissions
from saas.platform.plugins import models as plugins
from saas.platform.security import idempotency, object_keys
from saas.platform.security import models as security
from saas.platform.tenancy import tenant

__all__ = [
    "accounts",
    "audit",
    "audit_chain",
    "customers",
    "database",
    "events",
    "factor_models",
    "files",
    "followups",
    "idempotency",
    "imports",
    "jobs",
    "leaving_models",
    "mail",
    "messaging",
    "notice_models",
    "object_keys",
    "organisation",
    "permissions",
    "plugins",
    "privacy",
    "provider_models",
    "request_models",
    "security",
    "sla",
    "support_models",
    "tenant",
    "vehicles",
    "webhooks",
]
