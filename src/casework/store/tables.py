"""The tables of the case book. Must not know what a case means: every word in them is sealed.

Clear columns hold ids, sequence, times and digests. Both files have the same tables. Times are text
in UTC to the microsecond, so that they sort as they read.
"""

from sqlalchemy import Column, Index, LargeBinary, Table, text
from sqlmodel import Field, SQLModel


def _blob(*, key: bool = False) -> Column[bytes]:
    return Column(LargeBinary, primary_key=key, nullable=False)


class Meta(SQLModel, table=True):
    """What the file knows of itself: the book's id and the secret of its blinded labels."""

    __tablename__ = "meta"
    name: str = Field(primary_key=True)
    value: bytes = Field(sa_column=_blob())


class Case(SQLModel, table=True):
    """One case: ``revision`` counts people's entries; ``card`` is its sealed projection."""

    __tablename__ = "case"
    id: str = Field(primary_key=True)
    revision: int
    changed_at: str = Field(index=True)
    next_due: str | None = None
    card: bytes = Field(sa_column=_blob())


class Event(SQLModel, table=True):
    """One entry of a case's history; ``deadline`` stands only on the clock's own."""

    __tablename__ = "event"
    __table_args__ = ({"sqlite_with_rowid": False},)
    case: str = Field(primary_key=True, foreign_key="case.id")
    seq: int = Field(primary_key=True)
    at: str
    deadline: str = ""
    sealed: bytes = Field(sa_column=_blob())
    commitment: bytes = Field(sa_column=_blob())
    prev: bytes = Field(sa_column=_blob())
    digest: bytes = Field(sa_column=_blob())
    signature: bytes = Field(sa_column=_blob())


_WAITING = text("passed_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL")
_MISSED = text("passed_at IS NOT NULL AND ended_at IS NULL")


class Deadline(SQLModel, table=True):
    """One limit, reminder or escalation; a row without ``due_at`` waits for a receipt."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("deadline_waiting", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("deadline_missed", "due_at", "id", sqlite_where=_MISSED, postgresql_where=_MISSED),
    )
    id: str = Field(primary_key=True)
    case: str = Field(foreign_key="case.id", index=True)
    due_at: str | None = None
    passed_at: str | None = None
    ended_at: str | None = None
    sealed: bytes = Field(sa_column=_blob())


class Wrap(SQLModel, table=True):
    """A case's key for one holder, under a label that only the holder can work out."""

    __tablename__ = "wrap"
    __table_args__ = ({"sqlite_with_rowid": False},)
    label: bytes = Field(sa_column=_blob(key=True))
    sealed: bytes = Field(sa_column=_blob())


class Inbox(SQLModel, table=True):
    """Something boxed to a holder who was not there: a case's key, or a concern handed in."""

    __tablename__ = "inbox"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id: str = Field(primary_key=True)
    sealed: bytes = Field(sa_column=_blob())


class Command(SQLModel, table=True):
    """A command that was carried out: its key blinded per user, its content as a keyed digest."""

    __tablename__ = "command"
    __table_args__ = ({"sqlite_with_rowid": False},)
    mark: bytes = Field(sa_column=_blob(key=True))
    content: bytes = Field(sa_column=_blob())
    sealed: bytes = Field(sa_column=_blob())


class Refmark(SQLModel, table=True):
    """A reference in use, as a keyed hash."""

    __tablename__ = "refmark"
    __table_args__ = ({"sqlite_with_rowid": False},)
    mark: bytes = Field(sa_column=_blob(key=True))


class Stream(SQLModel, table=True):
    """One entry of the register, the journal, or of a case's access or custody log.

    ``stream`` is blinded: without the key behind it nobody tells the logs, or their cases, apart.
    """

    __tablename__ = "stream"
    __table_args__ = ({"sqlite_with_rowid": False},)
    stream: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: str
    sealed: bytes = Field(sa_column=_blob())
    commitment: bytes = Field(sa_column=_blob())
    prev: bytes = Field(sa_column=_blob())
    digest: bytes = Field(sa_column=_blob())
    signature: bytes = Field(sa_column=_blob())


class Chunk(SQLModel, table=True):
    """A megabyte of an issued letter or of evidence; ``item`` is blinded."""

    __tablename__ = "chunk"
    item: str = Field(primary_key=True)
    part: int = Field(primary_key=True)
    sealed: bytes = Field(sa_column=_blob())


class Told(SQLModel, table=True):
    """Who may be reminded of which limit of an ordinary case, boxed to the service alone.

    ``revision`` is that of the case when it was said, ``people`` a digest of who there was and in
    what role: once either has moved on, it says nothing.
    """

    __tablename__ = "told"
    __table_args__ = ({"sqlite_with_rowid": False},)
    case: str = Field(primary_key=True, foreign_key="case.id")
    revision: int
    people: str
    at: str
    sealed: bytes = Field(sa_column=_blob())


class Outbox(SQLModel, table=True):
    """One day's reminder to one person, boxed to them; ``id`` is blinded."""

    __tablename__ = "outbox"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id: str = Field(primary_key=True)
    at: str
    state: str
    tried_at: str | None = None
    sealed: bytes = Field(sa_column=_blob())


class Disposal(SQLModel, table=True):
    """A case whose words were destroyed: up to which entry, and how far that has come.

    ``streams`` names its logs while they are emptied, then nothing. ``plan`` is what does it once
    more to records put back from a backup: opaque ids, sealed under the key of the file.
    """

    __tablename__ = "disposal"
    __table_args__ = ({"sqlite_with_rowid": False},)
    case: str = Field(primary_key=True, foreign_key="case.id")
    upto: int
    streams: str
    step: str
    again: int
    plan: bytes = Field(sa_column=_blob())


class Effect(SQLModel, table=True):
    """What a step sets going outside the records, while it may still be taken back.

    ``until`` is when that time is over; ``tried_at`` stands once it was attempted, and until
    somebody has said how that ended. A row whose outcome is known is gone.
    """

    __tablename__ = "effect"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id: str = Field(primary_key=True)
    case: str = Field(foreign_key="case.id", index=True)
    at: str
    until: str
    tried_at: str | None = None
    sealed: bytes = Field(sa_column=_blob())


#: Tables whose rows nobody changes or removes: triggers refuse it. A disposal alone may empty the
#: sealed part of an entry (``doorway``).
APPEND_ONLY = ("event", "stream", "command")
METADATA = SQLModel.metadata
ALL = tuple(METADATA.tables.values())


def table(name: str) -> Table:
    """Return the Core table of that name, for statements."""
    return METADATA.tables[name]
