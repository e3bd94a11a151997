"""Run after `npm install`: completes package-lock.json so that `npm ci` accepts it everywhere.

Some registries lack a linter build for a platform, and npm then leaves it out of the lock and refuses the lock
on the next machine. Addresses of sponsors are dropped: a lock names packages and hashes only.
"""

import json
from pathlib import Path

LOCK = Path(__file__).parents[1] / "package-lock.json"
LINTER = "node_modules/@biomejs/biome"


def build(name: str, version: str) -> dict[str, object]:
    """The entry of one platform's build, by its name `@biomejs/cli-OS-CPU[-musl]`."""
    _, system, cpu, *musl = name.partition("/")[2].split("-")
    entry: dict[str, object] = {"version": version, "cpu": [cpu], "dev": True, "license": "MIT OR Apache-2.0"}
    return entry | {"optional": True, "os": [system]} | ({"libc": ["musl"]} if musl else {})


def complete(packages: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    linter = packages[LINTER]
    wanted = linter["optionalDependencies"]
    assert isinstance(wanted, dict)
    missing = {f"node_modules/{name}": build(name, str(linter["version"])) for name in wanted}
    all_of_them = {**missing, **packages}
    for entry in all_of_them.values():
        entry.pop("funding", None)
    return {key: all_of_them[key] for key in sorted(all_of_them)}


def main() -> None:
    lock = json.loads(LOCK.read_text())
    lock["packages"] = complete(lock["packages"])
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
