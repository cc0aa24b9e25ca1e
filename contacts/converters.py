"""Numbers of records in addresses. They may be typed or imported with any character, also those that part a path."""

_CODES = {"~": "~0", "/": "~1", ".": "~2"}


class NumberConverter:
    """``<number:number>`` in a path: ``A/1`` stands there as ``A~11``, and a dot never looks like a way up."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Return the number that the part of the path stands for."""
        for character, code in reversed(_CODES.items()):
            value = value.replace(code, character)
        return value

    def to_url(self, value: str) -> str:
        """Return the part of the path that stands for the number."""
        for character, code in _CODES.items():
            value = value.replace(character, code)
        return value
