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
        access = re.compile(r"\s*(public|private|protected):").match(body, at)
        if access:
            public = access[1] == "public"
            out += " public:\n" if public else ""
            at = access.end() + 1
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
    """The code of the declaration at a position, without the bodies of functions, and the position behind it."""
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


def is_declared_only(code):
    """Forward declarations, friends, explicit instantiations and using-declarations are no documentation."""
    return re.match(r"(?:template <[^{]*>\s*)?(?:class|struct) \w+;$|friend\b|extern\b|using [\w:]+[^=]*;$", code) is not None


def with_line_comments(text):
    """C: the comments above declarations as `///` lines."""
    def lines(match):
        return "\n".join("/// " + re.sub(r"^(?: ?\*)? ", "", line) for line in match[1].split("\n"))

    return re.sub(r"^/\*(.*?)\*/$", lines, text, flags=re.S | re.M)


def after_line(text, at):
    """The beginning of the next line."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def groups_of(text, c=False):
    """The groups of a header, in order."""
    if c:
        text = with_line_comments(text)
    found, comment, adjacent, scopes, at = [], [], False, [], 0
    while at < len(text):
        following = after_line(text, at)
        bare = text[at:following].strip()
        if bare.startswith("///"):
            comment.append(bare[3:].removeprefix(" "))
            adjacent = False
        elif bare.startswith("#define"):
            if comment and f"#undef {name_of(bare)}" not in text:
                found.append(Group(comment, [name_of(bare)], [bare.rstrip("\\ ")]))
                comment = []
            while text[:following].endswith("\\\n"):  # the rest of a macro
                following = after_line(text, following)
        elif not bare or bare.startswith("#"):
            comment, adjacent = [], False
        elif bare.startswith("//"):  # a remark, such as one for clang-format
            adjacent = False
        elif re.match(r"namespace (detail|\{)", bare):
            following = after_line(text, end_of(text, text.index("{", at) + 1, "}"))
        elif bare.startswith(("namespace", 'extern "C" {')):
            scopes.append(bare.split()[1])
            comment, adjacent = [], False
        elif bare.startswith("}"):
            scopes.pop()
        else:
            code, end = declaration(text, at)
            following = after_line(text, end)
            code = (code + text[end:following]).strip()  # with the comment behind it
            if not is_declared_only(code):
                name = "::".join([scope for scope in scopes if scope[0].isalpha()] + [name_of(code)]).removeprefix("taper::")
                if adjacent and not comment:
                    found[-1].names.append(name)
                    found[-1].code.append(code)
                else:
                    found.append(Group(comment, [name], [code]))
                adjacent = True
            comment = []
        at = following
    return found
