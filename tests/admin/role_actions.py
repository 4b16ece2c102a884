"""The actions of the table in docs/editors.md: each is tried as its screen sends it, and says whether it was done."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import LogContext
from wagtail.models import Collection, Page, PageViewRestriction, Site, Workflow
from wagtail_localize.models import Translation

from clubs.models import Registration
from contacts.models import BoardSeat, Contact, Organisation, Territory
from core.review_models import Review
from core.word.models import WordImport
from downloads.models import Document, PublicationPage, Replacement, Theme
from home.models import AssociationSettings, Notice
from joining.models import Application, JoiningSettings
from members.models import Invitation, User
from photos.models import Photo
from search.models import Synonyms
from tests import files
from trash.models import TrashItem

GUIDE = Path(__file__).parents[2] / "docs" / "editors.md"
Action = Callable[[Client, SimpleNamespace], bool]
ACTIONS: dict[str, Action] = {}


def table() -> dict[str, dict[str, bool]]:
    """For each action of the guide's table, which roles may do it."""
    lines = GUIDE.read_text().partition("| Action |")[2].splitlines()
    roles = [cell.strip() for cell in lines[0].strip("| ").split("|")]
    found = {}
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        action, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        found[action] = {role: cell == "oui" for role, cell in zip(roles, cells, strict=True)}
    return found


def does(name: str):
    """Declares how an action of the table is tried."""

    def declare(function: Action) -> Action:
        ACTIONS[name] = function
        return function

    return declare


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client: Client, view: str, /, *args, **data):
    """What a form sends; a server's error fails the test at once."""
    answer = client.post(reverse(view, args=args), data)
    assert answer.status_code < 500
    return answer


def sends_page(client: Client, form: tuple, **changes) -> None:
    """A page's form, filled in as its writers find it."""
    address, data = form
    data = data.copy()
    for name in [name for name in data if name.startswith("action-")]:
        del data[name]
    data.update(changes)
    assert client.post(address, data).status_code < 500


def reads(client: Client, address: str) -> bool:
    answer = client.get(address)
    assert answer.status_code < 500
    return answer.status_code == 200


@does("Écrire une page, la garder en brouillon")
def _(client, content):
    sends_page(client, content.form_of_new_page, title="Nouvelle écrite", slug="nouvelle-ecrite")
    return Page.objects.filter(title="Nouvelle écrite", live=False).exists()


@does("Modifier une page")
def _(client, content):
    sends_page(client, content.form_of_page, title="Titre changé")
    return Page.objects.get(pk=content.news.pk).get_latest_revision().content["title"] == (
        "Titre changé"
    )


@does("Soumettre une page à relecture")
def _(client, content):
    sends_page(client, content.form_of_page, **{"action-submit": "1"})
    return Page.objects.get(pk=content.news.pk).workflow_in_progress


@does("Publier une page")
def _(client, content):
    sends_page(client, content.form_of_page, title="Titre publié", **{"action-publish": "1"})
    return Page.objects.get(pk=content.news.pk).title == "Titre publié"


@does("Dépublier une page")
def _(client, content):
    send(client, "wagtailadmin_pages:unpublish", content.news.pk)
    return not Page.objects.get(pk=content.news.pk).live


@does("Supprimer une page publiée")
def _(client, content):
    send(client, "wagtailadmin_pages:delete", content.news.pk)
    return not Page.objects.filter(pk=content.news.pk).exists()


@does("Supprimer une rubrique et ses pages")
def _(client, content):
    data = {"wagtailadmin-site-name": "", "confirm_site_name": "Parvis"}
    send(client, "wagtailadmin_pages:delete", content.site.news.pk, **data)
    return not Page.objects.filter(pk=content.site.news.pk).exists()


def put_in_bin(content) -> int:
    """What somebody else has deleted."""
    with LogContext(user=content.people["Administration"]):
        Page.objects.get(pk=content.news.pk).delete()
    return TrashItem.objects.get().pk


@does("Ramener de la corbeille une page publiée")
def _(client, content):
    send(client, "trash_restore", put_in_bin(content))
    return Page.objects.filter(pk=content.news.pk, live=True).exists()


@does("Supprimer définitivement ce qui est dans la corbeille")
def _(client, content):
    send(client, "trash_delete", put_in_bin(content))
    return not TrashItem.objects.exists()


@does("Réserver une page")
def _(client, content):
    send(client, "wagtailadmin_pages:set_privacy", content.news.pk, restriction_type="login")
    return PageViewRestriction.objects.filter(page=content.news).exists()


@does("Verrouiller une page")
def _(client, content):
    send(client, "wagtailadmin_pages:lock", content.news.pk)
    return Page.objects.get(pk=content.news.pk).locked


@does("Faire traduire une page")
def _(client, content):
    english = content.english.locale_id
    send(client, "wagtail_localize:submit_page_translation", content.news.pk, locales=english)
    return Translation.objects.filter(source__object_id=content.news.translation_key).exists()


@does("Ajouter une photo")
def _(client, content):
    known = set(Photo.objects.values_list("pk", flat=True))
    data = {"title": "Photo envoyée", "collection": content.root.pk}
    send(
        client,
        "wagtailimages:add_multiple",
        **data,
        **{"files[]": upload("envoyee.jpg", files.jpeg())},
    )
    return Photo.objects.exclude(pk__in=known).exists()


@does("Corriger la photo de quelqu’un d’autre")
def _(client, content):
    data = {"title": "Titre changé", "collection": content.root.pk, "consent": "not_needed"}
    address = reverse("wagtailimages:edit", args=[content.photo.pk])
    if not reads(client, address):
        send(client, "wagtailimages:edit", content.photo.pk, **data)
        return Photo.objects.get(pk=content.photo.pk).title == "Titre changé"
    return True


@does("Supprimer la photo de quelqu’un d’autre")
def _(client, content):
    send(client, "wagtailimages:delete", content.bare.pk)
    return not Photo.objects.filter(pk=content.bare.pk).exists()


@does("Retirer une personne des photos")
def _(client, content):
    Photo.objects.filter(pk=content.photo.pk).update(people="Inès Vauban")
    address = reverse("photos_withdraw") + "?person=Inès+Vauban"
    answer = client.post(address, {f"photo-{content.photo.pk}": "1"})
    assert answer.status_code < 500
    return Photo.objects.get(pk=content.photo.pk).consent == Photo.Consent.WITHDRAWN


@does("Ajouter un fichier")
def _(client, content):
    known = set(Document.objects.values_list("pk", flat=True))
    send(
        client,
        "wagtaildocs:add_multiple",
        title="Fichier envoyé",
        collection=content.root.pk,
        **{"files[]": upload("envoye.pdf", files.pdf(1, "Un fichier envoyé"))},
    )
    return Document.objects.exclude(pk__in=known).exists()


@does("Remplacer le fichier de quelqu’un d’autre")
def _(client, content):
    address = reverse("wagtaildocs:edit", args=[content.document.pk])
    if reads(client, address):
        return True
    before = Document.objects.get(pk=content.document.pk).file.name
    data = {"title": "Autre", "collection": content.root.pk, "language": "fr"}
    data["file"] = upload("autre.pdf", files.pdf(1, "Un autre fichier"))
    send(client, "wagtaildocs:edit", content.document.pk, **data)
    return Document.objects.get(pk=content.document.pk).file.name != before


@does("Remplacer en nombre ses propres fichiers")
def _(client, content):
    send(client, "bulk_replace_upload", files=upload("a-la-place.pdf", files.pdf(1, "Nouveau")))
    return Replacement.objects.filter(user=client.user.pk).exists()


@does("Ajouter des publications en nombre")
def _(client, content):
    known = PublicationPage.objects.count()
    file = upload("en-nombre.pdf", files.pdf(1, "Une publication en nombre"))
    send(client, "bulk_upload", content.site.library.pk, files=file)
    return PublicationPage.objects.count() > known


@does("Importer un compte rendu de Word")
def _(client, content):
    send(client, "clubs_import_word", content.late.pk, file=upload("cr.docx", files.docx()))
    return WordImport.objects.exists()


@does("Reprendre un document Word dans le formulaire d’une page")
def _(client, content):
    send(client, "word_dropped", content.news.pk, file=upload("texte.docx", files.docx()))
    return WordImport.objects.exists()


@does("Prendre une page pour modèle")
def _(client, content):
    known = Page.objects.count()
    send(client, "page_model", content.news.pk)
    return Page.objects.count() > known


@does("Ajouter ou corriger un contact")
def _(client, content):
    data = {"name": "Nadia Orme", "email": "nadia@example.org", "locale": content.news.locale_id}
    send(client, "wagtailsnippets_contacts_contact:add", **data)
    return Contact.objects.filter(name="Nadia Orme").exists()


@does("Supprimer un contact")
def _(client, content):
    send(client, "wagtailsnippets_contacts_contact:delete", content.contact.pk)
    return not Contact.objects.filter(pk=content.contact.pk).exists()


@does("Ajouter ou corriger un organisme")
def _(client, content):
    send(client, "wagtailsnippets_contacts_organisation:add", name="Ormeaux Habitat")
    return Organisation.objects.filter(name="Ormeaux Habitat").exists()


@does("Changer l’adhésion ou les domaines e-mail d’un organisme")
def _(client, content):
    data = {
        "name": content.valmire.name,
        "membership_start": "2021-05-06",
        "email_domains": "autre.example.org",
    }
    send(client, "wagtailsnippets_contacts_organisation:edit", content.valmire.pk, **data)
    now = Organisation.objects.get(pk=content.valmire.pk)
    changed = {now.membership_start.year == 2021}
    changed.add(now.email_domains == "autre.example.org")
    assert len(changed) == 1, "all of these fields, or none"
    return changed.pop()


@does("Donner ou retirer un siège au conseil d’administration")
def _(client, content):
    data = {"organisation": content.valmire.pk, "person": "Luc Arden"}
    send(client, "wagtailsnippets_contacts_boardseat:add", **data)
    seat = BoardSeat.objects.filter(person="Luc Arden").first()
    if seat is None:
        return False
    send(client, "wagtailsnippets_contacts_boardseat:delete", seat.pk)
    return not BoardSeat.objects.filter(person="Luc Arden").exists()


@does("Ajouter ou corriger un territoire")
def _(client, content):
    send(client, "wagtailsnippets_contacts_territory:add", name="Val d’Orme", sort_order=1)
    return Territory.objects.filter(slug="val-d-orme").exists()


@does("Supprimer un organisme")
def _(client, content):
    other = Organisation.objects.create(name="Sans personne")
    send(client, "wagtailsnippets_contacts_organisation:delete", other.pk)
    return not Organisation.objects.filter(pk=other.pk).exists()


@does("Ajouter un thème ou une nature")
def _(client, content):
    data = {"name": "Énergie", "locale": content.news.locale_id}
    send(client, "wagtailsnippets_downloads_theme:add", **data)
    return Theme.objects.filter(name="Énergie").exists()


@does("Supprimer un thème ou une nature")
def _(client, content):
    other = Theme.objects.create(name="De trop", locale_id=content.news.locale_id)
    send(client, "wagtailsnippets_downloads_theme:delete", other.pk)
    return not Theme.objects.filter(pk=other.pk).exists()


@does("Écrire des synonymes, mettre un résultat en avant")
def _(client, content):
    send(client, "wagtailsnippets_search_synonyms:add", words="habitat\nlogement")
    return Synonyms.objects.filter(words__contains="habitat").exists()


@does("Lire ce que les lecteurs cherchent")
def _(client, content):
    return reads(client, reverse("search_report"))


@does("Lire les téléchargements et l’accessibilité des fichiers")
def _(client, content):
    answers = {reads(client, reverse(name)) for name in ("download_report", "file_report")}
    assert len(answers) == 1
    return answers.pop()


@does("Lire ce qui reste à reprendre avant publication, sur ses pages")
def _(client, content):
    return reads(client, reverse("before_publication_report"))


@does("Lire le calendrier de parution, pour ses pages")
def _(client, content):
    return reads(client, reverse("schedule"))


@does("Lire les liens à reprendre, dans ce qu’on peut modifier")
def _(client, content):
    return reads(client, reverse("link_report"))


@does("Dire qu’une page est toujours exacte")
def _(client, content):
    Review.objects.all().delete()
    send(client, "still_true", content.closed.pk)
    return Review.objects.filter(page_id=content.closed.pk).exists()


@does("Écrire un bandeau")
def _(client, content):
    data = {"title": "Fermé le 2 mai", "title_en": "Closed on 2 May", "on_every_page": "on"}
    data |= {"shown_from": "2030-05-02", "shown_until": "2030-05-03"}
    send(client, "wagtailsnippets_home_notice:add", **data)
    return Notice.objects.filter(title="Fermé le 2 mai").exists()


@does("Faire et corriger des redirections")
def _(client, content):
    data = {
        "old_path": "/ancien/",
        "redirect_link": "https://example.org/nouveau/",
        "is_permanent": "on",
    }
    send(client, "wagtailredirects:add", **data)
    return Redirect.objects.filter(old_path="/ancien").exists()


@does("Lire et exporter les inscrits d’une séance")
def _(client, content):
    address = reverse("clubs_registrations", args=[content.session.pk])
    answers = {reads(client, address), reads(client, f"{address}?export=csv")}
    assert len(answers) == 1
    return answers.pop()


@does("Lire et exporter toutes les inscriptions")
def _(client, content):
    address = reverse("clubs_all_registrations")
    answers = {reads(client, address), reads(client, f"{address}?export=xlsx")}
    assert len(answers) == 1
    return answers.pop()


@does("Répondre aux demandes d’adhésion")
def _(client, content):
    fields = {"organisation_name": "Mariniers", "kind": "coop", "homes": 12, "language": "fr"}
    fields |= {"address": "3 quai Neuf", "name": "Ana", "email": "ana@mariniers.example.org"}
    application = Application.objects.create(
        key=uuid4(), amount=400, consented_at=timezone.now(), **fields
    )
    reads(client, reverse("applications:call", args=[application.pk]))
    data = {"decision": "accept", "membership_start": "2026-01-01"}
    send(client, "applications:edit", application.pk, **data)
    return Organisation.objects.filter(name="Mariniers").exists()


@does("Régler le barème des cotisations")
def _(client, content):
    settings = JoiningSettings.load()
    data = {"brackets-TOTAL_FORMS": 1, "brackets-INITIAL_FORMS": 0, "is_open": "on"}
    data |= {"brackets-0-homes_from": 0, "brackets-0-amount": "400", "brackets-0-ORDER": 1}
    send(client, "wagtailsettings:edit", "joining", "joiningsettings", settings.pk, **data)
    return JoiningSettings.load().amount_for("esh", 3) == 400


@does("Noter les présents d’une séance, envoyer les attestations, écrire aux inscrits")
def _(client, content):
    Registration.objects.update(was_present=None)
    registered = Registration.objects.get(page=content.session)
    send(client, "clubs_presence", content.session.pk, present=registered.pk)
    return bool(Registration.objects.get(pk=registered.pk).was_present)


@does("Inviter une personne de n’importe quel organisme")
def _(client, content):
    data = {"email": "ines@example.org", "organisation": content.valmire.pk, "language": "fr"}
    send(client, "invitations:add", **data)
    return Invitation.objects.filter(email="ines@example.org").exists()


@does("Inviter un collègue de son organisme")
def _(client, content):
    send(client, "members:colleagues", email="paul@valmire.example.org", language="fr")
    return Invitation.objects.filter(email="paul@valmire.example.org").exists()


@does("Fermer le compte d’un adhérent")
def _(client, content):
    data = {"organisation": content.valmire.pk, "language": "fr"}
    send(client, "member_accounts:edit", content.member.pk, **data)
    return not User.objects.get(pk=content.member.pk).is_active


@does("Ajouter un compte de l’équipe")
def _(client, content):
    password = "une phrase de passe des tests"
    data = {"email": "equipe@example.org", "first_name": "Lou", "last_name": "Orme"}
    data |= {"password1": password, "password2": password, "is_active": "on"}
    send(client, "wagtailusers_users:add", **data)
    return User.objects.filter(email="equipe@example.org").exists()


@does("Changer les droits d’un groupe")
def _(client, content):
    forms = ("page_permissions", "document_permissions", "image_permissions")
    forms += ("collection_permissions",)
    data = {"name": "Plumes"}
    for form in forms:
        data |= {f"{form}-TOTAL_FORMS": 0, f"{form}-INITIAL_FORMS": 0}
        data |= {f"{form}-MIN_NUM_FORMS": 0, f"{form}-MAX_NUM_FORMS": 1000}
    send(client, "wagtailusers_groups:add", **data)
    return Group.objects.filter(name="Plumes").exists()


@does("Ajouter une collection")
def _(client, content):
    send(client, "wagtailadmin_collections:add", name="Logos", parent=content.root.pk)
    return Collection.objects.filter(name="Logos").exists()


@does("Changer le circuit de relecture")
def _(client, content):
    workflow = Workflow.objects.first()
    send(client, "wagtailadmin_workflows:disable", workflow.pk)
    return not Workflow.objects.get(pk=workflow.pk).active


@does("Changer les réglages de l’association")
def _(client, content):
    settings = AssociationSettings.load()
    return reads(
        client, reverse("wagtailsettings:edit", args=["home", "associationsettings", settings.pk])
    )


@does("Suivre les travaux d’arrière-plan")
def _(client, content):
    return reads(client, reverse("background_report"))


@does("Changer l’adresse du site")
def _(client, content):
    site = Site.objects.get()
    data = {"hostname": "ailleurs.example.org", "port": 80, "root_page": site.root_page_id}
    send(client, "wagtailsites:edit", site.pk, **data)
    return Site.objects.get().hostname == "ailleurs.example.org"


@does("S’inscrire à une séance")
def _(client, content):
    person = client.session.get("_auth_user_id")
    Registration.objects.all().delete()
    send(client, "session_registration", content.session.pk)
    return Registration.objects.filter(person=person).exists()
