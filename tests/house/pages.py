"""What the content security policy forbids is not written in the first place, and nothing loads from elsewhere."""

import re

_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
_TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_STYLE_ATTRIBUTE = re.compile(r"(?<![\w-])style\s*=")
_EVENT_ATTRIBUTE = re.compile(r"(?<![\w-])(?:on[a-z]+|hx-on[\w:-]*)\s*=")
_SCRIPT_VALUE = re.compile(r"=\s*[\"']?\s*(?:js|javascript):")
_QUOTED_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_SOURCE_ATTRIBUTE = re.compile(
    r"(?<![\w-])(?:src|srcset|href|xlink:href|action|data|poster)\s*=\s*[\"']?\s*(?P<url>(?:https?:)?//)"
)
_STYLE_SOURCE = re.compile(r"(?:url\(\s*|@import\s+)[\"']?\s*(?:https?:)?//")


def inline_code(template: str) -> list[str]:
    """Return a sentence for each inline script, style or event handler of ``template``."""
    faults = []
    for name, attributes in _tags(template):
        names = _QUOTED_VALUE.sub("", attributes)
        if name == "script" and "src=" not in attributes:
            faults.append("<script> without src: put it into static/, and its data into json_script.")
        if name == "style":
            faults.append("<style>: put it into static/.")
        if _STYLE_ATTRIBUTE.search(names):
            faults.append(f"style= on <{name}>: use a class.")
        if _EVENT_ATTRIBUTE.search(names) or _SCRIPT_VALUE.search(attributes):
            faults.append(f"a script on <{name}>: bind it in static/ by a data attribute.")
    return faults


def foreign_sources(template: str) -> list[str]:
    """Return a sentence for each file that a page of ``template`` would load from another site; links may go there."""
    return [
        f"<{name}> loads from another site: vendor the file in static/vendor/."
        for name, attributes in _tags(template)
        if name != "a" and _SOURCE_ATTRIBUTE.search(attributes)
    ]


def foreign_style_sources(style_sheet: str) -> list[str]:
    """Return a sentence for each file that ``style_sheet`` would load from another site."""
    return [f"{match!r} loads from another site: vendor the file." for match in _STYLE_SOURCE.findall(style_sheet)]


def _tags(template: str) -> list[tuple[str, str]]:
    markup = _TEMPLATE_CODE.sub("", _COMMENT.sub("", template))
    return [(match["name"].lower(), match["attributes"]) for match in _TAG.finditer(markup)]
