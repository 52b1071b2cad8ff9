"""Connections for bulk work: no triggers, indexes made last, each step timed."""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
from psycopg2.extras import execute_values

# Rows are made by one statement each from rows that are right, so the foreign keys are not asked row by row; the tests
# ask them of a small database. Keeping what a lateral row computed for half a million different keys takes minutes.
SESSION = """
    SET session_replication_role = replica;
    SET maintenance_work_mem = '600MB';
    SET work_mem = '200MB';
    SET temp_buffers = '64MB';
    SET default_toast_compression = 'lz4';
    SET max_parallel_maintenance_workers = 1;
    SET enable_memoize = off;
"""

# What the generator itself needs lives in a schema that is dropped when it is done. `share` is a number in [0, 1) that
# depends on the row's number alone; different salts are independent of each other.
HELPERS = """
    DROP SCHEMA IF EXISTS gen CASCADE;
    CREATE SCHEMA gen;
    CREATE FUNCTION gen.share(n bigint, salt int) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (hashint8extended(n, salt) & 2147483647) / 2147483648.0::float8;
    CREATE FUNCTION gen.pick(n bigint, salt int, choices int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN floor(choices * gen.share(n, salt))::int;
    CREATE FUNCTION gen.padded(number bigint, width int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN lpad(number::text, greatest(width, length(number::text)), '0');
"""

MADE = re.compile(r"\s*CREATE TABLE (gen\.\w+) AS")


class Bulk:
    """A database under construction. ``values``: named parameters that every statement may use."""

    def __init__(self, name):
        self.name = name
        self.values = {}
        self._indexes = []

    def connect(self):
        connection = psycopg2.connect(dbname=self.name)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(SESSION)
        return connection

    def run(self, *statements):
        """Run statements one after the other in a session of their own; return the rows of the last, if it has any."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, self.values)
                if made := MADE.match(statement):
                    # what the next statement joins: without figures the planner loops over millions of rows
                    cursor.execute(f"ANALYZE {made[1]}")
            return cursor.fetchall() if cursor.description else []

    def value(self, statement):
        [[value]] = self.run(statement)
        return value

    def load(self, table, rows):
        """Put the rows (equal tuples) into a table of the generator's."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            execute_values(cursor, f"INSERT INTO {table} VALUES %s", rows, page_size=5000)

    def lanes(self, *lanes):
        """Run lists of statements side by side."""
        with ThreadPoolExecutor(len(lanes)) as pool:
            for done in [pool.submit(self.run, *statements) for statements in lanes]:
                done.result()

    def base(self, **tables):
        """Remember under each name the highest id of its table: new rows are numbered from there."""
        for name, table in tables.items():
            self.values[name] = self.value(f"SELECT COALESCE(max(id), 0) FROM {table}")

    # indexes

    def drop_indexes(self, tables):
        """Drop the indexes of these tables but those of constraints; :meth:`make_indexes` makes them again."""
        found = self.run(
            f"""SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text
                  FROM pg_index WHERE indrelid = ANY(ARRAY{list(tables)}::regclass[])
                   AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"""
        )
        self._indexes += [(definition, table) for _name, definition, table in found]
        self.run(*(f"DROP INDEX {name}" for name, _definition, _table in found))

    def make_indexes(self):
        """Make them again, those of the largest tables first, two at a time."""
        sizes = {table: self.value(f"SELECT pg_relation_size('{table}')") for _sql, table in self._indexes}
        waiting = sorted(self._indexes, key=lambda index: -sizes[index[1]])
        self._indexes = []
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(self.run, definition.replace("%", "%%")) for definition, _table in waiting]:
                done.result()

    def set_sequences(self):
        """Every sequence of an id goes on after the highest."""
        rows = self.run(
            """SELECT c.oid::regclass::text, a.attrelid::regclass::text, a.attname
                 FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i')
                 JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace"""
        )
        self.run(
            *(
                f"SELECT setval('{sequence}', greatest((SELECT max({column}) FROM {table}), 1))"
                for sequence, table, column in rows
            )
        )

    def vacuum(self, tables):
        self.lanes(*([f"VACUUM ANALYZE {table}" for table in half] for half in (tables[::2], tables[1::2]) if half))


class Clock:
    """Prints how long each part took."""

    def __init__(self):
        self.start = self.last = time.perf_counter()

    def tell(self, part):
        now = time.perf_counter()
        print(f"   {part:32}{now - self.last:8.1f} s", file=sys.stderr, flush=True)
        self.last = now

    def total(self):
        print(f"   {'all':32}{time.perf_counter() - self.start:8.1f} s", file=sys.stderr, flush=True)
