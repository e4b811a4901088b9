"""DER, the one way to write a value of ASN.1 (ITU-T X.690, 10 and 11): whether bytes are written that way, and hold nothing unnamed.

asn1crypto writes a value anew, too (`dump(force=True)`), but asks each level several times for what lies below it: 80 ms for an envelope
of ten levels. Here each value is looked at once, its leaves by asn1crypto.
"""

from asn1crypto import core, parser

_UNIVERSAL = 0
_CONSTRUCTED = 1
_SEQUENCE, _SET = 16, 17


def as_der(written: bytes) -> bytes:
    """The same value as DER; equal to `written` exactly if that is DER. Raises ValueError where it is no ASN.1, or a string in pieces."""
    class_, method, tag, _, contents, _ = parser.parse(written, strict=True)
    if method == _CONSTRUCTED:
        if class_ == _UNIVERSAL and tag not in {_SEQUENCE, _SET}:
            raise ValueError("a string in pieces")
        parts = [as_der(part) for part in _parts(contents)]
        return bytes(parser.emit(class_, method, tag, b"".join(sorted(parts) if (class_, tag) == (_UNIVERSAL, _SET) else parts)))
    if class_ == _UNIVERSAL:
        return bytes(core.load(written, strict=True).dump(force=True))
    return bytes(parser.emit(class_, method, tag, contents))


def names_all(value: core.Asn1Value) -> bool:
    """Whether its type names every part of the value, down to the leaves.

    asn1crypto passes over parts behind the last one that it knows, and behind the one value that an explicit tag may hold.
    """
    if value.explicit and not _is_whole(value.dump()):
        return False
    if isinstance(value, core.Sequence):
        named = [value[name] for name in value]
        return len(value.children) == len(named) and all(names_all(each) for each in named)
    if isinstance(value, core.SequenceOf | core.SetOf):
        return all(names_all(each) for each in value)
    return names_all(value.chosen) if isinstance(value, core.Choice) else True


def _is_whole(written: bytes) -> bool:
    try:
        return bool(parser.peek(written) == len(written))
    except ValueError:  # shorter than its own header says
        return False


def _parts(contents: bytes) -> list[bytes]:
    parts = []
    while contents:
        length = parser.peek(contents)
        parts.append(contents[:length])
        contents = contents[length:]
    return parts
