from home.models.association import AssociationSettings
from home.models.notices import Notice
from home.models.pages import ContentPage, ContentPageContact, ContentPageDownload, HomePage
from home.models.roles import GrantedPermission

__all__ = [
    "AssociationSettings",
    "ContentPage",
    "ContentPageContact",
    "ContentPageDownload",
    "GrantedPermission",
    "HomePage",
    "Notice",
]
