from django.core.exceptions import PermissionDenied
from django.db.models import Model
from wagtail_localize.views.snippets_api import SnippetViewSet


class SnippetsAPI(SnippetViewSet):
    """wagtail-localize's, for those with a right on the snippets: it names them to whoever may enter the admin."""

    def get_model(self) -> type[Model]:
        model = super().get_model()
        policy = model.snippet_viewset.permission_policy
        if not policy.user_has_any_permission(self.request.user, ["add", "change", "delete"]):
            raise PermissionDenied
        return model
