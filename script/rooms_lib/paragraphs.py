# The paragraphs of the rooms in CONTRIBUTING.md, between two remarks.
from . import includes

BEGIN = "<!-- rooms: written by script/rooms --update -->\n"
END = "<!-- end -->"


def paragraph(room):
    folders = ", ".join(f"`{path}`" if "." in path else f"`{path}/`" for path in room.paths)
    uses = ", ".join(f"`{used}`" if "/" in used else used for used in room.uses) or "nothing"
    return f"**{room.name}** ({folders}; uses {uses}). {room.about}\n"


def updated(text, rooms):
    """The page with the paragraphs of the list in the place of those that it has."""
    includes.allowed(rooms)
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"CONTRIBUTING.md has no place for the rooms: {BEGIN.strip()} … {END}")
    return before + begin + "\n" + "\n".join(paragraph(room) for room in rooms) + "\n" + end + after
