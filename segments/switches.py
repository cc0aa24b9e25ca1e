"""The switch of a flag in a row: it is shown twice on each of up to 250 rows, so no template is rendered for it."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from segments.models import SegmentLine


def flag_switch(line: SegmentLine, flag: str, *, is_on: bool, segment_number: str, query: str) -> SafeString:
    """Return the switch that sets or clears ``flag``, target or response, on ``line`` and comes back to ``query``.

    It belongs to the form ``flags``; with scripts only the row is replaced.
    """
    url_name, label = ("segments:set-response", _("%(name)s: campaign response"))
    if flag == "target":
        url_name, label = ("segments:set-target", _("%(name)s: campaign target"))
    return format_html(
        '<button type="submit" id="{flag}-{number}" class="switch-button" role="switch" aria-checked="{checked}"'
        ' aria-label="{label}" form="flags" formaction="{url}" name="value" value="{value}" hx-post="{url}"'
        ' hx-vals=\'{{"value": "{value}"}}\' hx-target="#line-{number}" hx-select="#line-{number}"'
        ' hx-select-oob="#messages,#segment-figures" hx-swap="outerHTML">'
        '<span class="switch" aria-hidden="true"></span><span class="switch-word">{word}</span></button>',
        flag=flag,
        number=line.line_number,
        checked="true" if is_on else "false",
        label=label % {"name": line.contact.name},
        url=f"{reverse(url_name, args=[segment_number, line.line_number])}?{query}",
        value="no" if is_on else "yes",
        word=yes_or_no(value=is_on),
    )


def yes_or_no(*, value: bool) -> str:
    """Return the word for a flag."""
    return pgettext("flag", "Yes") if value else pgettext("flag", "No")
