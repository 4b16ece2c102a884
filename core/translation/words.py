"""Sentences of Wagtail and wagtail-localize that their own French gets wrong: a language is no « région ».

Named here, they are in the site's catalogue, which comes before those of the packages.
"""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("locale"),
    _("Locale"),
    _("Locale: "),
    _("Locales"),
    _("{} locales"),
    _("Available in %(translations_total)s locales"),
    _("Switch locales"),
    _("Wagtail locales"),
    _("This locale's language code is not supported"),
    _(
        "This locale's current language code is not supported. Please choose a new language or delete this locale."
    ),
    _("Locale '{0}' created."),
    _("Locale '{0}' updated."),
    _("Locale '{0}' deleted."),
    _("Wagtail locales (Wagtail Localize version)"),
    _("Add a locale"),
    _("Add locale"),
    _("Locale '%(object)s' created."),
    _("Locale '%(object)s' updated."),
    _("The locale could not be saved due to errors."),
    _("Locale '%(object)s' deleted."),
    _("Delete locale"),
    _("Are you sure you want to delete this locale?"),
    _("This locale cannot be deleted because there are no other locales."),
    _("This locale cannot be deleted because there are pages and/or other objects using it."),
    _("This locale cannot be synced into itself."),
    _("Synchronise content from another locale"),
    _(
        "Choose a locale to synchronise content from. Any existing and future content authored in the selected "
        "locale will be automatically copied to this one."
    ),
)
