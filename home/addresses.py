"""The feeds of a theme bear its name: they are found again when it changes, and say when the theme is gone."""

from itertools import product

from django.conf import settings
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import override

from core.addresses import lead_on, withdraw
from downloads.models import Theme


@receiver(pre_save, sender=Theme)
def keep_feeds(instance, raw: bool = False, **kwargs) -> None:
    if raw or not instance.pk or not _is_in_addresses(instance):
        return
    stored = Theme.objects.filter(pk=instance.pk).first()
    if stored and instance.slug and stored.slug != instance.slug:
        former, new = _feeds(stored.slug), _feeds(instance.slug)
        lead_on(dict(zip(former, new, strict=True)))


@receiver(pre_delete, sender=Theme)
def keep_withdrawn_feeds(instance, **kwargs) -> None:
    """A theme that nothing bears was read by nobody."""
    relations = [link for link in Theme._meta.related_objects if link.one_to_many]
    borne = any(getattr(instance, link.get_accessor_name()).exists() for link in relations)
    if borne and _is_in_addresses(instance):
        withdraw(instance.name, _feeds(instance.slug))


def _is_in_addresses(theme: Theme) -> bool:
    """Content bears the themes of the main language; the others lend their names."""
    return theme.locale.language_code == settings.LANGUAGE_CODE


def _feeds(slug: str) -> list[str]:
    addresses = []
    for (code, _name), name in product(settings.LANGUAGES, ("feed_rss_theme", "feed_atom_theme")):
        with override(code):
            addresses.append(reverse(name, args=[slug]))
    return addresses
