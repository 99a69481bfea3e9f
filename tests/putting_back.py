"""A database of PostgreSQL that many tests share, put back between them to the rows that it had at first.

Making a database from a template takes PostgreSQL longer than most tests take; writing its few rows again does not.
"""

import sqlalchemy as sa

KEEPING = """
CREATE SCHEMA kept;
CREATE TABLE kept.sequence_state (name text, last bigint, called boolean);
CREATE TABLE kept.part (name text, columns text);
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows_' || one.relname, one.relname);
        INSERT INTO kept.part SELECT one.relname, string_agg(quote_ident(attname), ', ') FROM pg_attribute
            WHERE attrelid = format('public.%I', one.relname)::regclass
            AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    END LOOP;
    FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
        EXECUTE format(
            'INSERT INTO kept.sequence_state SELECT %L, last_value, is_called FROM public.%I', one.relname, one.relname
        );
    END LOOP;
END $$;
CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    FOR one IN SELECT * FROM kept.part LOOP
        EXECUTE format('DELETE FROM public.%I', one.name);
        EXECUTE format(
            'INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM kept.%I',
            one.name, one.columns, one.columns, 'rows_' || one.name
        );
    END LOOP;
    PERFORM setval(format('public.%I', name)::regclass, last, called) FROM kept.sequence_state;
END $$;
"""

STRUCTURE = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT concat('t', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat('c', oid) FROM pg_constraint
    UNION ALL SELECT concat('r', oid, relnatts) FROM pg_class WHERE relnamespace = 'public'::regnamespace
) AS parts (part)
"""

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> {}"


class SharedDatabase:
    """One database, made from a template when it is first asked for, and anew when a test changed its structure."""

    def __init__(self, server: str, template: str, name: str) -> None:
        self.server, self.template, self.name = server, template, name
        self.url = server.replace("/postgres?", f"/{name}?")
        self.structure = ""

    def put_back(self) -> str:
        """Make the database what the template is, whatever was done to it. Gives its address."""
        if not self.structure or not self._rows_put_back():
            self._make()
        return self.url

    def _make(self) -> None:
        with _connected(self.server) as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        with _connected(self.url) as connection:
            connection.execute(sa.text(KEEPING))
            self.structure = connection.exec_driver_sql(STRUCTURE).scalar_one()

    def _rows_put_back(self) -> bool:
        with _connected(self.url) as connection:
            own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            connection.exec_driver_sql(OTHERS.format(own))
            if connection.exec_driver_sql(STRUCTURE).scalar_one() != self.structure:
                return False
            # The record's guards refuse to forget rows, and foreign keys want an order; a replica asks neither.
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql("SELECT kept.put_back()")
            return True


def _connected(url: str) -> sa.Connection:
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect()
