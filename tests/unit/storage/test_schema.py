"""What the names of the files say of the steps is what Alembic makes of them."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from storage.schema import MIGRATIONS, REVISIONS


def test_the_revisions_are_those_of_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    assert [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()] == REVISIONS
