#!/bin/sh
# The command with the settings of the units; it belongs to /usr/local/bin/fct, and is called as
# their account: `sudo -u fct fct doctor`. What is set in the call goes before the settings, as in
# `sudo -u fct FCT_HOME=/var/tmp/try FCT_DATABASE_URL= fct restore DIR`.
set -eu
while IFS='=' read -r name value; do
  case $name in '' | '#'*) continue ;; esac
  eval "is_set=\${$name+yes}"
  [ "$is_set" = yes ] || export "$name=$value"
done </etc/fct/fct.env
exec /opt/fct/.venv/bin/fct "$@"
