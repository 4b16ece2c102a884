from wagtail import hooks

from joining.viewsets import ApplicationViewSet


@hooks.register("register_admin_viewset")
def applications():
    return ApplicationViewSet()
