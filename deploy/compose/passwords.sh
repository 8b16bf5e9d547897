#!/bin/sh
# Sets the passwords of the roles, and makes the database of Prefect, when the server is new.
set -e
psql --username postgres --dbname fct --set ON_ERROR_STOP=1 \
  --set owner="$FCT_OWNER_PASSWORD" --set writer="$FCT_WRITER_PASSWORD" \
  --set reader="$FCT_READER_PASSWORD" --set prefect="$FCT_PREFECT_DATABASE_PASSWORD" <<'SQL'
ALTER ROLE fct_owner PASSWORD :'owner';
ALTER ROLE fct_writer PASSWORD :'writer';
ALTER ROLE fct_reader PASSWORD :'reader';
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE prefect OWNER prefect;
SQL
