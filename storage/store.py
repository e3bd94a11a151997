"""The store as one object, with a part for each theme."""

from storage.accounts import Accounts, SignIns
from storage.audit import AuditTrail
from storage.database import Database
from storage.desks import Catalogue, OpeningHours, Settings
from storage.forms.forms import Forms
from storage.page_files import PageFiles
from storage.records.exact_sums import ExactSums
from storage.records.recorder import Recorder
from storage.records.surveys import Surveys
from storage.reports.publications import Publications
from storage.reports.reports import Reports
from storage.retention import Retention
from storage.schema import check_schema
from storage.secret_marks import SecretMarks
from storage.tables.desk import ReplyRow, ResourceRow
from storage.values import Reply, Resource


class Store:
    """Made once by `open_store`; every method of its parts is one transaction and may raise StoreDown."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.accounts = Accounts(database)
        self.sign_ins = SignIns(database)
        self.secrets = SecretMarks(database)
        self.audit = AuditTrail(database)
        self.replies = Catalogue(database, ReplyRow, Reply)
        self.resources = Catalogue(database, ResourceRow, Resource)
        self.hours = OpeningHours(database)
        self.settings = Settings(database)
        self.forms = Forms(database)
        self.page_files = PageFiles(database)
        self.recorder = Recorder(database, self.forms, self.hours, self.settings)
        self.exact_sums = ExactSums(database, self.recorder)
        self.surveys = Surveys(database)
        self.reports = Reports(database, self.recorder)
        self.publications = Publications(database, self.recorder, self.settings)
        self.retention = Retention(database, self.settings)

    async def start(self) -> None:
        """Raises StoreDown when the database cannot be reached, StoreUnready before `release`."""
        await check_schema(self.database)

    async def ping(self) -> None:
        """Raises StoreDown."""
        await self.database.ping()

    async def close(self) -> None:
        await self.database.close()


def open_store(database_url: str) -> Store:
    """A store at `sqlite:///FILE` or `postgresql://…`; connects when first used."""
    return Store(Database(database_url))
