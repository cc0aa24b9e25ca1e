"""Who may import what: who may add and change the things in the rows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from config.uploads.kinds import KINDS
from contacts.import_kinds import ImportKind


def allowed_kind(request: HttpRequest, key: str) -> ImportKind:
    """Return the kind of file called ``key``.

    :raises PermissionDenied: the person may not import it. Also Http404, where there is no such kind.
    """
    kind = KINDS.get(key)
    if kind is None:
        raise Http404(_("There is no such kind of file."))
    if not request.user.has_perms(kind.permissions):
        raise PermissionDenied(_("You may not import %(kind)s.") % {"kind": str(kind.label).lower()})
    return kind
