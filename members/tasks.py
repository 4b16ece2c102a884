from contacts.models import Organisation
from core.tasks import MAIL, task
from members.mail import send
from members.models import User


@task(priority=MAIL)
def tell_of_end(organisation_pk: int, person_pk: int) -> None:
    """Tells somebody that the membership of an organisation ends soon."""
    organisation = Organisation.objects.filter(pk=organisation_pk).first()
    person = User.objects.filter(pk=person_pk, is_active=True).first()
    if organisation and person:
        accounts = organisation.accounts.filter(is_active=True).count()
        context = {"organisation": organisation, "accounts": accounts}
        send("membership_ends", person.email, person.language, context)
