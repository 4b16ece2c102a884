from contacts.models.board import BoardSeat
from contacts.models.contacts_page import ContactsPage
from contacts.models.organisations import CHANGE_MEMBERSHIP, Organisation, Territory
from contacts.models.people import (
    Contact,
    FieldOfWork,
    PageContact,
    contacts_of,
    people_of,
    phone_number,
    phone_uri,
)

__all__ = [
    "CHANGE_MEMBERSHIP",
    "BoardSeat",
    "Contact",
    "ContactsPage",
    "FieldOfWork",
    "Organisation",
    "PageContact",
    "Territory",
    "contacts_of",
    "people_of",
    "phone_number",
    "phone_uri",
]
