from wagtail.admin.panels import Panel

from training.completeness import completeness, is_certified


class CompletenessPanel(Panel):
    """At the head of a course: how many of its public facts are there, and which are missing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/completeness_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "completeness": completeness(self.instance),
                "is_certified": is_certified(),
            }
