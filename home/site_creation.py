"""Makes a site out of the answers to home.forms.SiteForm, all of it or nothing."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import TranslationCreator

from core.models import BasePage
from core.slugs import slug_of
from downloads.models import Kind, Theme
from home.forms import SiteAddress, SiteForm
from home.models import HomePage
from home.sections import HOME, KINDS, MEMBERS_AREA, SECTIONS, THEMES, Words
from members.links import invite_editor
from members.models import SignInLink, User


class SiteExists(Exception):
    """Somebody else has made it meanwhile."""


@dataclass(frozen=True)
class NewSite:
    home: HomePage
    # The one that opens the first editor's account, where that was made.
    link: SignInLink | None


def is_set_up() -> bool:
    return HomePage.objects.exists()


def create_site(form: SiteForm, by: User | None = None) -> NewSite:
    """For a valid form. Raises SiteExists. `by` is who publishes the pages, if it is done in the admin."""
    try:
        with transaction.atomic():
            return _create(form, by)
    except BaseException:
        # Filled meanwhile with addresses that aren't there any more.
        Site.clear_site_root_paths_cache()
        raise


def _create(form: SiteForm, by: User | None) -> NewSite:
    # Of two at once, the second waits here.
    root = Page.objects.select_for_update().get(depth=1)
    if is_set_up():
        raise SiteExists
    answers = form.cleaned_data
    association = form.save(commit=False)
    association.offers_members_area = MEMBERS_AREA in answers["sections"]
    association.save()
    link = None
    if email := answers["editor_email"]:
        link = _invite(email, answers["editor_role"], by)
    codes = sorted(answers["languages"], key=lambda code: code != settings.LANGUAGE_CODE)
    main, *others = (Locale.objects.get_or_create(language_code=code)[0] for code in codes)

    home = _publish(HomePage(locale=main), root, HOME, by)
    point_site_to(home, answers["address"], association.name)
    pages: list[tuple[BasePage, Words]] = [(home, HOME)]
    for section in SECTIONS:
        if section.key in answers["sections"]:
            page = section.model(locale=main, show_in_menus=True)
            pages.append((_publish(page, home, section.words, by), section.words))
    for locale in others:
        for page, words in pages:
            _translate(page, locale, words, by)
    _fill(Theme, THEMES, main, others)
    _fill(Kind, KINDS, main, others)
    return NewSite(home, link)


def _publish(page: BasePage, parent: Page, words: Words, by: User | None) -> BasePage:
    with override(page.locale.language_code):
        page.title, page.introduction = str(words.title), str(words.introduction)
    page.owner, page.live = by, False
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True).publish(user=by)
    page.refresh_from_db()
    return page


def point_site_to(home: HomePage, address: SiteAddress, name: str) -> None:
    """The default site shows this home page; the page that Wagtail's migrations have made goes."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port = address
    site.root_page = home
    site.site_name = name
    site.save()
    plain = ContentType.objects.get_for_model(Page)
    for welcome in Page.objects.filter(depth=2, content_type=plain, numchild=0):
        welcome.delete()
    home.refresh_from_db()


def _translate(page: BasePage, locale: Locale, words: Words, by: User | None) -> None:
    """As an editor does it, so that she finds the translation beside its source, and in step with it."""
    with override(locale.language_code):
        title, introduction = str(words.title), str(words.introduction)
    texts = {"title": title, "slug": slug_of(title), "introduction": introduction}
    TranslationCreator(by, [locale]).create_translations(page)
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=locale
    )
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            data=texts[segment.context.path],
            last_translated_by=by,
        )
    # Its own publication would wait for the end of the transaction, and fail alone.
    translation.save_target(user=by, publish=False)
    page.get_translation(locale).get_latest_revision().publish(user=by)


def _fill(model: type[Theme] | type[Kind], names: list, main: Locale, others: list[Locale]) -> None:
    """A vocabulary that the association has begun stays as it is."""
    if model.objects.exists():
        return
    for name in names:
        with override(main.language_code):
            term = model(name=str(name), slug=slug_of(str(name)), locale=main)
        term.save()
        for locale in others:
            translation = term.copy_for_translation(locale)
            with override(locale.language_code):
                translation.name, translation.slug = str(name), slug_of(str(name))
            translation.save()


def _invite(email: str, role: str, by: User | None) -> SignInLink | None:
    """The account of the first editor, unless there is one that may enter the admin already."""
    if User.objects.filter(email=email).exists():
        return None
    editor = User.objects.create_user(email)
    editor.groups.add(Group.objects.get(name=role))
    log(editor, "wagtail.create", user=by)
    return invite_editor(editor)
