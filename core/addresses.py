"""No published address dies: it becomes a redirect when its page answers elsewhere, and is kept when it is deleted.

Both are written in the transaction of the change itself, so that an address isn't dead for a moment. What an
address then answers is said by `core.redirects`.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import islice

from django.db import transaction
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from core.slugs import check_free
from core.visibility import published_once, was_published
from core.withdrawal_models import Withdrawal, WithdrawnAddress

KEY_LENGTH = 255  # of Redirect.old_path
_BATCH = 500


def address_key(path: str) -> str:
    """A path as the tables keep it, without its last slash; a long one ends in a digest of the whole."""
    key = Redirect.normalise_path(path)
    if len(key) <= KEY_LENGTH:
        return key
    digest = sha256(key.encode(errors="replace")).hexdigest()[:32]
    return f"{key[: KEY_LENGTH - 33]}~{digest}"


@receiver(pre_save)
def keep_address(instance, raw: bool = False, update_fields=None, **kwargs) -> None:
    """A page that is saved under another address than before: by its slug, or by a move.

    Raises Refusal where nobody would reach it.
    """
    if raw or not isinstance(instance, Page):
        return
    stored = Page.objects.filter(pk=instance.pk).first() if instance.pk else None
    # Of other fields alone, the object may be older than a change of the address above.
    is_written = update_fields is None or "url_path" in update_fields
    if stored and is_written and stored.url_path != instance.url_path and not stored.is_site_root():
        if instance.live:
            check_free(instance.slug, instance.get_parent())
        _keep_addresses(stored, instance.url_path)
    if instance.live and not (stored and stored.live):
        _, address = _public_address(instance.url_path)
        _free([address_key(address)] if address else [])


@receiver(pre_delete, sender=Page)
def keep_withdrawn_address(instance, **kwargs) -> None:
    """A page deleted by itself, or with one above it."""
    _, address = _public_address(instance.url_path)
    if address and was_published(instance):
        former = Redirect.objects.filter(redirect_page=instance).values_list("old_path", flat=True)
        _keep_withdrawn(_withdrawal_of(instance), [address, *former])


@receiver(page_unpublished)
def note_withdrawal(instance, **kwargs) -> None:
    """The editors' list of what was withdrawn, where they say what replaces it."""
    if was_published(instance):
        _withdrawal_of(instance)


@receiver(page_published)
def forget_withdrawal(instance, **kwargs) -> None:
    """A page that is out again, unless another language of it is still withdrawn."""
    others = Page.objects.filter(translation_key=instance.translation_key, live=False)
    if not published_once(others).exists():
        withdrawals = Withdrawal.objects.filter(translation_key=instance.translation_key)
        withdrawals.filter(addresses=None).delete()


def answer_again(page: Page) -> None:
    """A page that had been deleted is back where it was, or under another address."""
    _, address = _public_address(page.url_path)
    former = Redirect.objects.filter(redirect_page=page).values_list("old_path", flat=True)
    WithdrawnAddress.objects.filter(address__in=list(former)).delete()
    if address:
        key = address_key(address)
        WithdrawnAddress.objects.filter(address=key).delete()
        if page.live:
            _free([key])
    if page.live:
        forget_withdrawal(page)


def give_back(addresses: Iterable[str]) -> None:
    """Something that isn't a page, and had been deleted, answers at its addresses again."""
    kept = WithdrawnAddress.objects.filter(address__in=map(address_key, addresses))
    withdrawals = list(kept.values_list("withdrawal", flat=True))
    kept.delete()
    Withdrawal.objects.filter(pk__in=withdrawals, translation_key=None, addresses=None).delete()


def withdraw(title: str, addresses: Iterable[str]) -> None:
    """Something that isn't a page, and was published at some addresses, has been deleted."""
    with transaction.atomic():
        _keep_withdrawn(Withdrawal.objects.create(title=title[:255]), addresses)


def lead_on(moves: Mapping[str, str]) -> None:
    """Addresses of something that isn't a page have changed: each leads to another of this site."""
    former = {address_key(old): new for old, new in moves.items()}
    with transaction.atomic():
        _free([*former, *map(address_key, moves.values())])
        kept = Redirect.objects.filter(old_path__in=former).values_list("old_path", flat=True)
        Redirect.objects.bulk_create(
            Redirect(old_path=key, redirect_link=former[key], automatically_created=True)
            for key in former.keys() - set(kept)
        )


def _keep_addresses(page: Page, new_url_path: str) -> None:
    """Redirects from the addresses of a page, and of those below it, that change with its own."""
    site, old_address = _public_address(page.url_path)
    _, new_address = _public_address(new_url_path)
    if old_address is None or old_address == new_address:
        return
    below = published_once(Page.objects.filter(path__startswith=page.path)).order_by()
    rows = iter(list(below.values_list("pk", "url_path", "live")))
    while batch := list(islice(rows, _BATCH)):
        ends = {pk: url_path[len(page.url_path) :] for pk, url_path, _live in batch}
        former = {pk: address_key(old_address + end) for pk, end in ends.items()}
        taken = [
            address_key(new_address + ends[pk]) for pk, _path, live in batch if live and new_address
        ]
        _free([*former.values(), *taken])
        Redirect.objects.bulk_create(
            (
                Redirect(
                    site_id=site, old_path=key, redirect_page_id=pk, automatically_created=True
                )
                for pk, key in former.items()
            ),
            ignore_conflicts=True,  # with what an editor has decided
        )


def _keep_withdrawn(withdrawal: Withdrawal, addresses: Iterable[str]) -> None:
    keys = {address_key(address) for address in addresses}
    _free(keys)
    WithdrawnAddress.objects.bulk_create(
        WithdrawnAddress(address=key, withdrawal=withdrawal) for key in keys
    )


def _free(keys: Iterable[str]) -> None:
    """Forgets what was kept of addresses that something else has now; what an editor has decided stays."""
    Redirect.objects.filter(old_path__in=keys, automatically_created=True).delete()
    WithdrawnAddress.objects.filter(address__in=keys).delete()


def _withdrawal_of(page: Page) -> Withdrawal:
    return Withdrawal.objects.get_or_create(
        translation_key=page.translation_key, defaults={"title": page.title}
    )[0]


def _public_address(url_path: str) -> tuple[int | None, str | None]:
    """The site's key and the address in it of a place in the tree; None and None outside of every site."""
    parts = Page(url_path=url_path).get_url_parts()
    return (parts[0], parts[2]) if parts else (None, None)
