# Draws the rooms: a room is above every room that it may include; arrows point to the rooms that it uses.
import html

from . import includes

WIDTH = 1560
BOX_WIDTH, BOX_HEIGHT, GAP_WIDTH = 124, 44, 8
ROW = 104
TOP = 58
MARGIN = 24

STYLE = """text { font-family: "DejaVu Sans", Verdana, sans-serif; fill: #1a1a1a; }
.title { font-size: 18px; font-weight: bold; }
.note { font-size: 12px; fill: #555555; }
.name { font-size: 13px; font-weight: bold; text-anchor: middle; }
.folder { font-size: 10px; fill: #555555; text-anchor: middle; }
.box { fill: #f4f7fb; stroke: #0072b2; stroke-width: 1.2; }
.program { fill: #fdf3e4; stroke: #d55e00; stroke-width: 1.2; }
.arrow { fill: none; stroke: #888888; stroke-width: 1; }"""

PROGRAMS = ("cli", "lab verbs", "python", "examples", "bench", "fuzz", "c")


def direct(rooms):
    """Room name -> the rooms that it uses directly and cannot reach through another."""
    reach = includes.allowed(rooms)
    return {room.name: [used for used in room.uses
                        if not any(used in reach[other] for other in room.uses if other != used)] for room in rooms}


def levels(rooms):
    """Room name -> row, counted from the bottom: one above the highest room that it uses."""
    below, height = direct(rooms), {}

    def visit(name):
        if name not in height:
            height[name] = 1 + max((visit(used) for used in below[name]), default=-1)
        return height[name]

    for room in rooms:
        visit(room.name)
    return height


def places(rooms):
    """Centers of the boxes, by room name, and of the gaps for arrows through a row, by (room, used, row)."""
    below, height = direct(rooms), levels(rooms)
    rows = [[room.name for room in rooms if height[room.name] == level] for level in range(max(height.values()) + 1)]
    leads_to = {name: list(used) for name, used in below.items()}
    for name, used in below.items():
        for other in used:  # an arrow over several rows: a gap in each row between
            gaps = [(name, other, row) for row in range(height[name] - 1, height[other], -1)]
            for upper, lower in zip([name, *gaps], [*gaps, other]):
                if upper in gaps:
                    rows[upper[2]].append(upper)
                    leads_to[upper] = [lower]
                elif gaps:
                    leads_to[name][leads_to[name].index(other)] = lower
    at = {}

    def middle(node):
        used = [at[other][0] for other in leads_to[node]]
        return round(sum(used) / len(used)) if used else 0

    for level, row in enumerate(rows):
        if level > 0:
            row.sort(key=middle)  # stable: otherwise the order of the list
        widths = [GAP_WIDTH if isinstance(node, tuple) else BOX_WIDTH for node in row]
        space = (WIDTH - 2 * MARGIN - sum(widths)) / len(row)
        x = MARGIN
        for node, width in zip(row, widths):
            at[node] = (x + space / 2 + width / 2, TOP + (len(rows) - 1 - level) * ROW + BOX_HEIGHT / 2)
            x += space + width
    return at, leads_to, len(rows)


def arrow(points):
    """A path from the lower edge of a box to the upper edge of another, through gaps in the rows between."""
    (x, y), *rest = points
    text = f"M{x:.1f},{y + BOX_HEIGHT / 2:.1f}"
    y += BOX_HEIGHT / 2
    for k, (to_x, to_y) in enumerate(rest):
        end = to_y - BOX_HEIGHT / 2
        bend = (end - y) / 2
        text += f" C{x:.1f},{y + bend:.1f} {to_x:.1f},{end - bend:.1f} {to_x:.1f},{end:.1f}"
        x, y = to_x, to_y + BOX_HEIGHT / 2
        if k + 1 < len(rest):
            text += f" V{y:.1f}"
    return f'<path class="arrow" d="{text}" marker-end="url(#tip)"/>'


def drawn(rooms):
    """The picture as SVG."""
    at, leads_to, rows = places(rooms)
    bottom = TOP + (rows - 1) * ROW + BOX_HEIGHT + MARGIN
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{bottom:g}" viewBox="0 0 {WIDTH} {bottom:g}" role="img">',
           "<title>The rooms of taper and what each may include</title>",
           f"<style>{STYLE}</style>",
           '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
           '<path d="M0,0.5 L8,4 L0,7.5 z" fill="#888888"/></marker></defs>',
           f'<rect width="{WIDTH}" height="{bottom:g}" fill="#ffffff"/>',
           f'<text class="title" x="{MARGIN}" y="30">Rooms: an arrow leads to what a room uses</text>',
           f'<text class="note" x="{WIDTH - MARGIN}" y="30" text-anchor="end">A room may also include what those use. '
           "Orange: programs, packages and interfaces.</text>"]
    for room in rooms:
        for node in leads_to[room.name]:
            points = [at[room.name], at[node]]
            while isinstance(node, tuple):
                node = leads_to[node][0]
                points.append(at[node])
            out.append(arrow(points))
    for room in rooms:
        x, y = at[room.name]
        kind = "program" if room.name in PROGRAMS else "box"
        out += [f'<rect class="{kind}" x="{x - BOX_WIDTH / 2:.1f}" y="{y - BOX_HEIGHT / 2:.1f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5"/>',
                f'<text class="name" x="{x:.1f}" y="{y - 3:.1f}">{html.escape(room.name)}</text>',
                f'<text class="folder" x="{x:.1f}" y="{y + 13:.1f}">{html.escape(room.paths[-1])}</text>']
    return "\n".join(out) + "\n</svg>\n"
