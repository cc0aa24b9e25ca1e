"""What is said about an import on pages."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.templatetags.formats import number
from contacts.upload_checking import Counts


def saved_words(counts: Counts) -> str:
    """Return what was saved, and that every row is accounted for."""
    words = {
        "read": number(counts.read),
        "added": number(counts.added),
        "changed": number(counts.changed),
        "unchanged": number(counts.unchanged),
        "rejected": number(counts.rejected),
    }
    return (
        ngettext(
            "Saved. %(read)s row = %(added)s new + %(changed)s changed + %(unchanged)s unchanged"
            " + %(rejected)s left out.",
            "Saved. %(read)s rows = %(added)s new + %(changed)s changed + %(unchanged)s unchanged"
            " + %(rejected)s left out.",
            counts.read,
        )
        % words
    )


def counts_moved(before: Counts, now: Counts) -> str:
    """Return why nothing was saved: what the rows would do now is not what the check showed."""
    names = {
        "added": _("new"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "rejected": _("wrong"),
    }
    moved = [
        _("%(what)s: %(before)s before, %(now)s now")
        % {"what": label, "before": number(getattr(before, name)), "now": number(getattr(now, name))}
        for name, label in names.items()
        if getattr(before, name) != getattr(now, name)
    ]
    said = "; ".join(moved) or _("other values stand there now")
    return _(
        "Nothing was saved, because somebody changed something since the check (%(moved)s). Look at the new check."
    ) % {"moved": said}
