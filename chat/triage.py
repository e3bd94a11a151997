"""From what a teen says it is about to a priority and to skills worth having. Pure."""

DANGER, GRAVE, OTHER = 1, 2, 3
TOPICS = (
    "danger_now",
    "cyberbullying",
    "sexual_coercion_extortion",
    "sexting",
    "grooming",
    "sexual_harassment",
    "love_relationships_sexuality",
    "suicide",
    "self_harm",
    "potentially_harmful_content",
    "hate_speech",
    "gaming",
    "e_crime",
    "privacy_abuse",
    "other",
)
_DANGER = frozenset({"danger_now", "suicide"})
_GRAVE = frozenset({"sexual_coercion_extortion", "grooming", "sexual_harassment", "self_harm"})


def priority_of(topic: str, danger: bool = False) -> int:
    """1 danger now, 2 blackmail and abuse, 3 everyone else."""
    if danger or topic in _DANGER:
        return DANGER
    return GRAVE if topic in _GRAVE else OTHER


def skills_of(asked: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """What was asked for. A topic adds no skill as a demand: nobody waits longer for having named it."""
    return tuple(skill for skill in asked if skill in known)
