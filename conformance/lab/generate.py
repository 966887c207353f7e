#!/usr/bin/env python3
"""Writes the vectors of the byte-pair encoding: token ids of tricky texts, from two independent implementations.

    python conformance/lab/generate.py --gpt2 FOLDER     FOLDER holds encoder.json and vocab.bpe as published

small/encoder.json, small/vocab.bpe  a vocabulary of 521 tokens trained here on Shakespeare's sonnet 18, so that the
                                     encoder is tested where the published files are absent
bpe_small.json, bpe_gpt2.json        {"text": hexadecimal UTF-8, "ids": [...]} by tiktoken; the program stops if
                                     the `tokenizers` library differs
Needs tiktoken and tokenizers (conformance/lab/requirements.txt).
"""

import argparse
import json
import pathlib
import random

import tiktoken
import tiktoken.load
import tokenizers

here = pathlib.Path(__file__).parent
pattern = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"

sonnet = """Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance or nature's changing course untrimm'd;
But thy eternal summer shall not fade,
Nor lose possession of that fair thou ow'st;
Nor shall death brag thou wander'st in his shade,
When in eternal lines to time thou grow'st:
   So long as men can breathe or eyes can see,
   So long lives this, and this gives life to thee.
"""

tricky = [
    "", " ", "  ", "\n", "\n\n", " \n", "\n ", "\t\t x", "a", " a", "  a", "   a", "a ", "a  ", "a \n b", "\r\n\r\nx",
    "Hello world", " the", "the", "The", "THE", "hello's", "it's we've I'm they'll he'd don't you're",
    "IT'S WE'VE", "'s", "''s", " 's", "'s's", "'sa", "'", "''", "' s", "rock'n'roll", "o'clock'", "'re're'll",
    "1234567890", "3.14159", " 12 345", "x1y2", "1st 2nd", "½ ¼ Ⅷ ² ٣", "²³", "๑๒",
    "foo_bar-baz", "a.b,c;d", "!!!???", " !!!", "... ...", "--", " -- ", "=====", " = Heading = \n", "@-@ @,@ @.@",
    "<unk> <unk>", "<|endoftext|>", "a<|endoftext|>b", "<|", "|>",
    "naïve café Ångström", "e\u0301 combining", "日本語テキスト", "中文 和 English", "한국어", "русский текст", "עברית", "العربية",
    "🙂", "👩‍👩‍👧‍👦 family", "🇨🇭 flag", "a🙂b", "  🙂", "\u200d\u200b zero", "\ufeffbom", "soft\u00adhyphen",
    "no\u00a0break", "\u00a0\u00a0x", "en\u2002space\u2003em", "line\u2028sep\u2029para", "\u3000ideographic", "\u0085next",
    "\u1680ogham", "\u180emongolian", "\u202fnarrow", "\u205fmath", "\x0b\x0cvt ff", "\x1c\x1d\x1e\x1f sep", "\x00nul\x00", "\x7f",
    "ǅ titlecase", "ʰ modifier", "ª º", "𝒜 math", "𐍈 gothic", "\U0001f1e6\U0010ffff", "ﬁ ligature", "ß ẞ", "İstanbul",
    "\u0f3a brackets", "€ £ ¥ $", "± × ÷ ≤", "→ ←", "\u0301 alone", "\ue000 private",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" * 3,
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis", "abcabcabc" * 40,
    " " * 100, "\n" * 50 + "x", " " * 31 + "y", "-" * 200, "é" * 80, "日" * 60, "0" * 100, "'" * 9, "'s" * 9,
    "def f(x):\n    return x ** 2\n\n\n# end", "<html>\n\t<body>&nbsp;</body>\n</html>", "C:\\path\\file.txt http://x.org/?a=b&c=d",
    sonnet,
]


def random_texts(count: int) -> list[str]:
    draw = random.Random(7)
    alphabet = list("  \n\t''stremldvSTREabcXYZ0123..,-_=<|>") + list("éñ½²日本한עر🙂\u0301\u00a0\u3000\u200b\u2028ǅ")
    out = []
    for _ in range(count):
        out.append("".join(draw.choice(alphabet) for _ in range(draw.randint(1, 60))))
    return out


def train_small(folder: pathlib.Path) -> None:
    model = tokenizers.ByteLevelBPETokenizer(add_prefix_space=False)
    model.train_from_iterator([sonnet, "naïve café 日本語 🙂 été", "12 345 678 ... --- !!!"] * 3, vocab_size=600, min_frequency=2,
                              show_progress=False, special_tokens=[])
    folder.mkdir(exist_ok=True)
    state = json.loads(model.to_str())["model"]
    (folder / "encoder.json").write_text(json.dumps(state["vocab"], separators=(",", ":")) + "\n")
    pairs = [m if isinstance(m, str) else " ".join(m) for m in state["merges"]]
    (folder / "vocab.bpe").write_text("#version: 0.2\n" + "\n".join(pairs) + "\n", encoding="utf-8")


def vectors(folder: pathlib.Path) -> dict:
    model = tokenizers.ByteLevelBPETokenizer(str(folder / "encoder.json"), str(folder / "vocab.bpe"), add_prefix_space=False)
    encoder = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    # tiktoken needs ids in rank order; the ids of these files are, bytes first
    to_byte = {}
    free = 0
    for b in range(256):
        printable = 33 <= b <= 126 or 161 <= b <= 172 or b >= 174
        to_byte[chr(b) if printable else chr(256 + free)] = b
        free += not printable
    ranks = {bytes(to_byte[c] for c in token): number for token, number in encoder.items() if token != "<|endoftext|>"}
    reference = tiktoken.Encoding("reference", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    rows = []
    for text in tricky + random_texts(300):
        ids = reference.encode_ordinary(text)
        other = model.encode(text).ids
        if ids != other:
            raise SystemExit(f"tiktoken and tokenizers differ on {text!r}: {ids} {other}")
        rows.append({"text": text.encode().hex(), "ids": ids})
    return {
        "generator": "conformance/lab/generate.py",
        "tools": {"tiktoken": tiktoken.__version__, "tokenizers": tokenizers.__version__},
        "tokens": len(encoder),
        "rows": rows,
    }


def write(name: str, data: dict) -> None:
    head = {k: v for k, v in data.items() if k != "rows"}
    lines = [json.dumps(head)[:-1] + ', "rows": [']
    lines += [json.dumps(row, separators=(",", ":")) + ("," if row is not data["rows"][-1] else "") for row in data["rows"]]
    (here / name).write_text("\n".join(lines) + "\n]}\n")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--gpt2", type=pathlib.Path, required=True)
    given = asked.parse_args()
    train_small(here / "small")
    write("bpe_small.json", vectors(here / "small"))
    write("bpe_gpt2.json", vectors(given.gpt2))
