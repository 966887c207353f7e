# Writes the paragraphs about rooms in CONTRIBUTING.md, between two HTML comments.
from . import includes

BEGIN = "<!-- rooms: written by script/rooms --update -->\n"
END = "<!-- end -->"


def paragraph(room):
    folders = ", ".join(f"`{path}`" if "." in path else f"`{path}/`" for path in room.paths)
    uses = ", ".join(room.uses) or "nothing"
    return f"**{room.name}** ({folders}; uses {uses}). {room.about}\n"


def updated(text, rooms):
    """The page with its paragraphs replaced by those of the list."""
    includes.allowed(rooms)
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"CONTRIBUTING.md lacks the comments around the rooms: {BEGIN.strip()} … {END}")
    return before + begin + "\n" + "\n".join(paragraph(room) for room in rooms) + "\n" + end + after
