"""Return codes: four made-up words that bring a teen's place to another device, once, within 15 minutes. Pure.

The words mean nothing and are written alike in all languages, so both devices may speak different ones, and who finds
them on paper learns nothing. Redis has a code only as what it is looked up by, with a record that says whose it is;
neither can be made without the house's secret. Labels: docs/protocol.md.
"""

import itertools
import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chat.entry.keyring import KeyRing, UnknownKey
from chat.entry.tokens import same

LIFE_MS: Final = 15 * 60_000
COUNT: Final = 4
_PURPOSE: Final = "return"
_OUT_OF: Final = 2048
_CONSONANTS, _VOWELS = "bdfklmnprst", "aeiou"
# How a word that is rude, frightening or an insult in one of the four languages begins.
_STEMS: Final = re.compile(
    "ba[bdn]|be[kt]|bi[lt]|bo[bmn]|bu[mt]|ded|di[kl]|do[dlmpr]|dum|fa[kpt]|fe[klst]|fi[ks]|fo[klt]|fu[kt]"
    "|ka[klnpst]|ki[kl]|ko[klnprt]|ku[klmnrst]|la[pt]|le[ls]|li[kl]|lu[dls]|ma[dlmrst]|me[mrs]|mis"
    "|mo[fknrt]|mu[flrt]|na[krst]|nek|ni[bkp]|nu[dlt]|pa[knprt]|pe[dlnrst]|pi[klmpst]|po[lprt]|pu[klnpst]"
    "|ra[pst]|re[pt]|ri[mp]|rot|ru[kt]|sa[bdklt]|se[klmt]|si[dkns]|so[dlt]|su[dfklt]|ta[bmprst]|te[frst]"
    "|tit|to[drt]|tu[dfmt]"
)


def _made_up() -> Iterator[str]:
    """Two syllables each: said once, written once."""
    for letters in itertools.product(_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS):
        word = "".join(letters)
        if not _STEMS.match(word) and word[:2] != word[2:]:
            yield word


WORDS: Final = tuple(itertools.islice(_made_up(), _OUT_OF))


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in Redis of a code: `record` under `find`, until then (ms since 1970)."""

    find: str
    record: str
    until_ms: int


class ReturnCodes:
    """`ring` signs with its first secret; a code drawn under an older one is found and opened until that is removed."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def kept(self, desk: str, words: tuple[str, ...], chat: str, until_ms: int) -> Kept:
        code, key_id = plain(" ".join(words)), self._ring.current
        mac = self._ring.mac(_PURPOSE, _label(desk, code, chat, until_ms), key_id)
        return Kept(self._find(desk, code, key_id), f"{key_id} {chat} {until_ms} {mac}", until_ms)

    def finds(self, desk: str, typed: str) -> list[str]:
        """Where a code may lie, as somebody typed it: once for each secret; nowhere when it cannot be one."""
        code = plain(typed)
        fits = len(code) == sum(map(len, WORDS[:COUNT]))
        return [self._find(desk, code, one) for one in self._ring.key_ids] if fits else []

    def chat_of(self, record: str, desk: str, typed: str, now_ms: int) -> str:
        """Whose code this is; "" when the house did not make this record for it, or its time is over."""
        try:
            key_id, chat, until, mac = record.split(" ")
            made = self._ring.mac(_PURPOSE, _label(desk, plain(typed), chat, int(until)), key_id)
        except (ValueError, UnknownKey):
            return ""
        return chat if same(made, mac) and now_ms < int(until) else ""

    def _find(self, desk: str, code: str, key_id: str) -> str:
        return self._ring.mac(_PURPOSE, f"find|{desk}|{code}", key_id)


def drawn() -> tuple[str, ...]:
    """A fresh code: 44 random bits."""
    return tuple(WORDS[secrets.randbelow(_OUT_OF)] for _ in range(COUNT))


def plain(typed: str) -> str:
    """The letters alone: case, accents, dashes and blanks are as people type them."""
    return "".join(one for one in unicodedata.normalize("NFKD", typed).lower() if "a" <= one <= "z")


def _label(desk: str, code: str, chat: str, until_ms: int) -> str:
    return f"is|{desk}|{code}|{chat}|{until_ms}"
