"""What ops/ holds for operators: alarms, a dashboard, units, an image; checked by their own tools where these are."""

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat.cli import parser
from chat.http import health
from chat.settings import table
from tests.literal.documents import under

ROOT = Path(__file__).parents[2]
OPS = ROOT / "ops"
RULES, RULES_TEST = OPS / "prometheus/hearline.yml", OPS / "prometheus/hearline.test.yml"
BOARD = json.loads((OPS / "grafana/hearline.json").read_text())
UNITS = sorted((OPS / "systemd").glob("*.service"))
DOCKERFILE, COMPOSE = OPS / "container/Dockerfile", OPS / "container/compose.yml"
SETTINGS = {name for row in table() for name in (row.name, f"{row.name}_FILE")}
COMMANDS = set(next(iter(parser()._subparsers._group_actions)).choices)  # type: ignore[union-attr]
WITHIN_S = 60


def tool(name: str, package: str) -> str:
    if found := shutil.which(name):
        return found
    pytest.skip(f"no {name} here: apt-get install {package}")


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def test_every_alarm_says_what_is_wrong_how_grave_it_is_and_what_to_do() -> None:
    for rule in rules():
        assert re.fullmatch(r"Hearline[A-Z]\w+", rule["alert"])
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"].keys() == {"summary", "do"}
        assert all(text.endswith(".") for text in rule["annotations"].values())
    assert len({rule["alert"] for rule in rules()}) == len(rules()) >= 20


def test_haproxy_waits_for_the_answer_of_a_gateway_that_waits_for_a_silent_server() -> None:
    """It took all gateways out, though they are ready without SQL."""
    patience = re.search(r"^ +timeout check (\d+)s$", (OPS / "haproxy/haproxy.cfg").read_text(), re.MULTILINE)
    assert patience, "else it waits no longer than `inter`"
    assert int(patience[1]) > health.WITHIN_S


def test_alarms_name_no_language_and_nobody() -> None:
    for rule in rules():
        assert not re.search(r"language|chat_id|staff", rule["expr"]), rule["alert"]


@pytest.mark.parametrize("arguments", [("check", "rules", RULES), ("test", "rules", RULES_TEST)])
def test_promtool_takes_the_rules_and_they_ring_when_they_should(arguments: tuple[Any, ...]) -> None:
    done = subprocess.run(
        [tool("promtool", "prometheus"), *map(str, arguments)], capture_output=True, text=True, timeout=WITHIN_S
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboard_asks_its_own_source_and_nothing_lies_over_another() -> None:
    taken = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells
        assert all(x < 24 for x, _ in cells)
        assert all(target["expr"] for target in panel["targets"])
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
    assert "http" not in json.dumps(BOARD)


def test_the_dashboard_takes_no_desk_for_all() -> None:
    """Every gateway tells of each desk, so the greatest is taken: of each desk, and not of them together."""
    asked = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"] if "$desk" in target["expr"]]
    assert len(asked) > 5
    assert [expr for expr in asked if "by (desk" not in expr] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_are_ones_that_systemd_takes(unit: Path, tmp_path: Path) -> None:
    place = tmp_path / unit.name.replace("@", "@8000")
    place.write_text(unit.read_text().replace("/opt/hearline/.venv/bin/hearline", "/bin/true"))
    command = [tool("systemd-analyze", "systemd"), "verify", "--man=no", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN_S)
    assert (done.returncode, done.stderr) == (0, "")
    strict = [command[0], "security", "--offline=true", "--threshold=20", str(place)]
    done = subprocess.run(strict, capture_output=True, text=True, timeout=WITHIN_S)
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_start_what_there_is_with_settings_that_are_ones(unit: Path) -> None:
    text = unit.read_text()
    ((given, command),) = re.findall(
        r"^ExecStart=(?:/usr/bin/env (\S+) )?/opt/hearline/\.venv/bin/hearline (\w+)$", text, re.MULTILINE
    )
    assert command in COMMANDS
    assert given == ("PORT=%i" if "@" in unit.name else "")
    assert set(re.findall(r"^Environment=(\w+)=", text, re.MULTILINE)) == {"HEARLINE_SECRET_FILE"}
    assert "LoadCredential=secret:" in text


def test_what_the_readme_lets_stand_in_the_settings_changes_no_port_of_a_unit_or_container() -> None:
    """A file of settings overrules `Environment=`, and `.env` of the README has a PORT, which two gateways wanted."""
    assert "\nPORT=8000\n" in (ROOT / "README.md").read_text()
    for unit in UNITS:
        assert not re.search(r"^Environment=PORT", unit.read_text(), re.MULTILINE)
    house = yaml.safe_load(COMPOSE.read_text())
    for part in (one for one in house["services"].values() if "ports" in one):
        assert (part["environment"]["PORT"], part["environment"]["HEARLINE_HOST"]) == ("8000", "0.0.0.0")
        assert all(port.endswith(f":{part['environment']['PORT']}") for port in part["ports"])


def test_commands_run_with_the_settings_of_the_units_from_whichever_folder(tmp_path: Path) -> None:
    (block,) = under("docs/operations.md", "Under systemd")
    lines = [
        f"DATABASE_URL=sqlite:///{tmp_path}/x.db", "HEARLINE_PUBLIC_URL=https://x.be",
        "HEARLINE_EMBED_ORIGINS='https://a.be, https://b.be'",
        "REDIS_URL='rediss://127.0.0.1/0?socket_timeout=5&ssl_cert_reqs=none'",
    ]  # fmt: skip
    (tmp_path / "environment").write_text("\n".join([*lines, ""]))
    (tmp_path / "secret").write_text("k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd\n")
    program = tmp_path / "venv"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m chat.cli "$@"\n')
    program.chmod(0o755)
    places = {"/etc/hearline": str(tmp_path), "/opt/hearline/.venv/bin/hearline": str(program)}
    places |= {"/usr/local/sbin/hearline": str(tmp_path / "hearline"), "/opt/hearline/web/dist": str(ROOT / "web/dist")}
    made = block.here(places | {"sudo ": ""})
    subprocess.run(["sh", "-ec", made], check=True, timeout=WITHIN_S)
    (tmp_path / "elsewhere").mkdir()
    usual = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    for file, typed in (("x.db", {}), ("drill.db", {"DATABASE_URL": f"sqlite:///{tmp_path}/drill.db"})):
        done = subprocess.run(
            [tmp_path / "hearline", "release"], cwd=tmp_path / "elsewhere", env=usual | typed, capture_output=True,
            text=True, timeout=WITHIN_S,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        with sqlite3.connect(tmp_path / file) as database:
            assert database.execute("SELECT count(*) FROM page_file").fetchone()[0] > 10
        database.close()
    for name in ("HEARLINE_SECRET", "HEARLINE_SECRET_FILE"):  # as for a back-up of another day
        done = subprocess.run(
            [tmp_path / "hearline", "release"], cwd=tmp_path, env=usual | {name: "none"}, capture_output=True,
            text=True, timeout=WITHIN_S,
        )  # fmt: skip
        assert (done.returncode, name in done.stderr) == (1, True), "what stands before a command counts"


def test_the_image_copies_what_there_is_and_runs_a_command() -> None:
    lines = re.sub(r"\\\n", " ", DOCKERFILE.read_text()).splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []
    ignored = (OPS / "container/Dockerfile.dockerignore").read_text().splitlines()
    assert {".env", ".git"} <= set(ignored)
    assert not {name for names in copied for name in names} & set(ignored)
    (command,) = [json.loads(line.removeprefix("CMD ")) for line in lines if line.startswith("CMD ")]
    assert command[0] in COMMANDS
    settings = {name for line in lines if line.startswith("ENV") for name in re.findall(r"(HEARLINE_\w+)=", line)}
    assert settings <= SETTINGS
    assert "USER 10001" in lines


def test_compose_starts_what_there_is() -> None:
    house = yaml.safe_load(COMPOSE.read_text())
    ours = {name: part for name, part in house["services"].items() if part["image"] == "hearline"}
    assert {part["command"][0] for part in ours.values()} == {"release", "web", "worker"} <= COMMANDS
    for part in ours.values():
        assert part["environment"].keys() <= SETTINGS
        assert part["read_only"]
        assert part["cap_drop"] == ["ALL"]
        assert part["depends_on"].keys() <= house["services"].keys()
    assert all(port.startswith("127.0.0.1:") for part in house["services"].values() for port in part.get("ports", ()))
    ready = house["services"]["postgres"]["healthcheck"]["test"]
    assert ready[:4] == ["CMD", "pg_isready", "-h", "127.0.0.1"], "the socket answers before there is a database"
    assert "chown 10001 secret" in COMPOSE.read_text(), "mode 0600, and the image's user reads it"
    redis = shlex.split(house["services"]["redis"]["command"])
    assert redis[redis.index("--maxmemory-policy") + 1] == "noeviction"
    assert redis[redis.index("--save") + 1] == ""
