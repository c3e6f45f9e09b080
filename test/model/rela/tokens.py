"""Writes tokens.json: what the reference tokenizer makes of hostile phrases.

Run once with transformers 4.57.1 (not one of the project's packages):

    python test/model/rela/tokens.py training/rela/vocabulary/bert-base-uncased.txt > test/model/rela/tokens.json

The slow `BertTokenizer`, special tokens added, cut to 20 afterwards, padded with 0: as the public ReLA code does it.
"""

import json
import sys

from transformers import BertTokenizer

PHRASES = [
    "the red cup",
    "Everyone except the KID in white",
    "",
    "   ",
    "two mugs, on the left.",
    "don't; won't -- it's 'quoted' \"twice\"",
    "50% of $3.50 & 7#8 (a+b)=c [d] {e} <f> ~g `h` ^i |j| \\k /l _m @n",
    "café naïve Zürich Ångström façade señor",
    "cafe\u0301 e\u0301\u0300\u0323 combining",
    "ÀÉÎÕÜ ß ŒUVRE Ǆ İstanbul ıi ſtrange ﬁsh",
    "ΑΓΕΛΑΔΑ ΟΔΥΣΣΕΥΣ ς",
    "РЕД КАР красная машина ёж Ё",
    "红色的杯子",
    "左边的two杯子right",
    "日本語のひらがなカタカナ",
    "한국어 문장입니다",
    "𠀀𪜀豈 rare ideographs",
    "नमस्ते दुनिया",
    "שלום עולם مرحبا بالعالم",
    "ภาษาไทย",
    "👍 the man 👨‍👩‍👧‍👦 with 🧢🏽",
    "☃ → ∞ ≠ © ™ ½ ²",
    "“curly” ‘quotes’ — dash – en … ellipsis",
    "full－width，punctuation？～！",
    "tab\there\nnew line\rreturn\u00a0nbsp\u2003em\u3000wide",
    "zero\u200bwidth \u200djoiner \ufeffbom soft\u00adhyphen",
    "null\0byte \u0001\u0007control\u007f \u0085next\u0090",
    "\ufffdreplacement \ufffd",
    "private \ue000 use \uf8ff unassigned \u0378",
    "line\u2028separator paragraph\u2029separator",
    "a" * 100,
    "a" * 101,
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "é" * 101,
    "[SEP] [CLS] [MASK] [PAD] [UNK]",
    "the[SEP]dog [sep] ##ing ## #",
    "[CLS]a b[MASK]c",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "uncharacteristically hyperventilating photosynthesizers misunderstandingly reinterpretations overcompensating",
    "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
    "Ⅷ ⅷ ① ② ٣ ३ 𝟛 𝐁𝐨𝐥𝐝",
    "\ud7ff\U0010ffff edge",
    "´acute ˇ caron ¨ ¯ ¸ ʼ modifier",
]
TOKENS = 20


def main() -> None:
    tokenizer = BertTokenizer(sys.argv[1])
    table = []
    for phrase in PHRASES:
        ids = tokenizer.encode(text=phrase, add_special_tokens=True)[:TOKENS]
        table.append({"phrase": phrase, "ids": ids + [0] * (TOKENS - len(ids)), "length": len(ids)})
    lines = ",\n".join(json.dumps(row, ensure_ascii=True) for row in table)
    print(f"[\n{lines}\n]")


main()
