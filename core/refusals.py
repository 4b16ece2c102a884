"""What an editor asked for and can't have for the moment."""

from django.core.exceptions import ValidationError

# The code of a ValidationError which is raised of what is published, not of a draft.
ON_PUBLICATION = "publication"


class Refusal(ValidationError):
    """Raised by the site's own models and services; its sentences tell the editor what to mend.

    A form says them beside its fields, as it does with any ValidationError. On screens without a form
    core.middleware.AdminRefusal says them. Other ValidationErrors that reach it are errors of the site.
    """
