"""Tests with real connections and real commits, and the cleaning up after them."""

import threading
import time

from psycopg2 import errors

from odoo import api, models
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from .common import SalesManualCommon


class CommittedCase(SalesManualCommon):
    """Builds as the other tests do, on a connection of each test's own, and commits what it built for further
    connections.

    Everything that was not there before is deleted again when the class ends: other tests share the database.
    """

    @classmethod
    def setUpClass(cls):
        with Registry(get_db_name()).cursor() as cr:
            before = cls._last_ids(cr)
        cls.addClassCleanup(cls._delete_after, before)
        super().setUpClass()
        cls.env.flush_all()
        # the class's own cursor forbids to commit, because tests roll back to its savepoints; none is open yet
        type(cls.cr).commit(cls.cr)

    def setUp(self):
        super().setUp()
        self.env = self.connect(self.env.user)
        for name in dir(type(self)):
            value = getattr(type(self), name)
            if isinstance(value, models.BaseModel):
                setattr(self, name, value.with_env(self.env))
            elif isinstance(value, dict) and value and all(isinstance(v, models.BaseModel) for v in value.values()):
                setattr(self, name, {key: record.with_env(self.env) for key, record in value.items()})

    def commit(self):
        # a connection of the test's own, so that others see what it built
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def connect(self, user):
        """An environment of ``user`` on a connection of its own, whose snapshot is taken now."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        cr.execute("SELECT 1")
        return api.Environment(cr, user.id, {"lang": "en_US"})

    def see(self, record):
        """``record`` as a fresh connection of the superuser sees it now."""
        return record.with_env(self.connect(self.env.ref("base.user_root")))

    def act(self, env, record, method, *args):
        """Call a method of ``record`` on the connection of ``env`` and commit."""
        getattr(record.with_env(env), method)(*args)
        env.cr.commit()  # pylint: disable=invalid-commit

    def assertLoses(self, env, record, method, *args):  # noqa: N802 - reads as the assertions of unittest
        """The call fails because another connection was quicker. Odoo's request layer would start it again."""
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.SerializationFailure):
            self.act(env, record, method, *args)
        env.cr.rollback()

    def assertLosesWhileWaiting(self, winner, env, record, method, *args):  # noqa: N802 - as above
        """The call waits for the uncommitted ``winner``, and fails once that commits."""
        caught = []

        def run():
            try:
                with mute_logger("odoo.sql_db"):
                    self.act(env, record, method, *args)
            except errors.SerializationFailure as error:
                caught.append(error)

        pid = env.cr._cnx.info.backend_pid
        thread = threading.Thread(target=run)
        thread.start()
        with self.registry.cursor() as watcher:
            deadline = time.monotonic() + 20
            while thread.is_alive() and time.monotonic() < deadline:
                watcher.execute("SELECT cardinality(pg_blocking_pids(%s))", [pid])
                if watcher.fetchone()[0]:
                    break
                time.sleep(0.02)
        winner.cr.commit()
        thread.join(20)
        self.assertFalse(thread.is_alive(), "the second connection still waits")
        self.assertTrue(caught, "the second connection was not refused")
        env.cr.rollback()

    # cleaning up

    @classmethod
    def _last_ids(cls, cr):
        cr.execute("""
            SELECT table_name FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = 'public' AND column_name = 'id' AND data_type = 'integer'
               AND table_type = 'BASE TABLE'
        """)
        tables = [table for (table,) in cr.fetchall()]
        cr.execute(
            SQL(" UNION ALL ").join(
                SQL("SELECT %s, COALESCE(MAX(id), 0) FROM %s", table, SQL.identifier(table)) for table in tables
            )
        )
        return dict(cr.fetchall())

    @classmethod
    def _delete_after(cls, before):
        """Delete every row newer than ``before``, table by table as foreign keys allow."""
        with Registry(get_db_name()).cursor() as cr, mute_logger("odoo.sql_db"):
            pending = {table for table, last in cls._last_ids(cr).items() if last > before.get(table, 0)}
            # these two point at each other
            cr.execute(
                "UPDATE sales_manual_signoff_step SET signoff_id = NULL WHERE id > %s",
                [before["sales_manual_signoff_step"]],
            )
            while pending:
                deleted = {table for table in sorted(pending) if cls._try_delete(cr, table, before.get(table, 0))}
                if not deleted:
                    raise AssertionError(f"left behind by {cls.__name__}: {sorted(pending)}")
                pending -= deleted
        Registry(get_db_name()).clear_all_caches()

    @classmethod
    def _try_delete(cls, cr, table, last_id):
        try:
            with cr.savepoint(flush=False):
                cr.execute(SQL("DELETE FROM %s WHERE id > %s", SQL.identifier(table), last_id))
        except (errors.ForeignKeyViolation, errors.RestrictViolation, errors.NotNullViolation):
            return False
        return True
