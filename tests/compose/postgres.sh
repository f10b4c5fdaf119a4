# PostgreSQL as its official image starts it: user, password and database from the environment, open to the network.
set -eu
data=/var/lib/postgresql/data
mkdir -p "$data" && chown postgres "$data" && chmod 700 "$data"
if [ ! -s "$data/PG_VERSION" ]; then
    printf '%s' "$POSTGRES_PASSWORD" > /tmp/password
    chown postgres /tmp/password
    su postgres -c "PATH=$PATH initdb -D $data -U $POSTGRES_USER --pwfile=/tmp/password -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >/dev/null"
    echo "host all all all scram-sha-256" >> "$data/pg_hba.conf"
    su postgres -c "PATH=$PATH pg_ctl -D $data -w -o '-c listen_addresses=127.0.0.1' start >/dev/null"
    PGPASSWORD=$POSTGRES_PASSWORD createdb -h 127.0.0.1 -U "$POSTGRES_USER" "$POSTGRES_DB"
    su postgres -c "PATH=$PATH pg_ctl -D $data -w stop >/dev/null"
fi
exec su postgres -c "exec $(command -v postgres) -D $data -c 'listen_addresses=*'"
