"""Wagtail's own sentences that the site words differently in French: its catalogue comes before Wagtail's.

Their translations stand in locale/fr, as if the site had written them: without an article or an agreement that would
depend on the gender of `%(model_name)s`, and without a word of English.
"""
# ruff: noqa: E501 (a sentence stands whole, as in the catalogue)

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.forms import TaskStateCommentForm

WORDS = (
    _("Any"),
    _("Editor Guide"),
    _("Workflow"),
    _("Workflows"),
    _("Workflow tasks"),
    _("Add a workflow"),
    _("New workflow"),
    _("Editing workflow"),
    _("Disable workflow"),
    _("By workflow"),
    _("Restart workflow "),
    _("Cancel workflow "),
    _("Your pages and snippets in a workflow"),
    _("Add %(model_name)s"),
    _("Add %(label)s"),
    _("Create a new %(model_name)s"),
    _("Current page status:"),
    _("None"),
    _("0 minutes"),
    _("just now"),
    _("Choose another"),
    _("Are you sure you want to delete this %(model_name)s?"),
    _("Are you sure you want to delete this page?"),
    _("Are you sure you want to delete these pages?"),
    _("Are you sure you want to delete this %(snippet_type_name)s?"),
    _("Are you sure you want to unpublish this %(model_name)s?"),
    _("The %(model_name)s could not be created due to errors."),
    _("The %(model_name)s could not be saved due to errors."),
    _("%(model_name)s '%(object)s' deleted."),
    _("Images"),
    _("Image"),
    _("Documents"),
    _("Add an image"),
    _("Add a document"),
    _("Add documents"),
    _("Redirects"),
    _("Drag and drop documents into this area to upload immediately."),
    _("Yes, delete it"),
    _("Status: "),
    _("Private, accessible to any logged-in users"),
    _("Private, accessible to users in specific groups"),
    _("No, don't delete it"),
    _("The name of the page as it will appear in URLs e.g http://domain.com/blog/[my-slug]/"),
    _("Locked"),
    _("No one can make changes while the %(model_name)s is locked"),
    _("<b>'{title}' was locked</b> by <b>you</b> on <b>{datetime}</b>."),
    _("<b>'{title}' is locked</b> by <b>you</b>."),
    _("<b>'{title}' was locked</b> by <b>{user}</b> on <b>{datetime}</b>."),
    _("<b>'{title}' is locked</b>."),
    _("Locked by you"),
    _("Locked by another user"),
    _("Only you can make changes while the %(model_name)s is locked"),
    _("Only %(user)s can make changes while the %(model_name)s is locked"),
    _("This %(model_name)s is currently awaiting moderation."),
    _(
        "This {model_name} is awaiting <b>'{task_name}'</b> in the <b>'{workflow_name}'</b> workflow."
    ),
    _("Only reviewers for this task can edit the %(model_name)s."),
    _("Unlocked"),
    _("Locked by workflow"),
    _("Reviewers can edit this %(model_name)s – lock it to prevent other reviewers from editing"),
    _("{model_name} '{title}' is locked and has been scheduled to go live at {datetime}"),
    _("Locked by schedule"),
    _("Currently locked and will go live on the scheduled date"),
    _("Unknown %(action)s"),
    _("Cannot overwrite a revision that is not the latest for this %(model_name)s."),
    _("the %(model_name)s will also be deleted"),
    _("will be set to the default %(model_name)s"),
    _("will be set to a %(model_name)s specified by the system"),
    _("Created"),
    _("Renamed"),
    _("Reordered under '%(parent)s'"),
    _("Reordered"),
    _("Tag(s) %(value_too_long)s are over %(max_tag_length)d characters."),
    _(
        "This %(model_name)s was marked as needing changes at <strong>%(task)s</strong> in <strong>%(workflow)s</strong>."
    ),
    _(
        "This %(model_name)s is currently at <strong>%(task)s</strong> in <strong>%(workflow)s</strong>."
    ),
    _("Publishing this %(model_name)s will cancel the current workflow."),
    _("Would you still like to publish this %(model_name)s?"),
    _('The %(model_name)s "%(title)s" has been approved in moderation stage "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been approved in "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been rejected in moderation stage "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been rejected during "%(task)s".'),
    _(
        'The %(model_name)s "%(title)s" has been submitted for approval in moderation stage "%(task)s".'
    ),
    _("You can preview the %(model_name)s here:"),
    _(
        'The %(model_name)s "%(title)s" has been submitted for approval to moderation stage "%(task)s".'
    ),
    _(
        'The %(model_name)s "%(title)s" has been submitted for approval in moderation stage "%(task)s"'
    ),
    _('The %(model_name)s "%(title)s" has been approved in workflow "%(workflow)s".'),
    _('The %(model_name)s "%(title)s" has been approved in "%(workflow)s".'),
    _(
        'The %(model_name)s "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s" by %(rejector)s.'
    ),
    _(
        'The %(model_name)s "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s".'
    ),
    _('The %(model_name)s "%(title)s" has been rejected during "%(workflow)s".'),
    _(
        'The %(model_name)s "%(title)s" has been submitted for moderation to workflow "%(workflow)s" by %(requester)s.'
    ),
    _(
        'The %(model_name)s "%(title)s" has been submitted for moderation to workflow "%(workflow)s".'
    ),
    _('The %(model_name)s "%(title)s" has been submitted to workflow "%(workflow)s"'),
    _("Are you sure you want to move these pages?"),
    _("Are you sure you want to publish these pages?"),
    _("Are you sure you want to unpublish these pages?"),
    _("Are you sure you want to convert this alias into an ordinary page?"),
    _("Are you sure you want to move this page into '%(title)s'?"),
    _("Are you sure you want to move this page and all of its children into '%(title)s'?"),
    _("Are you sure you want to unpublish this page?"),
    _("Would you still like to publish this page?"),
    _("Choose when this %(model_name)s should go live and/or expire"),
    _("Locked by <b>you</b> at <b>%(locking_date)s</b>"),
    _("Locked by <b>%(locked_by)s</b> at <b>%(locking_date)s</b>"),
    _("Locked at <b>%(locking_date)s</b>"),
    _("Anyone can edit this %(model_name)s – lock it to prevent others from editing"),
    _("Anyone can edit this %(model_name)s"),
    _("One or more references to this %(model_name)s prevent it from being deleted."),
    _("This %(model_name)s hasn't been submitted for moderation yet"),
    _(
        "This workflow is currently in progress on %(workflow_states_in_progress)s pages. Deleting this workflow will cancel moderation on these page. Are you sure you want to delete this workflow?"
    ),
    _("Are you sure you want to disable this workflow?"),
    _("Are you sure you want to disable this task?"),
    _("Disabled"),
    _(
        'Why not <a class="create-one-now" href="#tab-new" data-action="w-tabs#select:prevent" data-w-tabs-target="trigger" data-w-tabs-focus-param="true">create one now</a>?'
    ),
    _("Are you sure you want to delete this collection?"),
    _("No %(model_name)s match your query."),
    _("%(model_name)s '%(title)s' is now unlocked."),
    _("%(model_name)s '%(object)s' updated."),
    _("%(model_name)s '%(object)s' created."),
    _("%(model_name)s '%(object)s' created and scheduled for publishing."),
    _("%(model_name)s '%(object)s' is live and this version has been scheduled for publishing."),
    _("%(model_name)s '%(object)s' updated and published."),
    _("%(model_name)s '%(object)s' created and published."),
    _("%(model_name)s '%(object)s' has been submitted for moderation."),
    _("%(model_name)s '%(object)s' created and submitted for moderation."),
    _("The %(model_name)s could not be saved as it is locked"),
    _(
        "You are viewing a previous version of this %(model_name)s from <b>%(created_at)s</b> by %(user)s"
    ),
    _("%(model_name)s '%(object)s' has been replaced with version from %(timestamp)s."),
    _(
        "Version from %(timestamp)s of %(model_name)s '%(object)s' has been scheduled for publishing."
    ),
    _("'%(object)s' unpublished."),
    _('Version %(revision_id)s of "%(object)s" unscheduled.'),
    _("(Private %(object)s)"),
    _("Are you sure?"),
    _("Oldest"),
    _("Are you sure you want to delete this redirect?"),
    _("Are you sure you want to delete this group?"),
    _("Are you sure you want to delete this site?"),
    _("Are you sure you want to delete %(count)s %(snippet_type_name)s?"),
    _("You don't have permission to delete this %(snippet_type_name)s"),
    _(
        'Why not <a class="upload-one-now" href="#tab-upload" data-action="w-tabs#select:prevent" data-w-tabs-target="trigger" data-w-tabs-focus-param="true">upload one now</a>?'
    ),
    _("Sync translated %(model_name)s"),
    _(
        "Are you sure you want to convert this page into an alias? This will overwrite the content of the page with the content of '%(source_page_title)s' (%(source_page_locale)s)"
    ),
    _("Published '{object}' in {locale} with missing translations - see below."),
    _("Published '{object}' in {locale}."),
    _("Changed"),
    _("Choose a %s"),
    _("New: %(model_name)s"),
    _("Edit this %(object)s"),
    _("workflow"),
    _("workflow page"),
    _("workflow pages"),
    _("There may only be one in progress or needs changes workflow state per page/snippet."),
    _("Workflow '%(workflow_name)s' on %(model_name)s '%(title)s': %(status)s"),
    _("Workflow state"),
    _("Workflow states"),
    _(
        "Active workflows can be added to pages/snippets. Deactivating a workflow does not remove it from existing pages/snippets."
    ),
    _("workflows"),
    _("workflow_tasks"),
    _("workflow task order"),
    _("workflow task orders"),
    _(
        "Active tasks can be added to workflows. Deactivating a task does not remove it from existing workflows."
    ),
    _(
        "Pages/snippets at this step in a workflow will be moderated or approved by these groups of users"
    ),
    _("workflow state"),
    _("Workflow: start"),
    _("'%(workflow)s' started. Next step '%(task)s'"),
    _("Workflow started"),
    _("Workflow: approve task"),
    _("Approved at '%(task)s'. '%(workflow)s' complete"),
    _("Workflow task approved"),
    _("Workflow: reject task"),
    _("Workflow task rejected. Workflow complete"),
    _("Workflow: resume task"),
    _("Resubmitted '%(task)s'. Workflow resumed"),
    _("Workflow task resubmitted. Workflow resumed"),
    _("Workflow: cancel"),
    _("Cancelled '%(workflow)s' at '%(task)s'"),
    _("Workflow cancelled"),
    _("This page already has workflow '%(workflow_name)s' assigned."),
    _("You cannot assign this workflow to the same page multiple times."),
    _("Snippet '%(content_type)s' already has workflow '%(workflow_name)s' assigned."),
    _("Give your workflow a name"),
    _("Add tasks to your workflow"),
    _('The page "%(title)s" has been approved in workflow "%(workflow)s".'),
    _(
        'The page "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s" by %(rejector)s.'
    ),
    _('The page "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s".'),
    _('The page "%(title)s" has been rejected during "%(workflow)s".'),
    _(
        'The page "%(title)s" has been submitted for moderation to workflow "%(workflow)s" by %(requester)s.'
    ),
    _('The page "%(title)s" has been submitted for moderation to workflow "%(workflow)s".'),
    _('The page "%(title)s" has been submitted to workflow "%(workflow)s"'),
    _(
        "This page was marked as needing changes at <strong>%(task)s</strong> in <strong>%(workflow)s</strong>."
    ),
    _("Publishing this page will cancel the current workflow."),
    _("Workflow completed"),
    _("Assign your workflow to pages"),
    _("Assign your workflow to snippets"),
    _(
        'Workflows apply to child pages too. If you select a parent page here, its child pages will also use this workflow. See <a href="%(workflow_pages_url)s">the list of the pages</a> your workflow applies to.'
    ),
    _("This workflow is disabled so it cannot be assigned to any pages."),
    _("This workflow is disabled so it cannot be assigned to any snippets."),
    _("Used on the following active workflows"),
    _('No workflows have been created. Why not <a href="%(add_url)s">add one</a>?'),
    _('There are no enabled workflows. Why not <a href="%(add_url)s">add one</a>?'),
    _("Workflow history"),
    _("Workflow progress"),
    _("Workflow on %(model_name)s '%(object)s' has been restarted."),
    _("Workflow on %(model_name)s '%(object)s' has been cancelled."),
    _("Workflow on page '%(page_title)s' has been cancelled."),
    _("Workflow on page '%(page_title)s' has been restarted."),
    _("Workflow '%(object)s' created."),
    _("Workflow '%(object)s' updated."),
    _("Workflow '%(object)s' disabled."),
    _("Workflow '%(workflow_name)s' enabled."),
    _("Workflow removed from Page '%(page_title)s'."),
    _("New workflow task"),
    _("Draft saved"),
    _("Group approval task"),
    _("Group approval tasks"),
    _("There are no results."),
    _(
        "Pages created here will not be accessible at any URL. To add pages to an existing site, create them as children of the homepage."
    ),
    _("No pages/snippets have been submitted for moderation yet"),
    _('No tasks have been created. Why not <a href="%(add_url)s">add one</a>?'),
    _('There are no enabled tasks. Why not <a href="%(add_url)s">add one</a>?'),
    _("Site history"),
    _(
        'You haven\'t uploaded any images in this collection. Why not <a href="%(wagtailimages_add_image_url)s">upload one now</a>?'
    ),
    _(
        'You haven\'t uploaded any images. Why not <a href="%(wagtailimages_add_image_url)s">upload one now</a>?'
    ),
    _(
        'You haven\'t uploaded any documents in this collection. Why not <a href="%(wagtaildocs_add_document_url)s">upload one now</a>?'
    ),
    _(
        'You haven\'t uploaded any documents. Why not <a href="%(wagtaildocs_add_document_url)s">upload one now</a>?'
    ),
)
# The counts of the first screen, and of what is deleted.
COUNTS = (
    ngettext_lazy(
        '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Document <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Documents <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy("Used %(usage_count)s time", "Used %(usage_count)s times"),
    ngettext_lazy(
        "This %(model_name)s is referenced %(usage_count)s time.",
        "This %(model_name)s is referenced %(usage_count)s times.",
    ),
    ngettext_lazy("Referenced %(count)s time", "Referenced %(count)s times"),
    ngettext_lazy(
        "Are you sure you want to delete this image?",
        "Are you sure you want to delete these images?",
    ),
    ngettext_lazy(
        "Are you sure you want to delete this document?",
        "Are you sure you want to delete these documents?",
    ),
    ngettext_lazy(
        "Are you sure you want to add the following image to the selected collection?",
        "Are you sure you want to add the following images to the selected collection?",
    ),
    ngettext_lazy(
        "Are you sure you want to add the following document to the selected collection?",
        "Are you sure you want to add the following documents to the selected collection?",
    ),
    ngettext_lazy("%(count)d %(model_name)s deleted.", "%(count)d %(model_name)s deleted."),
    ngettext_lazy(
        "This workflow is in progress on %(states_in_progress)d page/snippet. Disabling this workflow will cancel moderation on this page/snippet.",
        "This workflow is in progress on %(states_in_progress)d pages/snippets. Disabling this workflow will cancel moderation on these pages/snippets.",
    ),
    ngettext_lazy(
        "This task is in progress on %(states_in_progress)d page/snippet. Disabling this task will cause it to be skipped in the moderation workflow and not be listed for selection when editing a workflow.",
        "This task is in progress on %(states_in_progress)d pages/snippets. Disabling this task will cause it to be skipped in the moderation workflow and not be listed for selection when editing a workflow.",
    ),
)


def follow_the_reader() -> None:
    """Translates for each reader what Wagtail translates once, in the language of the server as it starts."""
    ChooserViewSet.choose_one_text = _("Choose")
    ChooserViewSet.search_tab_label = _("Search")
    ChooserViewSet.create_action_label = _("Create")
    TaskStateCommentForm.base_fields["comment"].label = _("Comment")
