"""From what a teen says it is about to a priority and to skills worth having. Pure."""

DANGER, GRAVE, OTHER = 1, 2, 3
# What a chat can be about, in the order teens ask for.
TOPICS = (
    "danger_now",
    "sexual_coercion_extortion",
    "sexting",
    "cyberbullying",
    "grooming",
    "sexual_harassment",
    "love_relationships_sexuality",
    "potentially_harmful_content",
    "hate_speech",
    "privacy_abuse",
    "e_crime",
    "gaming",
    "self_harm",
    "suicide",
    "other",
)
_DANGER = frozenset({"danger_now", "suicide"})
_GRAVE = frozenset({"sexual_coercion_extortion", "grooming", "sexual_harassment", "self_harm"})


def priority_of(topic: str, danger: bool = False) -> int:
    """1 danger now, 2 blackmail and abuse, 3 everyone else."""
    if danger or topic in _DANGER:
        return DANGER
    return GRAVE if topic in _GRAVE else OTHER


def topic_of(asked: str) -> str:
    """The code that was asked for: no line of a stranger's own reaches staff unsealed as a topic."""
    return asked if not asked or asked in TOPICS else "other"


def skills_of(asked: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """What was asked for. A topic adds no skill as a demand: nobody waits longer for having named it."""
    return tuple(skill for skill in asked if skill in known)
