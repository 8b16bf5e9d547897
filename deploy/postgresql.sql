-- Roles of a store on a PostgreSQL server, each with least rights; written by `fct deploy roles`.
-- A superuser runs it in the store's database, before the first command and once after it:
--   psql --dbname fct --set ON_ERROR_STOP=1 --file postgresql.sql
-- It may be run again at any time. Passwords are set apart from it, as with \password fct_writer.

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fct_owner') THEN
    CREATE ROLE fct_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
  END IF;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fct_writer') THEN
    CREATE ROLE fct_writer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
  END IF;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fct_reader') THEN
    CREATE ROLE fct_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
  END IF;
END $$;
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO fct_owner', current_database());
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO fct_writer, fct_reader',
    current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO fct_owner;
GRANT USAGE ON SCHEMA public TO fct_writer, fct_reader;
DO $$ DECLARE thing record; BEGIN
  FOR thing IN SELECT oid::regclass AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO fct_owner', thing.name);
  END LOOP;
  FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO fct_owner', thing.name);
  END LOOP;
END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, fct_writer, fct_reader;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, fct_writer, fct_reader;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO fct_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO fct_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO fct_reader;
DO $$ BEGIN
  IF to_regclass('public.fct_schema_version') IS NOT NULL THEN
    REVOKE INSERT ON public.fct_schema_version FROM fct_writer;
  END IF;
END $$;
ALTER DEFAULT PRIVILEGES FOR ROLE fct_owner IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO fct_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE fct_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO fct_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE fct_owner IN SCHEMA public GRANT SELECT ON TABLES TO fct_reader;
