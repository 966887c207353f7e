# Reads the public declarations of a C++ or C header, with the comments above them. It relies on how this tree is formatted
# (clang-format): one declaration after the other, a comment of `///` lines directly above what it documents.
import re
from dataclasses import dataclass, field

OPEN, CLOSE = "([{", ")]}"
TYPE = re.compile(r"\s*(?:typedef )?(?:struct|class|enum|union)\b[^;()=]*$")


@dataclass
class Group:
    """Declarations under one comment."""

    comment: list
    names: list = field(default_factory=list)
    code: list = field(default_factory=list)


def end_of(text, at, stops):
    """The first position from `at` on with one of `stops` outside brackets, comments and literals."""
    depth = 0
    while at < len(text):
        c = text[at]
        if text.startswith("//", at):
            at = text.index("\n", at)
            continue
        if text.startswith("/*", at):
            at = text.index("*/", at) + 2
            continue
        if c == '"' or c == "'" and not text[at - 1].isalnum():  # an apostrophe between digits separates them
            at = re.compile(r"(?:[^\\\n%s]|\\.)*%s" % (c, c)).match(text, at + 1).end()
            continue
        if depth == 0 and c in stops:
            return at
        depth += (c in OPEN) - (c in CLOSE)
        at += 1
    return at


def without_initializers(head):
    """The head of a constructor without `: member_(value)`."""
    return re.sub(r"\)( noexcept)?\s*:\s[^:].*$", r")\1", head, flags=re.S)


def without_template(head):
    """A declaration without `template <…>` and `requires(…)` before it."""
    while found := re.match(r"\s*(template |requires ?)([<(])", head):
        head = head[end_of(head, found.end(), {"<": ">", "(": ")"}[found[2]]) + 1:]
    return head


def name_of(code):
    """The name that a declaration introduces."""
    macro = re.match(r"#define (\w+)", code)
    if macro:
        return macro[1]
    plain = re.sub(r"/\*.*?\*/|//[^\n]*", "", code, flags=re.S)
    alias = re.search(r"\btypedef\b.*?(\w+);\s*$", plain, re.S)
    if alias:
        return alias[1]
    head = without_template(plain[: end_of(plain, 0, "{;")])
    operator = re.search(r"\boperator\s*(\(\)|\"\"\w+|[^\s(\w]+)", head)
    for pattern in (r"\s*concept (\w+)", r"\s*using (\w+) =", r"\s*(?:struct|class|union|enum(?: class)?) (?:\[\[\w+\]\] )?(\w+)(?![\w(])[^()]*$",
                    r"(\w+)\(", r"(\w+)\s*(?:=|\[|$)"):
        found = re.match(pattern, head) if pattern.startswith("\\s") else None if operator else re.search(pattern, head)
        if found:
            return found[1]
    return "operator" + operator[1] if operator else ""


def body_of_class(body):
    """The public part of a class, without the bodies of its functions."""
    out, at, public = "", 0, True
    while at < len(body):
        access = re.compile(r"\s*\n? *(public|private|protected):[^\n]*").match(body, at)
        if access:
            public = access[1] == "public"
            at = access.end()
            continue
        line_end = body.find("\n", at)
        line = body[at : line_end if line_end >= 0 else len(body)]
        if not line.strip() or line.lstrip().startswith("//"):
            out += line + "\n" if public else ""
            at += len(line) + 1
            continue
        end = end_of(body, at, ";{")
        if end >= len(body):
            break
        head = body[at:end]
        if body[end] == "{":
            closing = end_of(body, end + 1, "}")
            after = end_of(body, closing + 1, ";\n") if closing < len(body) else closing
            if TYPE.match(without_template(head)) or re.match(r"[^()]*$", head) or "=" in head.split("(")[0]:
                kept = body[at : after + 1]  # a nested type or an initialized member
            else:
                after = closing
                kept = without_initializers(head).rstrip() + ";"
        else:
            after = end
            kept = without_initializers(head) + ";"
        line_end = body.find("\n", after)
        line_end = len(body) if line_end < 0 else line_end
        kept += body[after + 1 : line_end]  # a comment behind it
        if public and not re.match(r"\s*friend\b", kept):
            out += kept + "\n"
        elif public:
            out = re.sub(r"(?:^ *///[^\n]*\n)+\Z", "", out, flags=re.M)
        at = line_end + 1
    out = re.sub(r"\n{3,}", "\n\n", out).strip("\n")
    return out


def declaration(text, at):
    """(code, position after it, is public) of the declaration at a position."""
    end = end_of(text, at, ";{")
    head = text[at:end]
    if end >= len(text):
        return "", len(text)
    if text[end] == ";":
        return text[at : end + 1], end + 1
    closing = end_of(text, end + 1, "}")
    if TYPE.match(without_template(head)):
        after = end_of(text, closing + 1, ";") + 1
        body = text[end + 1 : closing]
        if not re.match(r"(?:typedef )?enum\b", head.strip()):
            body = "\n" + body_of_class(body) + "\n" if body.strip() else ""
        return head + "{" + body + text[closing:after], after
    if "=" in head.split("(")[0] and "operator" not in head:
        after = end_of(text, closing + 1, ";") + 1
        return text[at:after], after
    if text[closing + 1 : closing + 2] == ";":  # a variable with its value in braces
        return text[at : closing + 2], closing + 2
    return without_initializers(head).rstrip() + ";", closing + 1


def groups_of(text, c=False):
    """The groups of a header, in order."""
    if c:
        text = re.sub(r"^/\*(.*?)\*/$", lambda m: "\n".join("/// " + re.sub(r"^(?: ?\*)? ", "", line) for line in m[1].split("\n")), text,
                      flags=re.S | re.M)
    found, comment, at, adjacent, scopes = [], [], 0, False, []
    while at < len(text):
        line_end = text.find("\n", at)
        line = text[at : line_end if line_end >= 0 else len(text)]
        bare = line.strip()
        if not bare:
            comment, adjacent = [], False
        elif bare.startswith("///"):
            comment.append(bare[3:].removeprefix(" "))
            adjacent = False
        elif bare.startswith("#define") and comment and f"#undef {name_of(bare)}" not in text:
            found.append(Group(comment, [name_of(bare)], [bare.rstrip("\\ ")]))
            comment = []
        elif bare.startswith(("//", "#", "extern ", "}")) or scopes and not bare:
            if bare.startswith("}") and scopes:
                scopes.pop()
            comment = comment if bare.startswith(("//", "#define")) else []
        elif bare.startswith("namespace") and bare.endswith("{"):
            if re.match(r"namespace (detail|\{)", bare):
                at = end_of(text, text.index("{", at) + 1, "}")
                line_end = text.find("\n", at)
            else:
                scopes.append(bare.split()[1])
            comment, adjacent = [], False
        else:
            code, after = declaration(text, at)
            trailing = text.find("\n", after)
            code = (code + text[after:trailing]).strip()
            line_end = trailing
            if not forward(code):
                inside = "::".join(scopes).removeprefix("taper").removeprefix("::")
                name = (inside + "::" if inside else "") + name_of(code)
                if adjacent and not comment and found:
                    found[-1].names.append(name)
                    found[-1].code.append(code)
                else:
                    found.append(Group(comment, [name], [code]))
                adjacent = True
            comment = []
        at = len(text) if line_end < 0 else line_end + 1
        if bare.startswith("#") and bare.endswith("\\"):  # the rest of a macro
            while text[: at - 1].endswith("\\") and at < len(text):
                at = text.find("\n", at) + 1
    return found


def forward(code):
    return bool(re.match(r"(?:template <[^{]*>\s*)?(?:class|struct) \w+;$", code)) or code.startswith(("friend", "extern")) or bool(
        re.match(r"using [\w:]+[^=]*;$", code))
